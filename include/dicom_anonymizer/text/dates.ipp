// SPDX-License-Identifier: BSD-3-Clause
// What text/dates.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/dates.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/atom_view.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

DICOM_ANONYMIZER_INLINE int number_of(std::string_view digits) noexcept {
  constexpr std::size_t most_digits = 9;
  if (digits.size() > most_digits) return -1;
  int result = 0;
  for (const char c : digits) result = result * 10 + (c - '0');
  return result;
}

DICOM_ANONYMIZER_INLINE bool begins_apart(const passage& all, std::size_t first) noexcept {
  if (first == 0) return true;
  const atom& before = all.atoms[first - 1];
  return !before.is_word() || (before.is_letters() && !is_ascii(all.text[before.end - 1]));
}

DICOM_ANONYMIZER_INLINE bool ends_apart(const passage& all, std::size_t behind) noexcept {
  if (behind >= all.atoms.size()) return true;
  const atom& next = all.atoms[behind];
  return !next.is_word() || (next.is_letters() && !is_ascii(all.text[next.begin]));
}

DICOM_ANONYMIZER_INLINE bool is_compact_date(std::string_view digits) noexcept {
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14) return false;
  const int year = number_of(digits.substr(0, 4));
  const int month = number_of(digits.substr(4, 2));
  const int day = number_of(digits.substr(6, 2));
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// Looks for a date in the atoms from one on.  All functions take the number of an atom and return
// that behind what they found, 0 if they found nothing.
class date_reader : atom_view {
 public:
  explicit date_reader(const passage& all) : atom_view(all) {}

  [[nodiscard]] std::size_t read(std::size_t i) const {
    if (!begins_apart(all_, i)) return 0;
    if (is_digits(i, 1, 4)) {
      if (const std::size_t end = numbers(i)) return end;
      if (const std::size_t end = day_and_month(i)) return end;
      if (const std::size_t end = month_and_year(i)) return end;
      return time(i);
    }
    if (const atom* const a = at(i); a != nullptr && a->is_letters()) {
      if (a->size() == 1) return era(i);
      if (month(i)) return from_month(i);
    }
    return 0;
  }

 private:
  [[nodiscard]] int number(std::size_t i) const noexcept {
    return number_of(all_.word(all_.atoms[i]));
  }
  [[nodiscard]] bool is_year(std::size_t i) const noexcept {
    return is_digits(i, 4, 4) && number(i) >= 1900 && number(i) < 2100;
  }
  [[nodiscard]] bool is_day(std::size_t i) const noexcept {
    return is_digits(i, 1, 2) && number(i) <= 39;
  }
  [[nodiscard]] bool is_letter(std::size_t i, char small) const noexcept {
    const atom* const a = at(i);
    return a != nullptr && a->is_letters() && a->size() == 1 &&
           (all_.text[a->begin] | 0x20) == small;
  }
  [[nodiscard]] bool month(std::size_t i) const noexcept {
    return i < all_.atoms.size() && all_.atoms[i].facts.month != 0;
  }
  // A date may not go on as a longer number does: 1.2.10.4.
  [[nodiscard]] bool ends(std::size_t i) const noexcept {
    return ends_apart(all_, i) && !(is_mark(i, ".") && is_digits(i + 1, 1, 99));
  }

  // One sign with a space before and behind it, or none.
  [[nodiscard]] std::size_t sign(std::size_t i, std::string_view signs, char& which) const {
    if (is_blank(i, 1)) ++i;
    if (!is_mark(i, signs)) return 0;
    which = all_.atoms[i++].sign;
    return is_blank(i, 1) ? i + 1 : i;
  }
  // Up to four atoms of blanks and signs.
  [[nodiscard]] std::size_t signs(std::size_t i) const {
    for (int count = 0; count < 4 && (is_blank(i, 3) || is_mark(i, "-/._,'")); ++count) ++i;
    return i;
  }
  [[nodiscard]] std::size_t ordinal(std::size_t i) const {
    return has(i, cue::ordinal) ? i + 1 : i;
  }
  [[nodiscard]] std::size_t preposition(std::size_t i) const {
    return has(i, cue::of) ? signs(i + 1) : i;
  }

  // 2019-12-05, 5/12/19, 05.12.2019, 2019-12-05T10:30:00
  [[nodiscard]] std::size_t numbers(std::size_t i) const {
    constexpr std::string_view any_sign = "-/._:";
    char first = 0;
    char second = 0;
    const std::size_t j = sign(i + 1, any_sign, first);
    if (j == 0) return 0;
    const std::size_t k = sign(j + 1, any_sign, second);
    if (k == 0 || first != second) return 0;
    if (is_year(i) && is_day(j) && number(j) <= 19 && is_day(k)) {
      if (is_letter(k + 1, 't'))
        if (const std::size_t end = time(k + 2)) return end;
      return ends_apart(all_, k + 1) ? k + 1 : 0;
    }
    if (first == ':' || !is_day(i) || !is_day(j)) return 0;
    return (is_year(k) || is_digits(k, 2, 2)) && ends(k + 1) ? k + 1 : 0;
  }

  // The year behind a month, if there is one.
  [[nodiscard]] std::size_t year_behind(std::size_t i) const {
    const std::size_t j = signs(preposition(signs(i)));
    return (is_year(j) || is_digits(j, 2, 2)) && ends_apart(all_, j + 1) ? j + 1 : 0;
  }

  // 5th of March 2019, 5mar19, 5. Dez
  [[nodiscard]] std::size_t day_and_month(std::size_t i) const {
    if (!is_day(i)) return 0;
    const std::size_t j = preposition(signs(ordinal(i + 1)));
    if (!month(j)) return 0;
    if (const std::size_t end = year_behind(j + 1)) return end;
    return ends_apart(all_, j + 1) ? j + 1 : 0;
  }

  // 12/2019, 2019-12
  [[nodiscard]] std::size_t month_and_year(std::size_t i) const {
    char which = 0;
    const std::size_t j = sign(i + 1, "-/.", which);
    if (j == 0 || !ends(j + 1)) return 0;
    if (is_digits(i, 1, 2) && number(i) <= 19 && is_year(j)) return j + 1;
    return is_year(i) && is_digits(j, 2, 2) && number(j) <= 19 ? j + 1 : 0;
  }

  // March 5th, 2019; Mar 2019; Mar 5
  [[nodiscard]] std::size_t from_month(std::size_t i) const {
    const std::size_t j = signs(i + 1);
    if (is_day(j)) {
      const std::size_t k = ordinal(j + 1);
      if (signs(k) != k)
        if (const std::size_t end = year_behind(k)) return end;
      if (k != j + 1 && ends_apart(all_, k)) return k;
    }
    return year_behind(i + 1);
  }

  // The era of a Japanese emperor: H31.4.5
  [[nodiscard]] std::size_t era(std::size_t i) const {
    constexpr std::string_view eras = "SHRMTshrmt";
    if (eras.find(all_.text[all_.atoms[i].begin]) == std::string_view::npos) return 0;
    if (!is_digits(i + 1, 1, 2) || !is_mark(i + 2, "./") || !is_digits(i + 3, 1, 2)) return 0;
    if (!is_mark(i + 4, "./") || !is_digits(i + 5, 1, 2)) return 0;
    return ends_apart(all_, i + 6) ? i + 6 : 0;
  }

  // 9:30, 21:30:15.5, 9:30 pm, 10h30, 9 Uhr, 9.30 Uhr
  [[nodiscard]] std::size_t time(std::size_t i) const {
    if (!is_digits(i, 1, 2) || number(i) > 29) return 0;
    const auto minutes = [&](std::size_t j) { return is_digits(j, 2, 2) && number(j) < 60; };
    std::size_t end = 0;
    if ((is_mark(i + 1, ":") || is_letter(i + 1, 'h')) && minutes(i + 2)) {
      end = i + 3;
      if (is_mark(end, ":") && minutes(end + 1)) {
        end += 2;
        if (is_mark(end, ".") && is_digits(end + 1, 1, 9)) end += 2;
      }
      const std::size_t half = is_blank(end, 1) ? end + 1 : end;
      if (has(half, cue::hour) && ends_apart(all_, half + 1)) end = half + 1;
      if (is_letter(end, 'z')) ++end;
    } else {
      std::size_t hour = i + 1;
      if (is_mark(hour, ".") && minutes(hour + 1)) hour += 2;
      if (is_blank(hour, 1)) ++hour;
      if (has(hour, cue::hour)) end = hour + 1;
    }
    return end != 0 && ends_apart(all_, end) ? end : 0;
  }
};

DICOM_ANONYMIZER_INLINE std::size_t date_at(const passage& all, std::size_t first) {
  return date_reader(all).read(first);
}

}  // namespace dicom_anonymizer::text::detail
