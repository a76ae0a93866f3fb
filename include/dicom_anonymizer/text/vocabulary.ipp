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

// The hash of one entry of a list; a sum of them tells lists apart.
inline std::uint64_t hash_of_entry(std::string_view word, std::string_view kind) noexcept {
  std::uint64_t mixed = hash_on(hash_on(hash_on(no_hash, word), "\t"), kind);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

}  // namespace detail

inline constexpr std::string_view phrase_kind = "phrase";

DICOM_ANONYMIZER_INLINE void vocabulary::sum::add(std::string_view word,
                                                  std::string_view kind) noexcept {
  ++entries;
  hash += detail::hash_of_entry(word, kind);
}

DICOM_ANONYMIZER_INLINE void vocabulary::sum::take(std::string_view word,
                                                   std::string_view kind) noexcept {
  --entries;
  hash -= detail::hash_of_entry(word, kind);
}

DICOM_ANONYMIZER_INLINE const vocabulary::sum& vocabulary::library_sum() {
  static const sum whole = [] {
    sum result;
    detail::each_safe_word(&result, [](void* to, std::string_view word, word_class kind) {
      static_cast<sum*>(to)->add(word, to_string(kind));
    });
    return result;
  }();
  return whole;
}

DICOM_ANONYMIZER_INLINE void vocabulary::add_up() noexcept {
  change_ = {};
  for (const auto& [word, kind] : own_) {
    if (const word_class was = detail::facts_of(word).kind; was != word_class::none)
      change_.take(word, to_string(was));
    if (kind != word_class::none) change_.add(word, to_string(kind));
  }
  for (const std::string& one : written_phrases_) change_.add(one, phrase_kind);
}

DICOM_ANONYMIZER_INLINE void vocabulary::set(std::string folded, word_class kind) {
  if (const word_class was = find(folded); was != word_class::none)
    change_.take(folded, to_string(was));
  if (kind != word_class::none) change_.add(folded, to_string(kind));
  own_[std::move(folded)] = kind;
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_word(std::string_view word) {
  std::optional<std::string> folded = detail::word_of(word);
  if (!folded) throw error(errc::bad_arguments, "what is to be added is not one word");
  const word_class was = detail::facts_of(*folded).kind;
  set(std::move(*folded), was == word_class::core ? was : word_class::imaging);
  return *this;
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_phrase(std::string_view phrase) {
  std::string folded = detail::phrase_of(phrase);
  if (folded.empty()) throw error(errc::bad_arguments, "what is to be added is no phrase");
  phrases_.add(folded);
  if (const auto [place, is_new] = written_phrases_.insert(std::move(folded)); is_new)
    change_.add(*place, phrase_kind);
  return *this;
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::take_out(std::string_view word) {
  std::optional<std::string> folded = detail::word_of(word);
  if (!folded) throw error(errc::bad_arguments, "what is to be taken out is not one word");
  set(std::move(*folded), word_class::none);
  return *this;
}

DICOM_ANONYMIZER_INLINE void vocabulary::add_lines(std::string_view utf8, bool is_dic) {
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
      add_phrase(line);  // x-ray
      continue;
    }
    if (!word) {
      refuse();
      continue;
    }
    const auto own = own_.find(*word);
    if (own == own_.end() && find(*word) != word_class::none) continue;
    if (own != own_.end() && own->second != word_class::none) continue;
    const bool is_like_a_name =
        line.size() > 1 && detail::is_capital_letter(line.front()) &&
        std::none_of(line.begin() + 1, line.end(), detail::is_capital_letter);
    own_[std::move(*word)] = is_like_a_name ? word_class::ambiguous : word_class::imaging;
  }
}

DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_file(const std::string& path) {
  const bool is_dic = path.ends_with(".dic");
  const std::string text = detail::text_of_file(path, is_dic);
  vocabulary longer = *this;
  try {
    longer.add_lines(text, is_dic);
    longer.add_up();
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
  for (const std::string& one : written_phrases_) add(one, phrase_kind);
  std::sort(lines.begin(), lines.end());
  std::string result;
  for (const std::string& one : lines) result += one;
  return result;
}

DICOM_ANONYMIZER_INLINE std::size_t vocabulary::size() const {
  return static_cast<std::size_t>(library_sum().entries + change_.entries);
}

DICOM_ANONYMIZER_INLINE std::string vocabulary::digest() const {
  return fmt::format("{:016x}", library_sum().hash + change_.hash);
}

}  // namespace dicom_anonymizer::text
