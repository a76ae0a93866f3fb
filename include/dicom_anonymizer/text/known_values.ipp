// SPDX-License-Identifier: BSD-3-Clause
// What text/known_values.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/known_values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/letters.hpp>
#include <dicom_anonymizer/text/scripts.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/word_index.hpp>
#include <dicom_anonymizer/text/word_pieces.hpp>

namespace dicom_anonymizer::text {
namespace detail {

inline std::size_t characters_in(std::string_view utf8) noexcept {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

inline std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t end = text.find(at);
    result.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    text.remove_prefix(end + 1);
  }
}

// Letters and digits of each word, without the apostrophe of O'Neill.
inline std::vector<std::string> bare_words(std::string_view text,
                                           umlauts how = umlauts::as_letters) {
  passage all;
  read_passage(text, 0, text.size() + 1, all);
  std::vector<std::string> result;
  for (const token& t : all.tokens) {
    std::string& word = result.emplace_back();
    for (std::size_t i = t.first_atom; i < t.last_atom; ++i)
      if (all.atoms[i].is_word()) append_folded(all.word(all.atoms[i]), word, how);
    if (word.empty()) result.pop_back();
  }
  return result;
}

inline bool is_particle(std::string_view folded) { return facts_of(folded).has(cue::particle); }

// What a name is written together of: Neill of O'Neill, Xiao and Dong of XiaoDong.  Only what is in
// no list, as Mac and Long are names by chance.
inline std::vector<std::string> inner_names(std::string_view text, umlauts how) {
  constexpr std::size_t least = 3;
  passage all;
  read_passage(text, 0, text.size() + 1, all);
  std::vector<std::string> result;
  const auto add = [&](std::string_view part) {
    std::string folded;
    append_folded(part, folded, how);
    const word_facts facts = facts_of(folded);
    if (characters_in(folded) >= least && facts.kind == word_class::none && facts.cues == 0)
      result.push_back(std::move(folded));
  };
  for (const token& t : all.tokens)
    for (std::size_t i = t.first_atom; i < t.last_atom; ++i) {
      const atom& a = all.atoms[i];
      if (!a.is_letters()) continue;
      const word_pieces parts = a.is_ascii ? pieces_of(all.word(a), false) : word_pieces{};
      if (parts.count > 1)
        std::for_each_n(parts.all.begin(), parts.count, add);
      else if ((i > t.first_atom && !all.atoms[i - 1].is_word()) ||
               (i + 1 < t.last_atom && !all.atoms[i + 1].is_word()))
        add(all.word(a));  // beside an apostrophe, not VIDA of VIDA1
    }
  return result;
}

// Initials of particles before the rest of a name: vdberg; empty without a particle.
inline std::string with_short_particles(const std::vector<std::string>& words) {
  std::size_t first = 0;
  std::string result;
  while (first + 1 < words.size() && is_ascii(words[first][0]) && is_particle(words[first]))
    result += words[first++][0];
  if (first == 0) return "";
  for (; first < words.size(); ++first) result += words[first];
  return result;
}

inline std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& one : words) result += one;
  return result;
}

// A word that studies have, whoever the patient is.
inline bool is_of_imaging(std::string_view folded) {
  const word_class kind = facts_of(folded).kind;
  return kind == word_class::core || kind == word_class::imaging;
}

// The folded characters of scripts without spaces, with whatever else between left out.
inline std::u32string dense_characters(std::string_view text) {
  std::u32string result;
  while (!text.empty()) {
    const char32_t c = dicom_anonymizer::detail::take_character(text);
    if (!is_dense(c)) continue;
    std::string folded;
    append_character(c, folded);
    folded = fold(folded);
    for (std::string_view rest = folded; !rest.empty();)
      result.push_back(dicom_anonymizer::detail::take_character(rest));
  }
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE void known_values::add_key(std::string_view folded, detail::key_form form) {
  if (folded.empty()) return;
  constexpr std::size_t longest = 256;  // what is longer is found by its beginning nowhere else
  if (folded.size() > longest) return;
  keys_.add(detail::hash_on(detail::no_hash, folded), form);
  for (std::size_t size = 1; size <= std::min<std::size_t>(folded.size(), 4); ++size)
    beginnings_.set(detail::beginning_of(folded.substr(0, size)));
  longest_key_ = std::max(longest_key_, folded.size());
}

DICOM_ANONYMIZER_INLINE void known_values::add_name(std::string_view pn, person whose) {
  for (const std::string_view group : detail::split(pn, '=')) {
    add_name_group(group, whose, false);
    add_name_group(group, whose, true);
    add_dense_name(detail::split(group, '^'));
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_name_group(std::string_view group, person whose,
                                                          bool written_out) {
  constexpr std::size_t parts = 3;  // family, given and middle name; then prefix and suffix
  const auto how = written_out ? detail::umlauts::written_out : detail::umlauts::as_letters;
  const detail::key_form name_form{.is_name = true, .needs_digit = need_digit_};
  std::vector<std::vector<std::string>> names;
  std::vector<std::string> inner;
  std::size_t number = 0;
  for (const std::string_view component : detail::split(group, '^')) {
    std::vector<std::string> words = detail::bare_words(component, how);
    const bool is_affix = number++ >= parts;
    // The patient Herr or Miss; but Dr and MR are no family.
    constexpr std::size_t least_family = 3;
    const bool is_family = number == 1 && whose == person::patient && words.size() == 1 &&
                           words[0].size() >= least_family && !detail::is_of_imaging(words[0]);
    std::erase_if(words, [&](const std::string& word) {
      const detail::word_facts facts = detail::facts_of(word);
      return ((facts.cues & detail::cue::degree) != 0 && !is_family) ||
             (is_affix && facts.kind != word_class::none);
    });
    if (is_affix || words.empty()) {
      if (!words.empty()) names.push_back(std::move(words));
      continue;
    }
    for (std::string& one : detail::inner_names(component, how)) inner.push_back(std::move(one));
    // Ben Josef: what is a particle within a family's name begins a given name.
    if (number == 2 && words.size() > 1 && words[0].size() >= least_family &&
        !detail::facts_of(words[0]).has(detail::cue::small | detail::cue::function))
      inner.push_back(words[0]);
    if (std::string one = detail::with_short_particles(words); !one.empty())
      inner.push_back(std::move(one));
    names.push_back(std::move(words));
  }
  const bool is_real =
      whose == person::patient || std::any_of(names.begin(), names.end(), [](const auto& words) {
        return std::any_of(words.begin(), words.end(), [](const std::string& word) {
          const word_class kind = detail::facts_of(word).kind;
          return kind == word_class::none || kind == word_class::ambiguous;
        });
      });
  if (!is_real) return;
  for (const std::string& one : inner)
    if (whose == person::patient || detail::facts_of(one).kind == word_class::none)
      add_key(one, name_form);
  std::vector<std::string> wholes;
  std::vector<std::string> all;
  for (const std::vector<std::string>& words : names) {
    for (const std::string& word : words) {
      if (detail::characters_in(word) < 2) continue;
      if (words.size() > 1 && detail::is_particle(word)) continue;
      const detail::word_facts facts = detail::facts_of(word);
      const bool is_imaging = detail::is_of_imaging(word);
      // "no contrast" beside the operator NO, "long axis" beside Dr. Long.
      // "Dr. So", "Dr. Hand"; but DR HAND is radiography, and "drain" a word.
      if (whose == person::other && facts.kind != word_class::none)
        for (const std::string_view title : {"dr", "prof"})
          if (const std::string one = std::string(title) + word;
              detail::facts_of(one).kind == word_class::none)
            add_key(one, {.may_be_split = true, .needs_title = is_imaging && title == "dr"});
      if (whose == person::other &&
          (is_imaging || facts.has(detail::cue::small | detail::cue::function)))
        continue;
      // A number in a name (PHANTOM 12) is no name.
      if (std::none_of(word.begin(), word.end(),
                       [](char c) { return detail::is_letter(c) || !detail::is_ascii(c); }) &&
          word.size() < 5)
        continue;
      add_key(word, {.is_name = facts.kind != word_class::core || word.size() > 2,
                     .needs_digit = need_digit_,
                     .needs_capital = whose == person::other && facts.kind != word_class::none});
    }
    wholes.push_back(detail::joined(words));
    if (words.size() > 1) add_key(wholes.back(), name_form);
    for (const std::string& word : words) all.push_back(word);
  }
  // A name with an initial may be a word of imaging: Quill^Elvis^P, PELVIS.
  const auto is_anatomy = [](const std::string& one, const std::string& other) {
    return (detail::characters_in(one) == 1 || detail::characters_in(other) == 1) &&
           detail::is_of_imaging(one + other);
  };
  // Any two words written together: "Smith John Paul" as SmithPaul.
  constexpr std::size_t most_words = 6;
  all.resize(std::min(all.size(), most_words));
  for (const std::string& one : all)
    for (const std::string& other : all)
      if (&one != &other && one.size() + other.size() > 3 && !is_anatomy(one, other))
        add_key(one + other);
  // Parts written together, and with an initial: SmithJohn, jsmith.
  constexpr std::size_t most = 4;
  for (std::size_t i = 0; i < std::min(wholes.size(), most); ++i)
    for (std::size_t j = 0; j < std::min(wholes.size(), most); ++j) {
      if (i == j) continue;
      if (wholes[i].size() + wholes[j].size() > 3 && !is_anatomy(wholes[i], wholes[j]))
        add_key(wholes[i] + wholes[j]);
      std::string_view rest = wholes[j];
      if (detail::is_dense(dicom_anonymizer::detail::take_character(rest))) continue;
      const std::string initial = wholes[j].substr(0, wholes[j].size() - rest.size());
      for (const std::string& one : {wholes[i] + initial, initial + wholes[i]}) {
        // Of a short one an everyday word may come: Ray^T, tray; and of a long one a word of
        // imaging: Perez^Elvis, pelvis.
        constexpr std::size_t least_surely = 5;
        const detail::word_facts facts = detail::facts_of(one);
        if (detail::is_of_imaging(one) || facts.has(detail::cue::small | detail::cue::function))
          continue;
        const std::size_t size = detail::characters_in(one);
        if (size > 2 && (size >= least_surely ||
                         (facts.kind == word_class::none && facts.cues == 0 && facts.month == 0)))
          add_key(one, name_form);
      }
    }
  if (wholes.size() == 3) {
    add_key(wholes[0] + wholes[1] + wholes[2]);
    add_key(wholes[1] + wholes[2] + wholes[0]);
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_dense_name(
    const std::vector<std::string_view>& components) {
  std::vector<std::u32string> parts;
  for (std::size_t i = 0; i < std::min<std::size_t>(components.size(), 3); ++i) {
    std::u32string part = detail::dense_characters(components[i]);
    if (part.empty()) continue;
    std::string utf8;
    for (const char32_t c : part) detail::append_character(c, utf8);
    // Two syllables of Hangul are four letters or more.
    const bool is_hangul = part[0] >= 0x1100 && part[0] <= 0x11FF;
    if (part.size() >= (is_hangul ? 4U : 2U)) dense_.add(part);
    parts.push_back(std::move(part));
  }
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = 0; j < parts.size(); ++j)
      if (i != j) dense_.add(parts[i] + parts[j]);
}

DICOM_ANONYMIZER_INLINE void known_values::add_identifier(std::string_view id) {
  const std::vector<std::string> words = detail::bare_words(id);
  const std::string whole = detail::joined(words);
  if (detail::characters_in(whole) < 2 || detail::is_of_imaging(whole)) return;
  std::u32string digits;
  for (const char c : whole)
    if (detail::is_digit(c)) digits.push_back(static_cast<unsigned char>(c));
  constexpr std::size_t least_digits = 5;
  constexpr std::size_t most_short = 3;
  add_key(whole, {digits.size() == whole.size() && whole.size() <= most_short, words.size() > 1});
  if (digits.size() < least_digits) {
    // A short one is none within a word, but behind a label.
    constexpr std::size_t least_labelled = 4;
    if (whole.size() < least_labelled) return;
    for (const std::string_view label : {"id", "pid", "mrn", "acc", "pat", "case", "ct", "mr"})
      add_key(std::string(label) + whole, {.is_one_word = true});
    return;
  }
  const auto add_digits = [&](std::u32string_view some) {
    constexpr std::size_t least_split = 6;
    if (some.size() < least_digits) return;
    digits_.add(std::u32string(some));
    if (some.size() >= least_split)
      add_key(std::string(some.begin(), some.end()), {.may_be_split = true});
  };
  add_digits(digits);
  add_digits(
      std::u32string_view(digits).substr(std::min(digits.find_first_not_of(U'0'), digits.size())));
}

DICOM_ANONYMIZER_INLINE void known_values::add_date(std::string_view da, bool birth) {
  std::string digits;
  for (const char c : da.substr(0, 10))
    if (detail::is_digit(c) && digits.size() < 8) digits.push_back(c);
  if (digits.size() != 8) return;
  const int year = detail::number_of(std::string_view(digits).substr(0, 4));
  const int month = detail::number_of(std::string_view(digits).substr(4, 2));
  const int day = detail::number_of(std::string_view(digits).substr(6, 2));
  constexpr int first_year = 1800;
  if (year < first_year || month < 1 || month > 12 || day < 1 || day > 31) return;
  for (const int written : {year, year % 100}) {
    bool& is_birth =
        dates_.emplace(static_cast<std::uint32_t>(written * 10000 + month * 100 + day), false)
            .first->second;
    is_birth = is_birth || birth;
  }
  if (birth) birthdays_.insert(static_cast<std::uint32_t>(month * 100 + day));
}

DICOM_ANONYMIZER_INLINE void known_values::add_phrase(std::string_view phrase) {
  const auto add = [&](std::string_view part, bool is_whole) {
    const std::vector<std::string> words = detail::bare_words(part);
    if (words.empty() || std::all_of(words.begin(), words.end(), detail::is_of_imaging)) return;
    const bool has_unknown = std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return detail::facts_of(word).kind == word_class::none;
    });
    const std::string whole = detail::joined(words);
    if (detail::characters_in(whole) < 2) return;
    const bool are_digits = std::all_of(whole.begin(), whole.end(), detail::is_digit);
    constexpr std::size_t least_number = 4;
    if (are_digits && whole.size() < least_number) return;
    if (is_whole || (has_unknown && words.size() > 1)) add_key(whole, {false, words.size() > 1});
    const std::u32string dense = detail::dense_characters(part);
    if (dense.size() >= 2) dense_.add(dense);
    add_unlisted_words(words);
  };
  add(phrase, true);
  constexpr std::string_view separators = ",;\r\n^\\";
  if (phrase.find_first_of(separators) == std::string_view::npos) return;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find_first_of(separators), phrase.size());
    add(phrase.substr(0, end), false);
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_words_of(std::string_view phrase) {
  const std::vector<std::string> words = detail::bare_words(phrase);
  add_unlisted_words(words);
  for (const std::string& word : words) {  // no list has any of these scripts
    const std::u32string dense = detail::dense_characters(word);
    if (dense.size() >= 2) dense_.add(dense);
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_unlisted_words(
    const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const detail::word_facts facts = detail::facts_of(word);
    const std::size_t size = detail::characters_in(word);
    const bool is_number = std::all_of(word.begin(), word.end(), detail::is_digit);
    if (facts.kind == word_class::none && (is_number ? size >= 5 : size >= 3) &&
        (facts.cues & (detail::cue::street | detail::cue::institution | detail::cue::key |
                       detail::cue::small | detail::cue::function)) == 0 &&
        !detail::is_particle(word))
      add_key(word);
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_phone(std::string_view number) {
  std::string digits;
  for (const char c : number)
    if (detail::is_digit(c)) digits.push_back(c);
  constexpr std::size_t least = 5;
  constexpr std::size_t least_without_code = 7;
  if (digits.size() < least) return;
  add_key(digits, {false, true});
  if (digits.front() != '0') add_key("00" + digits, {false, true});  // dialled
  // Without the code of the country and of the town, and with the zero that stands for the former.
  for (std::size_t i = 1; digits.size() - i >= least_without_code && i <= 5; ++i) {
    add_key(std::string_view(digits).substr(i), {false, true});
    add_key("0" + digits.substr(i), {false, true});
  }
}

DICOM_ANONYMIZER_INLINE void known_values::add_safe_phrase(std::string_view phrase) {
  for (const std::string& word : detail::folded_words(phrase))
    safe_words_.insert(detail::hash_on(detail::no_hash, word));
}

}  // namespace dicom_anonymizer::text
