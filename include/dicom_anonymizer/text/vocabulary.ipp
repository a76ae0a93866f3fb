// SPDX-License-Identifier: BSD-3-Clause
// What text/vocabulary.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/letters.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text {
namespace detail {

inline bool has_letter(std::string_view folded) noexcept {
  return std::any_of(folded.begin(), folded.end(),
                     [](char c) { return is_letter(c) || !is_ascii(c); });
}

// The folded words with a space between them; empty if none has a letter.
inline std::string phrase_of(std::string_view written) {
  std::string result;
  for (const std::string& one : folded_words(written)) {
    if (!result.empty()) result.push_back(' ');
    result += one;
  }
  return has_letter(result) ? result : std::string();
}

// The folded word if it is one, and has a letter.
inline std::optional<std::string> word_of(std::string_view written) {
  std::string result = phrase_of(written);
  if (result.empty() || result.find(' ') != std::string::npos) return std::nullopt;
  return result;
}

// A capital letter of any script that has them.
inline bool is_capital(char32_t c) noexcept {
  bool result = false;
  bool is_first = true;
  const auto look = [&](char32_t one) {
    if (is_first) result = dicom_anonymizer::detail::folded(one) != one;
    is_first = false;
  };
  if (c < 0x80) {
    look(c);
    return result;
  }
  const auto* const found =
      std::lower_bound(std::begin(dicom_anonymizer::detail::marked_letters),
                       std::end(dicom_anonymizer::detail::marked_letters), c,
                       [](const dicom_anonymizer::detail::letter& one, char32_t wanted) {
                         return one.character < wanted;
                       });
  if (found != std::end(dicom_anonymizer::detail::marked_letters) && found->character == c)
    look(found->counts_as[0]);
  else
    look(c);
  return result || (c >= 0x531 && c <= 0x556) || (c >= 0x1C90 && c <= 0x1CBF) ||
         (((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) ||
           (c >= 0x4D0 && c <= 0x52F)) &&
          c % 2 == 0);
}

// Whether a word, or one of several, begins with a capital and has small letters: Rose, Östlund,
// McDonald, O'Brien, d'Angelo, but not T1w.
inline bool is_like_a_name(std::string_view written) {
  bool begins = true;
  bool has_capital = false;
  while (!written.empty()) {
    const char32_t c = dicom_anonymizer::detail::take_character(written);
    if (c < 0x80 && !is_letter(static_cast<char>(c))) {
      begins = !is_digit(static_cast<char>(c));
      has_capital = false;
      continue;
    }
    if (has_capital && !is_capital(c)) return true;
    has_capital = has_capital || (begins && is_capital(c));
    begins = begins && c >= 0x300 && c < 0x370;  // marks
  }
  return false;
}

inline std::string read_text(const std::string& path) {
  std::string bytes;
  std::ifstream file(path, std::ios::binary);
  try {
    if (file) bytes.assign(std::istreambuf_iterator<char>(file), {});
  } catch (const std::ios_base::failure&) {  // a folder
    file.setstate(std::ios::badbit);
  }
  if (!file.is_open() || file.bad())
    throw error(errc::unreadable, fmt::format("cannot read the words of {}", path));
  return bytes;
}

inline bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    if (is_ascii(text.front())) {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t before = text.size();
    dicom_anonymizer::detail::take_character(text);
    if (before - text.size() == 1) return false;
  }
  return true;
}

inline std::string of_utf16(std::string_view bytes, bool is_big) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(is_big ? first << 8 | second : second << 8 | first);
  };
  std::string result;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size()) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    }
    append_character(c, result);
  }
  return result;
}

// What the .aff beside a .dic says of the encoding of both; empty if there is none.
inline std::string set_beside(const std::string& path) {
  std::ifstream file(path.substr(0, path.size() - 4) + ".aff", std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("SET ")) continue;
    while (!line.empty() && is_space(line.back())) line.pop_back();
    return line.substr(4);
  }
  return {};
}

inline std::string text_of_file(const std::string& path, bool is_dic) {
  std::string bytes = read_text(path);
  const std::string_view all = bytes;
  if (all.starts_with("\xEF\xBB\xBF")) return bytes.substr(3);
  if (all.starts_with("\xFF\xFE") || all.starts_with("\xFE\xFF"))
    return of_utf16(all.substr(2), all.starts_with("\xFE"));
  if (is_utf8(all)) return bytes;
  if (const std::string set = is_dic ? set_beside(path) : std::string(); !set.empty()) {
    if (const character_set characters(set); characters.is_known())
      return characters.decode(bytes, vr::UT);
  }
  throw error(errc::character_set, fmt::format("the words of {} are not in UTF-8", path));
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_word(std::string_view word) {
  std::optional<std::string> folded = detail::word_of(word);
  if (!folded) throw error(errc::bad_arguments, "what is to be added is not one word");
  const word_class was = detail::facts_of(*folded).kind;
  own_[std::move(*folded)] = was == word_class::core ? was : word_class::imaging;
  return *this;
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_phrase(std::string_view phrase) {
  std::string folded = detail::phrase_of(phrase);
  if (folded.empty()) throw error(errc::bad_arguments, "what is to be added is no phrase");
  phrases_.add(folded);
  written_phrases_[std::move(folded)] = false;
  return *this;
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::take_out(std::string_view word) {
  std::optional<std::string> folded = detail::word_of(word);
  if (!folded) throw error(errc::bad_arguments, "what is to be taken out is not one word");
  own_[std::move(*folded)] = word_class::none;
  return *this;
}

DICOM_ANONYMIZER_INLINE void vocabulary::add_lines(std::string_view utf8, bool is_dic,
                                                   const vocabulary& before) {
  std::size_t number = 0;
  while (!utf8.empty()) {
    ++number;
    const std::size_t end = std::min(utf8.find_first_of("\r\n"), utf8.size());
    std::string_view line = utf8.substr(0, end);
    utf8.remove_prefix(std::min(end + (utf8.substr(end, 2) == "\r\n" ? 2 : 1), utf8.size()));
    while (!line.empty() && detail::is_space(line.front())) line.remove_prefix(1);
    while (!line.empty() && detail::is_space(line.back())) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const auto refuse = [&] {
      throw error(errc::bad_arguments, fmt::format("line {} is not one word", number));
    };
    if (line.front() == '=' || line.front() == '!') {
      const bool is_phrase = line.front() == '=';
      line.remove_prefix(1);
      if (is_phrase ? detail::phrase_of(line).empty() : !detail::word_of(line)) refuse();
      is_phrase ? add_phrase(line) : take_out(line);
      continue;
    }
    if (is_dic) line = line.substr(0, line.find_first_of("/\t"));
    std::optional<std::string> word = detail::word_of(line);
    if (!word && is_dic) continue;
    if (!word && line.find_first_of(" \t") == std::string_view::npos &&
        !detail::phrase_of(line).empty()) {
      if (!detail::is_like_a_name(line)) {
        add_phrase(line);                                       // x-ray
      } else if (std::string folded = detail::phrase_of(line);  // Smith-Jones
                 written_phrases_.emplace(folded, true).second) {
        ambiguous_phrases_.add(folded);
      }
      continue;
    }
    if (!word) {
      refuse();
      continue;
    }
    const bool is_name = detail::is_like_a_name(line);
    const auto own = own_.find(*word);
    if (own == own_.end() && find(*word) != word_class::none) continue;
    if (own != own_.end() && own->second != word_class::none) {
      // "mark" and "Mark" of one dictionary; what stood before the file keeps its class.
      if (is_name && own->second == word_class::imaging && before.find(*word) == word_class::none)
        own->second = word_class::ambiguous;
      continue;
    }
    own_[std::move(*word)] = is_name ? word_class::ambiguous : word_class::imaging;
  }
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_file(const std::string& path) {
  const bool is_dic = path.ends_with(".dic");
  const std::string text = detail::text_of_file(path, is_dic);
  vocabulary longer = *this;
  try {
    longer.add_lines(text, is_dic, *this);
  } catch (const error& e) {
    throw error(e.code(), fmt::format("in the words of {} {}", path, e.reason()));
  }
  *this = std::move(longer);
  return *this;
}

DICOM_ANONYMIZER_INLINE word_class vocabulary::find(std::string_view folded) const {
  if (!own_.empty())
    if (const auto found = own_.find(folded); found != own_.end()) return found->second;
  return detail::facts_of(folded).kind;
}

DICOM_ANONYMIZER_INLINE bool vocabulary::is_taken_out(std::string_view folded) const {
  const auto found = own_.find(folded);
  return found != own_.end() && found->second == word_class::none;
}

namespace detail {

// The words of a list with their classes.
inline std::vector<std::pair<std::string, word_class>> words_of_library() {
  std::vector<std::pair<std::string, word_class>> result;
  each_safe_word(&result, [](void* to, std::string_view word, word_class kind) {
    static_cast<decltype(result)*>(to)->emplace_back(word, kind);
  });
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::string vocabulary::list() const {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& word, std::string_view kind) {
    lines.push_back(fmt::format("{}\t{}\n", word, kind));
  };
  for (const auto& [word, kind] : detail::words_of_library())
    if (own_.find(word) == own_.end()) add(word, to_string(kind));
  for (const auto& [word, kind] : own_)
    if (kind != word_class::none) add(word, to_string(kind));
  for (const auto& [phrase, is_name] : written_phrases_)
    add(phrase, is_name ? "ambiguous phrase" : "phrase");
  std::sort(lines.begin(), lines.end());
  std::string result;
  for (const std::string& one : lines) result += one;
  return result;
}

DICOM_ANONYMIZER_INLINE vocabulary::sum vocabulary::summed() const {
  // Each line counts by itself, so that a list of a site adds what it has to that of the library,
  // which is looked at once.
  const auto add = [](sum& to, std::string_view word, std::string_view kind, bool is_more) {
    std::uint64_t number = detail::hash_on(detail::hash_on(detail::no_hash, word), "\t");
    number = detail::hash_on(number, kind);
    number = (number ^ number >> 33) * 0xFF51AFD7ED558CCD;
    number ^= number >> 33;
    is_more ? ++to.lines : --to.lines;
    to.hashes += is_more ? number : 0 - number;
  };
  static const sum of_library = [&] {
    sum result;
    for (const auto& [word, kind] : detail::words_of_library())
      add(result, word, to_string(kind), true);
    return result;
  }();
  sum result = of_library;
  for (const auto& [word, kind] : own_) {
    const word_class was = detail::facts_of(word).kind;
    if (was != word_class::none) add(result, word, to_string(was), false);
    if (kind != word_class::none) add(result, word, to_string(kind), true);
  }
  for (const auto& [phrase, is_name] : written_phrases_)
    add(result, phrase, is_name ? "ambiguous phrase" : "phrase", true);
  return result;
}

DICOM_ANONYMIZER_INLINE std::size_t vocabulary::size() const { return summed().lines; }

DICOM_ANONYMIZER_INLINE std::string vocabulary::digest() const {
  return fmt::format("{:016x}", summed().hashes);
}

}  // namespace dicom_anonymizer::text
