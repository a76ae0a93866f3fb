// SPDX-License-Identifier: BSD-3-Clause
// Ages as people write them, with the sex beside them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/atom_view.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

struct found_age {
  std::size_t behind = 0;  // the atom behind it; 0 if there is none
  bool is_old = false;     // above 89 years
};

// Each looks at a few atoms only.
class age_reader : atom_view {
 public:
  explicit age_reader(const passage& all) noexcept : atom_view(all) {}

  // 78 years old, 055Y, 78-year-old, 78J, 55F, 55 female, 55/F, 95.5 years, 95-96 y, 95Y3M, 55 yo F
  [[nodiscard]] found_age from_number(std::size_t i) {
    if (is_nuclide(i)) return {};
    const std::size_t size = all_.atoms[i].size();
    int oldest = value(i);
    const std::size_t behind = over_number(i, oldest);
    std::size_t j = over_blank(behind);
    if (is_mark(j, "-_")) j = over_blank(j + 1);
    // 95th year
    if (size > 1 && has(j, cue::ordinal) && j == i + 1 && is_blank(j + 1, 1) &&
        is_word(j + 2, "year"))
      j += 2;
    if (has(j, cue::shorter_age) || (has(j, cue::years) && size <= 3)) {
      std::size_t end = over_old(j);
      if (has(j, cue::years)) end = over_shorter(end);
      if (ends_apart(all_, end)) {
        if (has(j, cue::years)) end = over_sex(end);
        return {end, oldest > (has(j, cue::years) ? years : most_of(j))};
      }
    }
    // 95a, as physicians of some countries write it
    if (const std::size_t anni = over_blank(i + 1);
        is_old(i) && is_word(anni, "a") && ends_apart(all_, anni + 1) && !is_blank(anni + 1))
      return {anni + 1, value(i) > years};
    if (size > 3) return {};
    if (size == 3 && (is_word(i + 1, "d") || is_word(i + 1, "w") || is_word(i + 1, "m")) &&
        ends_apart(all_, i + 2))
      return {i + 2, value(i) > any};
    // 78J, 78 J.
    const std::size_t letter = is_blank(i + 1, 1) && is_mark(i + 3, ".") ? i + 2 : i + 1;
    if (size > 1 && is_letters(letter) && all_.word(all_.atoms[letter]) == "J" &&
        ends_apart(all_, letter + 1) && value(i) <= oldest_of_all)
      return {letter + 1, value(i) > years};
    const std::size_t sex = over_sign(i + 1, size > 1 ? "/,-_" : "");
    if (!has(sex, cue::sex) || !ends_apart(all_, sex + 1)) return {};
    const char sign = sign_between(i, sex);
    if (sign == 0 ? is_fluorine(i, sex) : !is_sex_behind(i, sex, sign)) return {};
    return {sex + 1, value(i) > years};
  }

  // Age: 55, aged 55, age of 55, F/55, female, 55; above 89 also F95, male 95, y95, ninety-five
  // years
  [[nodiscard]] found_age from_word(std::size_t i) {
    const bool is_small = all_.atoms[i].size() == 1;
    if (has(i, cue::age)) {
      std::size_t j = over_sign(over_sign(i + 1, ":=~_(<>-"), "=");
      if (is_word(j, "of") || is_word(j, "is")) j = over_blank(j + 1);
      if (!is_digits(j, 1, 3) || !ends_apart(all_, j + 1)) return {};
      int oldest = value(j);
      std::size_t end = over_number(j, oldest);
      if (!ends_apart(all_, end) || has(over_blank(end), cue::unit)) {
        end = j + 1;
        oldest = value(j);
      }
      return {end, oldest > years};
    } else if (has(i, cue::sex)) {
      const std::size_t j = over_sign(i + 1, "/,");
      if (!is_digits(j, 2, 3) || !ends_apart(all_, j + 1)) return {};
      const char sign = sign_between(i, j);
      const bool is_age =
          sign != 0 ? sign == '/' || is_sex(i)
                    : is_sex(i) && is_old(j) && !(is_small && j == i + 1 && value(j) >= 100);
      const bool is_measured = sign != '/' && has(over_blank(j + 1), cue::unit);
      if (is_age && !is_measured) return {j + 1, value(j) > years};
    } else if (is_word(i, "y") && is_digits(i + 1, 2, 3) && is_old(i + 1) &&
               ends_apart(all_, i + 2)) {
      return {i + 2, value(i + 1) > years};
    } else if (is_word(i, "ninety")) {
      std::size_t j = over_sign(i + 1, "-");
      for (const std::string_view one :
           {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"})
        if (is_word(j, one)) {
          j = over_sign(j + 1, "-");
          break;
        }
      if (has(j, cue::years)) return {over_old(j), true};
    }
    return {};
  }

 private:
  // 99m beside technetium, with a hyphen or a space; but 99M in pain, mass in 99M, BA 99M
  [[nodiscard]] bool is_nuclide(std::size_t i) const {
    if (!is_word(i + 1, "m")) return false;
    constexpr std::pair<int, std::string_view> all[] = {{81, "rb"},  {81, "kr"},  {82, "rb"},
                                                        {99, "tc"},  {113, "in"}, {117, "sn"},
                                                        {137, "ba"}, {195, "au"}};
    const auto is_told = [&](std::size_t sign, std::size_t nuclide) {
      return std::any_of(std::begin(all), std::end(all), [&](const auto& one) {
        const auto& [number, symbol] = one;
        if (number != value(i)) return false;
        if (!is_blank(sign, 1)) return has(nuclide, cue::metastable);
        return symbol != "in" && symbol != "ba" && is_word(nuclide, symbol);
      });
    };
    if (i > 1 && (is_mark(i - 1, "-") || is_blank(i - 1, 1)) && is_told(i - 1, i - 2)) return true;
    const std::size_t j = i + 2;
    return (is_mark(j, "-") || is_blank(j, 1)) && is_told(j, j + 1);
  }
  // Behind all that belongs to the number of an age: 95.5, 95+, 95-96, 95 to 96, 95 +/- 2.
  [[nodiscard]] std::size_t over_number(std::size_t i, int& oldest) const {
    const auto over_fraction = [&](std::size_t j) {
      return is_mark(j, ".,") && is_digits(j + 1, 1, is_mark(j, ",") ? 1 : 2) ? j + 2 : j;
    };
    std::size_t end = over_fraction(i + 1);
    if (is_mark(end, "+") && !is_mark(end + 1, "/")) return end + 1;
    std::size_t j = over_blank(end);
    if (is_mark(j, "+") && is_mark(j + 1, "/") && is_mark(j + 2, "-"))
      j += 3;
    else if (is_mark(j, "-*") || is_word(j, "to"))
      ++j;
    else
      return end;
    const bool is_wide = is_blank(j);
    j = over_blank(j);
    // CT 3 - 54 years old
    if (!is_digits(j, 1, 3) || (is_wide && all_.atoms[i].size() == 1)) return end;
    oldest = std::max(oldest, value(j));
    return over_fraction(j + 1);
  }
  // 95Y3M, 3 years 6 months
  [[nodiscard]] std::size_t over_shorter(std::size_t end) const {
    const std::size_t number = over_blank(end);
    if (!is_digits(number, 1, 2)) return end;
    const std::size_t unit = over_blank(number + 1);
    const bool is_letter = number == end && unit == number + 1 &&
                           (is_word(unit, "m") || is_word(unit, "w") || is_word(unit, "d"));
    if (!is_letter && !has(unit, cue::shorter_age)) return end;
    return ends_apart(all_, unit + 1) ? unit + 1 : end;
  }
  // 55 yo F, 55Y/M; but "3 y F/U" is a follow-up
  [[nodiscard]] std::size_t over_sex(std::size_t end) const {
    const std::size_t sex = over_sign(end, "/,-_");
    const bool is_one = sex != end && is_sex(sex) && ends_apart(all_, sex + 1);
    return is_one && !(is_mark(sex + 1, "/-") && is_letters(sex + 2)) ? sex + 1 : end;
  }
  [[nodiscard]] std::size_t over_old(std::size_t j) const {
    std::size_t end = j + 1;
    if (is_word(j, "y") && is_mark(end, "/") && is_word(end + 1, "o")) end += 2;
    std::size_t old = over_blank(end);
    if (is_mark(old, "-_")) old = over_blank(old + 1);
    return is_word(old, "old") ? old + 1 : end;
  }
  // The sign between two atoms; 0 if there is none.
  [[nodiscard]] char sign_between(std::size_t first, std::size_t second) const noexcept {
    for (std::size_t i = first + 1; i < second; ++i)
      if (all_.atoms[i].what == atom::kind::mark) return all_.atoms[i].sign;
    return 0;
  }
  // Letters are small behind a slash only: 55/f, 55, F; 18-F is fluorine.
  [[nodiscard]] bool is_sex_behind(std::size_t i, std::size_t sex, char sign) const {
    if (sign == '-' && value(i) == 18 && is_word(sex, "f")) return false;
    return sign == '/' || is_sex(sex);
  }
  [[nodiscard]] bool is_sex(std::size_t i) const {
    return has(i, cue::sex) &&
           (all_.atoms[i].size() > 1 || is_capital_letter(all_.text[all_.atoms[i].begin]));
  }
  [[nodiscard]] bool is_old(std::size_t i) const {
    return value(i) > years && value(i) <= oldest_of_all;
  }

  // 18F: before a hyphen, or with a tracer in the text.
  [[nodiscard]] bool is_fluorine(std::size_t i, std::size_t sex) {
    if (all_.word(all_.atoms[i]) != "18" || !is_word(sex, "f")) return false;
    if (sex == i + 1 && is_mark(sex + 1, "-]") && all_.text[all_.atoms[sex].begin] == 'F')
      return true;
    if (!looked_for_tracer_) {
      looked_for_tracer_ = true;
      for (const token& t : all_.tokens) has_tracer_ = has_tracer_ || t.has(cue::tracer);
    }
    return has_tracer_;
  }

  // PS3.15 asks for the ages above to go in any case.
  static constexpr int years = 89;
  static constexpr int months = 90 * 12 - 1;
  static constexpr int weeks = 90 * 52;
  static constexpr int any = 1000000;
  static constexpr int oldest_of_all = 120;

  // Of months, weeks or days, in the languages of the cues.
  [[nodiscard]] int most_of(std::size_t i) const noexcept {
    const char first = static_cast<char>(all_.text[all_.atoms[i].begin] | 0x20);
    return first == 'm' ? months : first == 'w' ? weeks : any;
  }

  [[nodiscard]] int value(std::size_t i) const noexcept {
    return number_of(all_.word(all_.atoms[i]));
  }
  // A space or none, one of some signs or none, a space or none.
  [[nodiscard]] std::size_t over_sign(std::size_t i, std::string_view signs) const noexcept {
    if (is_blank(i, 1)) ++i;
    if (!is_mark(i, signs)) return i;
    return is_blank(i + 1, 1) ? i + 2 : i + 1;
  }

  bool looked_for_tracer_ = false;
  bool has_tracer_ = false;
};

}  // namespace dicom_anonymizer::text::detail
