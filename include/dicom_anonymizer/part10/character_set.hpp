// SPDX-License-Identifier: BSD-3-Clause
// Text of a data set as UTF-8 and back, by Specific Character Set (0008,0005).
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <iconv.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace detail {

// How a code element is used: PS3.3 tables C.12-2 to C.12-5.
enum class code_element {
  single_byte,  // its upper half in G1
  katakana,     // JIS X 0201: Katakana in G1, Romaji in G0
  double_g0,    // two bytes below 0x80
  double_g1,    // two bytes from 0xA0
  whole,        // no code extensions: the set has all of the text
};

// One defined term of Specific Character Set.
struct character_term {
  std::string_view name;   // behind "ISO_IR " and "ISO 2022 IR ", or alone
  const char* conversion;  // what iconv calls it
  code_element kind;
  std::string_view escape;  // without ESC, PS3.3 tables C.12-3 and C.12-4
};

inline constexpr character_term character_terms[] = {
    {"100", "ISO-8859-1", code_element::single_byte, "-A"},
    {"101", "ISO-8859-2", code_element::single_byte, "-B"},
    {"109", "ISO-8859-3", code_element::single_byte, "-C"},
    {"110", "ISO-8859-4", code_element::single_byte, "-D"},
    {"144", "ISO-8859-5", code_element::single_byte, "-L"},
    {"127", "ISO-8859-6", code_element::single_byte, "-G"},
    {"126", "ISO-8859-7", code_element::single_byte, "-F"},
    {"138", "ISO-8859-8", code_element::single_byte, "-H"},
    {"148", "ISO-8859-9", code_element::single_byte, "-M"},
    {"203", "ISO-8859-15", code_element::single_byte, "-b"},
    {"166", "TIS-620", code_element::single_byte, "-T"},
    {"13", "EUC-JP", code_element::katakana, ")I"},
    {"87", "EUC-JP", code_element::double_g0, "$B"},
    {"159", "EUC-JP", code_element::double_g0, "$(D"},
    {"149", "EUC-KR", code_element::double_g1, "$)C"},
    {"58", "GB2312", code_element::double_g1, "$)A"},
    {"192", "UTF-8", code_element::whole, ""},
    {"GB18030", "GB18030", code_element::whole, ""},
    {"GBK", "GBK", code_element::whole, ""},
};

// Letters and digits in upper case: what is left of a term whose punctuation was mistaken.
inline std::string bare(std::string_view spelled) {
  std::string result;
  for (const char c : spelled) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) result.push_back(c);
    if (c >= 'a' && c <= 'z') result.push_back(static_cast<char>(c - 'a' + 'A'));
  }
  return result;
}

inline const character_term* find_term(std::string_view name) {
  for (const character_term& one : character_terms) {
    if (one.name == name) return &one;
    // Writers that name the encoding instead: "UTF-8", "ISO 8859-1".
    if (one.kind != code_element::single_byte && one.kind != code_element::whole) continue;
    if (bare(one.conversion) == name) return &one;
  }
  return nullptr;
}

inline const character_term* find_escape(std::string_view after_escape) noexcept {
  for (const character_term& one : character_terms)
    if (!one.escape.empty() && after_escape.substr(0, one.escape.size()) == one.escape) return &one;
  return nullptr;
}

// Converts all of a text or nothing.
inline std::optional<std::string> converted(std::string_view text, const char* from,
                                            const char* to) {
  struct conversion {
    iconv_t handle;
    ~conversion() {
      if (handle != iconv_t(-1)) ::iconv_close(handle);
    }
  } const open{::iconv_open(to, from)};
  if (open.handle == iconv_t(-1)) return std::nullopt;
  std::string result(text.size() * 4 + 16, '\0');
  char* in = const_cast<char*>(text.data());
  std::size_t in_left = text.size();
  char* out = result.data();
  std::size_t out_left = result.size();
  // A number of irreversible conversions is a text that another one could have become.
  if (::iconv(open.handle, &in, &in_left, &out, &out_left) != 0 || in_left != 0)
    return std::nullopt;
  result.resize(result.size() - out_left);
  return result;
}

// Unicode table 3-7.  glibc's iconv accepts what is beyond U+10FFFF.
inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return false;
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if (byte < low || byte > high) return false;
      low = 0x80;
      high = 0xBF;
    }
    at += length;
  }
  return true;
}

// The bytes of the first character of GB18030 or GBK that may hold a backslash; else 1.  Those of
// four bytes hold none.
inline std::size_t gb_length(std::string_view text) noexcept {
  if (text.size() < 2) return 1;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = static_cast<unsigned char>(text[1]);
  return first >= 0x81 && first <= 0xFE && second >= 0x40 && second != 0x7F && second != 0xFF ? 2
                                                                                              : 1;
}

inline constexpr tag specific_character_set{0x0008, 0x0005};

inline bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\x1B'; });
}

}  // namespace detail

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
