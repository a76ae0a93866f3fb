// SPDX-License-Identifier: BSD-3-Clause
// Text of a data set as UTF-8 and back, by Specific Character Set (0008,0005).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// A Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2, with code extensions (PS3.5
/// section 6.1.2.5).  Text of ASCII alone passes through any set, a known one or not.
///
/// In ISO_IR 13 the bytes 0x5C and 0x7E are the yen sign and the overline on paper; they are read
/// as the backslash that separates values and the tilde, and those two signs cannot be written.
class character_set {
 public:
  /// From the value of the attribute: defined terms with backslashes between them; empty is the
  /// default repertoire, ASCII.  Spellings seen in the field ("ISO-IR 100", "iso_ir_100") are
  /// understood, and so are the names of the encodings ("UTF-8", "ISO 8859-1").
  explicit character_set(std::string_view specific_character_set) {
    bool is_first = true;
    std::string_view rest = specific_character_set;
    while (true) {
      const std::size_t end = rest.find('\\');
      add(rest.substr(0, end), is_first);
      is_first = false;
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    assumed_ = initial_;
    const bool has_first = !declared_.empty() && starts_with_declared_;
    if (has_first && declared_.front()->kind == detail::code_element::double_g1)
      assumed_.g1 = declared_.front();
  }

  /// Whether each term is one that is known here; only then other text than ASCII can be read.
  [[nodiscard]] bool is_known() const noexcept { return is_known_; }

  /// The UTF-8 of a value of that VR.  An escape sequence of the standard is followed even if its
  /// term was not declared.  Throws error(errc::character_set) if the set is not known or the bytes
  /// are none of its characters.
  [[nodiscard]] std::string decode(std::string_view bytes, vr kind) const {
    if (detail::is_ascii(bytes)) return std::string(bytes);
    require_known();
    if (whole_ != nullptr) return decode_whole(bytes);
    return decode_extended(bytes, kind);
  }

  /// The same, but bytes that are no text of the set, or of one that is not known, come back as
  /// they are.
  [[nodiscard]] std::string decode_if_text(std::string_view bytes, vr kind) const {
    try {
      return decode(bytes, kind);
    } catch (const error&) {
      return std::string(bytes);
    }
  }

  /// The bytes of a value of that VR for text in UTF-8.  A character that the first term lacks is
  /// written in the first other one that has it, and the first is active again where PS3.5 section
  /// 6.1.2.5.3 asks for it.  Throws error(errc::character_set) if the set is not known or lacks a
  /// character, or the text is not UTF-8.
  [[nodiscard]] std::string encode(std::string_view utf8, vr kind) const {
    if (detail::is_ascii(utf8)) return std::string(utf8);
    require_known();
    if (!detail::is_utf8(utf8)) throw error(errc::character_set, "the text is not UTF-8");
    if (whole_ != nullptr) return encode_whole(utf8);
    return encode_extended(utf8, kind);
  }

  /// The values of a text, as bytes: split at the backslashes that are delimiters and no second
  /// byte of a character (GB18030, GBK, ISO 2022 IR 87, ISO 2022 IR 159).  One for a VR that has no
  /// more.  Never throws for what the bytes are; they stay valid as long as `bytes` does.
  [[nodiscard]] std::vector<std::string_view> split_values(std::string_view bytes, vr kind) const {
    if (!is_multi_valued(kind)) return {bytes};
    std::vector<std::string_view> values;
    std::size_t begin = 0;
    state now = assumed_;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length =
          uses_character_set(kind) ? length_of_first(now, bytes.substr(at), kind) : 1;
      if (bytes[at] == '\\' && length == 1) {
        values.push_back(bytes.substr(begin, at - begin));
        begin = at + 1;
      }
      at += length;
    }
    values.push_back(bytes.substr(begin));
    return values;
  }

 private:
  // What G0 and G1 hold at a place of the text.
  struct state {
    const detail::character_term* g0 = nullptr;  // a set of two bytes, else ASCII
    const detail::character_term* g1 = nullptr;
    friend bool operator==(const state&, const state&) = default;
  };

  static constexpr const char* reading = "the bytes are no text of Specific Character Set";
  static constexpr const char* writing = "Specific Character Set cannot hold the text";

  static std::string required(std::optional<std::string> text, const char* otherwise) {
    if (!text) throw error(errc::character_set, otherwise);
    return *std::move(text);
  }

  void require_known() const {
    if (!is_known_) throw error(errc::character_set, "an unknown Specific Character Set");
  }

  void add(std::string_view spelled, bool is_first) {
    std::string name = detail::bare(spelled);
    for (const std::string_view prefix : {"ISO2022IR", "ISOIR", "ISO2022"})
      if (name.substr(0, prefix.size()) == prefix) {
        name.erase(0, prefix.size());
        break;
      }
    if (name.empty() || name == "6") return;
    const detail::character_term* term = detail::find_term(name);
    if (term == nullptr) {
      is_known_ = false;
      return;
    }
    if (term->kind == detail::code_element::whole) {
      if (is_first) whole_ = term;  // PS3.3: such a set is the only one
      return;
    }
    if (is_first && (term->kind == detail::code_element::single_byte ||
                     term->kind == detail::code_element::katakana))
      initial_.g1 = term;
    starts_with_declared_ = starts_with_declared_ || is_first;
    declared_.push_back(term);
  }

  // Where the sets of the first term are active again, PS3.5 section 6.1.2.5.3.
  static bool is_delimiter(char c, vr kind) noexcept {
    if (c == '\r' || c == '\n' || c == '\f' || c == '\t') return true;
    if (c == '\\') return is_multi_valued(kind);
    return kind == vr::PN && (c == '^' || c == '=');
  }

  // Whether both bytes of a character are there, in the half of the table where its set is.
  static bool is_pair(std::string_view text, bool in_upper_half) noexcept {
    if (text.size() < 2) return false;
    for (const char c : text.substr(0, 2)) {
      const auto byte = static_cast<unsigned char>(c);
      const unsigned lower = byte & 0x7FU;
      if ((byte >= 0x80) != in_upper_half || lower < 0x21 || lower > 0x7E) return false;
    }
    return true;
  }

  // The bytes of the character or escape sequence that a text begins with; follows the latter.
  std::size_t length_of_first(state& now, std::string_view text, vr kind) const {
    if (whole_ != nullptr) return whole_->name == "192" ? 1 : detail::gb_length(text);
    if (text.front() == '\x1B') return 1 + switched(now, text.substr(1));
    if (now.g0 != nullptr && is_pair(text, false)) return 2;
    if (is_delimiter(text.front(), kind)) now = assumed_;
    return 1;
  }

  [[nodiscard]] std::string decode_whole(std::string_view bytes) const {
    if (whole_->name != "192")
      return required(detail::converted(bytes, whole_->conversion, "UTF-8"), reading);
    if (!detail::is_utf8(bytes)) throw error(errc::character_set, reading);
    return std::string(bytes);
  }

  [[nodiscard]] std::string encode_whole(std::string_view utf8) const {
    if (whole_->name == "192") return std::string(utf8);
    return required(detail::converted(utf8, "UTF-8", whole_->conversion), writing);
  }

  std::string decode_extended(std::string_view bytes, vr kind) const {
    std::string result;
    state now = assumed_;
    std::string run;  // bytes of one conversion, so that each is called once
    const char* conversion = nullptr;
    const auto flush = [&] {
      if (!run.empty()) result += required(detail::converted(run, conversion, "UTF-8"), reading);
      run.clear();
    };
    const auto add = [&](std::string_view raw, const char* from) {
      if (conversion != from) flush();
      conversion = from;
      run += raw;
    };
    for (std::size_t at = 0; at < bytes.size();) {
      const auto byte = static_cast<unsigned char>(bytes[at]);
      if (byte == 0x1B) {
        const std::size_t length = switched(now, bytes.substr(at + 1));
        if (length == 0) throw error(errc::character_set, "an unknown escape sequence");
        at += 1 + length;
      } else if (byte < 0x80 && now.g0 != nullptr && byte > 0x20 && byte < 0x7F) {
        const std::string pair = upper_half(bytes.substr(at), false);
        // JIS X 0212 is the third code set of EUC.
        add(now.g0->name == "159" ? "\x8F" + pair : pair, now.g0->conversion);
        at += 2;
      } else if (byte < 0x80) {
        if (is_delimiter(bytes[at], kind)) now = assumed_;
        flush();
        result.push_back(bytes[at++]);
      } else if (now.g1 == nullptr || byte < 0xA0) {
        throw error(errc::character_set, reading);
      } else if (now.g1->kind == detail::code_element::double_g1) {
        add(upper_half(bytes.substr(at), true), now.g1->conversion);
        at += 2;
      } else if (now.g1->kind == detail::code_element::katakana) {
        add(std::string("\x8E") + bytes[at++], now.g1->conversion);
      } else {
        add(bytes.substr(at++, 1), now.g1->conversion);
      }
    }
    flush();
    return result;
  }

  // The first two bytes as EUC has them.
  static std::string upper_half(std::string_view text, bool is_upper_half) {
    // Else what follows a damaged character, a delimiter perhaps, would be taken for its rest.
    if (!is_pair(text, is_upper_half)) throw error(errc::character_set, reading);
    std::string result;
    for (const char c : text.substr(0, 2))
      result.push_back(static_cast<char>(static_cast<unsigned char>(c) | 0x80U));
    return result;
  }

  // Follows an escape sequence; returns its bytes without ESC, 0 if there is none such.
  static std::size_t switched(state& now, std::string_view sequence) noexcept {
    if (sequence.substr(0, 2) == "(B" || sequence.substr(0, 2) == "(J") {
      now.g0 = nullptr;
      return 2;
    }
    const detail::character_term* term = detail::find_escape(sequence);
    if (term == nullptr) return 0;
    (term->kind == detail::code_element::double_g0 ? now.g0 : now.g1) = term;
    return term->escape.size();
  }

  std::string encode_extended(std::string_view utf8, vr kind) const {
    // It would switch sets: what a reader got would be another text.
    if (utf8.find('\x1B') != std::string_view::npos) throw error(errc::character_set, writing);
    std::string result;
    state now = initial_;
    const auto restore = [&] {
      if (now.g0 != nullptr) result += initial_g0();
      if (now.g1 != initial_.g1 && initial_.g1 != nullptr) {
        result += '\x1B';
        result += initial_.g1->escape;
      }
      now = initial_;
    };
    for (std::size_t at = 0; at < utf8.size();) {
      const auto byte = static_cast<unsigned char>(utf8[at]);
      if (byte < 0x80) {
        if (is_delimiter(utf8[at], kind)) {
          restore();
        } else if (now.g0 != nullptr) {
          result += initial_g0();
          now.g0 = nullptr;
        }
        result.push_back(utf8[at++]);
        continue;
      }
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      character(result, now, utf8.substr(at, length));
      at += length;
    }
    restore();
    return result;
  }

  // ASCII, or the Romaji that JIS X 0201 has in its place.
  [[nodiscard]] std::string_view initial_g0() const noexcept {
    const bool is_romaji =
        initial_.g1 != nullptr && initial_.g1->kind == detail::code_element::katakana;
    return is_romaji ? "\x1B(J" : "\x1B(B";
  }

  // Appends one character in the first declared set that holds it.
  void character(std::string& result, state& now, std::string_view utf8) const {
    for (const detail::character_term* term : declared_) {
      const std::optional<std::string> raw = detail::converted(utf8, "UTF-8", term->conversion);
      if (!raw) continue;
      std::string bytes = *raw;
      const auto first = static_cast<unsigned char>(bytes.front());
      bool fits = false;
      switch (term->kind) {
        case detail::code_element::single_byte: fits = bytes.size() == 1 && first >= 0xA0; break;
        case detail::code_element::katakana:
          fits = bytes.size() == 2 && first == 0x8E;
          bytes.erase(0, 1);
          break;
        case detail::code_element::double_g1: fits = bytes.size() == 2 && first >= 0xA1; break;
        case detail::code_element::double_g0:
          if (term->name == "159") {
            fits = bytes.size() == 3 && first == 0x8F;
            bytes.erase(0, 1);
          } else {
            fits = bytes.size() == 2 && first >= 0xA1;
          }
          for (char& c : bytes) c = static_cast<char>(static_cast<unsigned char>(c) & 0x7FU);
          break;
        case detail::code_element::whole: break;
      }
      if (!fits) continue;
      const bool is_g0 = term->kind == detail::code_element::double_g0;
      // Many readers have one set active at a time, that of the last escape sequence.
      if (!is_g0 && now.g0 != nullptr) {
        result += initial_g0();
        now.g0 = nullptr;
      }
      const detail::character_term*& active = is_g0 ? now.g0 : now.g1;
      if (active != term) {
        result += '\x1B';
        result += term->escape;
        active = term;
      }
      result += bytes;
      return;
    }
    throw error(errc::character_set, writing);
  }

  bool is_known_ = true;
  const detail::character_term* whole_ = nullptr;
  bool starts_with_declared_ = false;
  state initial_;
  // Where no escape sequence came: some writers name a set of two bytes first and leave it out.
  state assumed_;
  std::vector<const detail::character_term*> declared_;
};

}  // namespace dicom_anonymizer
