// SPDX-License-Identifier: BSD-3-Clause
// What text/words.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/words.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/phrase_set.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/text/word_index.hpp>
#include <dicom_anonymizer/text/word_pieces.hpp>

namespace dicom_anonymizer::text::detail {

// Four digits that may be a year, or more of which nothing measures.
[[nodiscard]] inline bool is_long_or_year(std::string_view digits) noexcept {
  if (digits.size() > 4) return true;
  return digits.size() == 4 && number_of(digits) >= 1900 && number_of(digits) < 2100;
}

class word_judge {
 public:
  word_judge(passage& all, const vocabulary& words, const known_values& known,
             allowed_words allowed)
      : all_(all), words_(words), known_(known), allowed_(allowed) {}

  void judge() {
    for (std::size_t i = 0; i < all_.tokens.size(); ++i) {
      token& t = all_.tokens[i];
      t.kind = kind_of(t);
      if (t.kind == word_kind::unsafe && t.is_number && is_no_year(i)) t.kind = word_kind::number;
      // What hangs with a point on a number that goes, goes: 0x12.5.7
      if (t.kind == word_kind::number && i != 0 && all_.between(i - 1) == "." &&
          all_.tokens[i - 1].kind == word_kind::unsafe && !all_.tokens[i - 1].is_number &&
          is_digit(all_.text[t.begin]) && is_digit(all_.text[t.begin - 2]))
        t.kind = word_kind::unsafe;
    }
    if (!words_.ambiguous_phrases().empty() && !allowed_.strict)
      mark_phrases(words_.ambiguous_phrases(), false);
    if (!words_.phrases().empty()) mark_phrases(words_.phrases(), true);
  }

 private:
  // The class that a list gives a word, by what is allowed.
  [[nodiscard]] word_kind by_class(word_class kind) const noexcept {
    const auto if_allowed = [](bool is) { return is ? word_kind::imaging : word_kind::unsafe; };
    switch (kind) {
      case word_class::core: return word_kind::core;
      case word_class::imaging: return word_kind::imaging;
      case word_class::ambiguous: return allowed_.strict ? word_kind::unsafe : word_kind::ambiguous;
      case word_class::date: return if_allowed(allowed_.dates);
      case word_class::institution: return if_allowed(allowed_.institution);
      case word_class::patient: return if_allowed(allowed_.patient);
      case word_class::title:
      case word_class::none: break;
    }
    return word_kind::unsafe;
  }

  // The library's list is asked first, as nearly all words are in it and cues are wanted anyhow.
  [[nodiscard]] word_class class_of(std::string_view folded, word_class of_library) const {
    const word_class own = words_.has_own_words() ? words_.find(folded) : of_library;
    if (own != word_class::none || !known_.is_safe(folded)) return own;
    // Makers are named as people are (Fischer, Philips); a name has no digit.
    return std::any_of(folded.begin(), folded.end(), is_digit) ? word_class::imaging
                                                               : word_class::ambiguous;
  }
  [[nodiscard]] word_class class_of(std::string_view folded) const {
    return class_of(folded, facts_of(folded).kind);
  }

  [[nodiscard]] word_kind kind_of(token& t) {
    const std::string_view folded = all_.fold(t);
    const std::string_view word = all_.word(t);
    constexpr std::size_t longest = 64;
    if (folded.empty() || word.size() > longest || t.goes_on) return word_kind::unsafe;
    if (t.is_number) return is_long_or_year(folded) ? word_kind::unsafe : word_kind::number;
    if (t.is_decimal) return is_grid(folded) ? word_kind::number : decimal(folded);
    const word_facts facts = t.facts;
    if (folded.size() == 1 || (!t.is_ascii && is_one_letter(word))) {
      if (!t.is_ascii)
        return by_class(words_.has_own_words() ? words_.find(folded) : word_class::none);
      if (words_.is_taken_out(folded)) return word_kind::unsafe;
      return folded == "w" ? word_kind::core : by_class(word_class::ambiguous);
    }
    if (const word_class kind = class_of(folded, facts.kind); kind != word_class::none) {
      const word_kind result = by_class(kind);
      t.is_listed = result == word_kind::unsafe && kind != word_class::ambiguous;
      return result;
    }
    if (folded.ends_with("'s")) {
      const word_kind stem = by_class(class_of(folded.substr(0, folded.size() - 2)));
      if (stem != word_kind::unsafe) return stem;
    }
    std::size_t digits = 0;
    while (digits < folded.size() && is_digit(folded[digits])) ++digits;
    if (digits != 0 && digits <= 4 && facts_of(folded.substr(digits)).has(cue::unit))
      return word_kind::number;
    if (is_grid(folded)) return word_kind::number;
    if (!t.is_ascii) return word_kind::unsafe;
    bool has_title = false;
    const word_kind together = written_together(word, false, has_title);
    return together != word_kind::unsafe || has_title ? together
                                                      : written_together(word, true, has_title);
  }

  // MrHead is a study, MrHeadBrown may be somebody.
  [[nodiscard]] bool are_of_imaging(const word_pieces& pieces, std::size_t from) const {
    for (std::size_t i = from; i < pieces.count; ++i) {
      const std::string folded = fold(pieces.all[i]);
      const word_kind kind = by_class(class_of(folded));
      if (kind != word_kind::core && kind != word_kind::imaging) return false;
      if (facts_of(folded).has(cue::degree)) return false;  // MrHandMD
    }
    return true;
  }

  // One character of several bytes.
  [[nodiscard]] static bool is_one_letter(std::string_view word) noexcept {
    return std::count_if(word.begin(), word.end(), [](char c) {
             return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
           }) == 1;
  }

  // 0.625, 1,5, 5.0mm, 1.5Tesla
  [[nodiscard]] word_kind decimal(std::string_view folded) const {
    std::size_t point = 0;
    while (is_digit(folded[point])) ++point;
    std::size_t end = point + 1;
    while (end < folded.size() && is_digit(folded[end])) ++end;
    constexpr std::size_t most_before = 4;
    constexpr std::size_t most_behind = 6;
    if (point > most_before || end - point - 1 > most_behind) return word_kind::unsafe;
    const std::string_view rest = folded.substr(end);
    if (rest.empty() || facts_of(rest).has(cue::unit)) return word_kind::number;
    const word_kind kind = by_class(class_of(rest));
    return kind == word_kind::core || kind == word_kind::imaging ? word_kind::number
                                                                 : word_kind::unsafe;
  }

  // 512x512, 3x3x3, 0.5x0.5x1.0mm, 2.5mmx1.25
  [[nodiscard]] static bool is_grid(std::string_view folded) {
    std::size_t numbers = 0;
    constexpr std::size_t most_digits = 4;
    const auto take_digits = [&] {
      std::size_t end = 0;
      while (end < folded.size() && is_digit(folded[end])) ++end;
      folded.remove_prefix(end);
      return end != 0 && end <= most_digits;
    };
    while (!folded.empty()) {
      if (!take_digits()) return false;
      if (!folded.empty() && (folded[0] == '.' || folded[0] == ',')) {
        folded.remove_prefix(1);
        if (!take_digits()) return false;
      }
      ++numbers;
      if (folded.empty() || (numbers > 1 && facts_of(folded).has(cue::unit)))
        return numbers >= 2 && numbers <= 4;
      const std::size_t by = folded.find('x');
      if (by == std::string_view::npos || by > 2) return false;
      if (by != 0 && !facts_of(folded.substr(0, by)).has(cue::unit)) return false;
      folded.remove_prefix(by + 1);
    }
    return false;
  }

  // T11L2
  [[nodiscard]] static bool is_vertebra(const word_pieces& pieces, std::size_t i) noexcept {
    constexpr std::string_view spine = "CTLSctls";
    return spine.find(pieces.all[i]) != std::string_view::npos && i + 1 < pieces.count &&
           is_digit(pieces.all[i + 1].front()) && number_of(pieces.all[i + 1]) <= 12;
  }

  [[nodiscard]] word_kind written_together(std::string_view word, bool all_capitals,
                                           bool& has_title) const {
    const word_pieces pieces = pieces_of(word, all_capitals);
    if (pieces.are_too_many || pieces.count < 2) return word_kind::unsafe;
    std::size_t runs = 0;
    std::size_t digits = 0;
    std::size_t letters = 0;
    bool is_single = false;  // the letters are one
    bool is_ambiguous = false;
    bool is_year = false;
    bool has_function = false;
    std::size_t singles = 0;  // letters that stand alone and count no vertebra
    char fold_buffer[64];
    for (std::size_t i = 0; i < pieces.count; ++i) {
      const std::string_view piece = pieces.all[i];
      if (is_digit(piece.front())) {
        ++runs;
        digits += piece.size();
        if (piece.size() > 4) return word_kind::unsafe;
        is_year = is_year || is_long_or_year(piece);
        continue;
      }
      ++letters;
      is_single = letters == 1 && piece.size() == 1;
      if (piece.size() == 1 && !is_vertebra(pieces, i)) ++singles;
      std::transform(piece.begin(), piece.end(), fold_buffer,
                     [](char c) { return is_capital_letter(c) ? static_cast<char>(c + 32) : c; });
      const std::string_view folded(fold_buffer, piece.size());
      if (!is_letter(piece.front())) return word_kind::unsafe;
      const word_facts facts = facts_of(folded);
      // DrLong, written as a title and a name
      if (facts.has(cue::title | cue::short_title) && piece.size() > 1 &&
          is_capital_letter(piece[0]) && is_small_letter(piece[1]) && i + 1 < pieces.count &&
          is_capital_letter(pieces.all[i + 1].front()) &&
          !(piece == "Mr" && are_of_imaging(pieces, i + 1))) {
        has_title = true;
        return word_kind::unsafe;
      }
      // DE80 is dual energy
      has_function =
          has_function || (facts.has(cue::function) &&
                           !(facts.has(cue::measured) && !is_small_letter(piece.back())));
      if (piece.size() == 1) continue;
      const word_kind kind = by_class(class_of(folded, facts.kind));
      if (kind == word_kind::unsafe) return kind;
      is_ambiguous = is_ambiguous || kind == word_kind::ambiguous;
    }
    constexpr std::size_t most_digits = 5;
    constexpr std::size_t least_digits = 4;  // A12B34, 12A34
    if (digits > most_digits) return word_kind::unsafe;
    // A letter or two that name what is counted: b1000, b2000, TE2000.
    const bool is_counted =
        letters == 1 && runs == 1 && is_letter(word.front()) &&
        (pieces.all[0] == "b" || pieces.all[0] == "B" || pieces.all[0] == "TR" ||
         pieces.all[0] == "TE" || pieces.all[0] == "TI");
    if (is_counted && digits <= 4) return word_kind::imaging;
    if (is_year) return word_kind::unsafe;
    // A letter and more digits are the number of somebody; many short changes are an identifier.
    if (is_single && digits > 3) return word_kind::unsafe;
    if (runs >= 3) return word_kind::unsafe;
    if (singles != 0 && runs == 2 && digits >= least_digits) return word_kind::unsafe;
    if (runs != 0 && has_function) return word_kind::unsafe;
    if (runs == 0) {
      // Single letters are initials as well.
      for (std::size_t i = 0; i < pieces.count; ++i)
        is_ambiguous = is_ambiguous || pieces.all[i].size() == 1;
    }
    if (is_ambiguous) return allowed_.strict ? word_kind::unsafe : word_kind::ambiguous;
    return runs == 0 ? word_kind::core : word_kind::imaging;
  }

  // JPEG 2000, b=2000, TE 1900, 2000 ms
  [[nodiscard]] bool is_no_year(std::size_t i) const {
    const token& t = all_.tokens[i];
    if (t.end - t.begin != 4) return false;
    if (allowed_.dates) return true;
    if (i + 1 < all_.tokens.size()) {
      const token& next = all_.tokens[i + 1];
      const std::size_t size = next.fold_end - next.fold_begin;
      if (all_.between(i) == " " && size > 1 && next.has(cue::unit) && !next.has(cue::ordinal))
        return true;
    }
    if (i == 0) return false;
    if (is_behind_counted(i)) return true;
    const std::string_view gap = all_.between(i - 1);
    constexpr std::size_t widest = 3;
    if (gap.size() > widest || gap.find_first_not_of(" _=-") != std::string_view::npos)
      return false;
    const std::string_view previous = all_.fold(all_.tokens[i - 1]);
    if (previous == "value") return i > 1 && all_.fold(all_.tokens[i - 2]) == "b";
    return all_.tokens[i - 1].has(cue::counted);
  }

  // b 500 1000 2000, TE/TR 100/2000: a round number behind others of a technique.
  [[nodiscard]] bool is_behind_counted(std::size_t i) const {
    if (number_of(all_.fold(all_.tokens[i])) % 50 != 0) return false;
    constexpr std::size_t most = 5;
    std::size_t j = i;
    while (j != 0 && j + most > i) {
      const std::string_view gap = all_.between(j - 1);
      if (gap != " " && gap != "/" && gap != "-" && gap != "," && gap != ", ") return false;
      if (!all_.tokens[--j].is_number) return all_.tokens[j].has(cue::counted) && j + 1 != i;
    }
    return false;
  }

  // Those that may be names make unsafe words ambiguous ones, and no more.
  void mark_phrases(const phrase_set& phrases, bool are_kept) {
    for (std::size_t i = 0; i < all_.tokens.size();) {
      const std::size_t count = phrases.match(
          i, all_.tokens.size(), [&](std::size_t j) { return all_.fold(all_.tokens[j]); });
      for (std::size_t j = i; j < i + count; ++j) {
        token& t = all_.tokens[j];
        if (are_kept) {
          t.kind = word_kind::core;
          t.is_kept = true;
        } else if (t.kind == word_kind::unsafe && !t.is_listed) {
          t.kind = word_kind::ambiguous;
        }
      }
      i += std::max<std::size_t>(count, 1);
    }
  }

  passage& all_;
  const vocabulary& words_;
  const known_values& known_;
  allowed_words allowed_;
};

DICOM_ANONYMIZER_INLINE void judge_words(passage& all, const vocabulary& words,
                                         const known_values& known, allowed_words allowed) {
  word_judge(all, words, known, allowed).judge();
}

}  // namespace dicom_anonymizer::text::detail
