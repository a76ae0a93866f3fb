// SPDX-License-Identifier: BSD-3-Clause
// Where known dates stand in a passage of a text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

class known_date_search {
 public:
  // YYYYMMDD and YYMMDD, and whether of a birth; MMDD of births.
  using date_map = std::unordered_map<std::uint32_t, bool>;
  using day_set = std::unordered_set<std::uint32_t>;

  // Where dates stay only those of births are found.  All are held by reference.
  known_date_search(const passage& all, const date_map& dates, const day_set& birthdays,
                    bool dates_stay) noexcept
      : all_(all), dates_(dates), birthdays_(birthdays), dates_stay_(dates_stay) {}

  // Where a known date that begins with an atom ends, as the number of the atom behind it; 0 if
  // none begins there.  Looks at a few atoms only.
  [[nodiscard]] std::size_t end_of(std::size_t i) const {
    const atom& a = all_.atoms[i];
    if (!a.is_word()) return 0;
    // With hours, minutes, seconds and their fraction behind it, too.
    if (a.is_digits() && (a.size() == 6 || a.size() == 8 || a.size() == 10 || a.size() == 12 ||
                          (a.size() >= 14 && a.size() <= 20)))
      return is_compact(all_.word(a)) ? i + 1 : 0;
    const date_part first = part_at(i);
    if (first.value < 0 || first.is_roman) return 0;
    const std::size_t j = next_part(i + 1);
    if (j == all_.atoms.size()) return 0;
    const std::size_t k = next_part(j + 1);
    if (k != all_.atoms.size()) {
      const date_part second = part_at(j);
      const date_part third = part_at(k);
      if (is_known(first, second, third)) return k + 1;
      const int before = year_before_era(i);
      if (before != 0 && first.digits <= 2 && !first.is_named &&
          is_known(before + first.value, 4, second.value, third.value))
        return k + 1;
    }
    return !birthdays_.empty() && is_birthday(i, j) ? j + 1 : 0;
  }

 private:
  // Whether letters begin with one of two signs.
  [[nodiscard]] bool is_sign(std::size_t i, std::string_view one, std::string_view other) const {
    if (i >= all_.atoms.size() || !all_.atoms[i].is_letters()) return false;
    const std::string_view word = all_.word(all_.atoms[i]);
    return word.starts_with(one) || word.starts_with(other);
  }

  // A number or the name of a month.
  struct date_part {
    int value = -1;
    std::size_t digits = 0;
    bool is_named = false;
    bool is_roman = false;
  };

  [[nodiscard]] date_part part_at(std::size_t i) const {
    const atom& a = all_.atoms[i];
    constexpr std::size_t most_digits = 4;
    if (a.is_digits() && a.size() <= most_digits) return {number_of(all_.word(a)), a.size(), false};
    if (a.facts.month != 0) return {a.facts.month, 0, true};
    if (const int month = roman_month(a); month != 0) return {month, 0, true, true};
    return {};
  }

  // 12.V.1956
  [[nodiscard]] int roman_month(const atom& a) const {
    constexpr std::string_view months[12] = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                             "vii", "viii", "ix",  "x",  "xi", "xii"};
    constexpr std::size_t longest = 4;
    if (!a.is_letters() || !a.is_ascii || a.size() > longest) return 0;
    if (const char first = static_cast<char>(all_.text[a.begin] | 0x20);
        first != 'i' && first != 'v' && first != 'x')
      return 0;
    std::string word(all_.word(a));
    for (char& c : word) c = static_cast<char>(c | 0x20);
    const auto* const found = std::find(std::begin(months), std::end(months), word);
    return found == std::end(months) ? 0 : static_cast<int>(found - std::begin(months)) + 1;
  }

  // The year before the first one of the era of a Japanese emperor that stands before a number:
  // S31.5.12, 昭和31年5月12日; 0 without one.
  [[nodiscard]] int year_before_era(std::size_t i) const {
    if (i == 0 || !all_.atoms[i - 1].is_letters()) return 0;
    const std::string_view word = all_.word(all_.atoms[i - 1]);
    constexpr struct {
      char letter;
      std::string_view name;
      int year_before;
    } eras[] = {{'m', "明治", 1867},
                {'t', "大正", 1911},
                {'s', "昭和", 1925},
                {'h', "平成", 1988},
                {'r', "令和", 2018}};
    for (const auto& era : eras)
      if ((word.size() == 1 && (word[0] | 0x20) == era.letter) || word.ends_with(era.name))
        return era.year_before;
    return 0;
  }

  // What stands between the parts of a date: signs, and words such as "of", "th", 年.
  [[nodiscard]] std::size_t next_part(std::size_t i) const {
    for (int count = 0; count < 5 && i < all_.atoms.size(); ++count, ++i) {
      const atom& a = all_.atoms[i];
      if (part_at(i).value >= 0) return i;
      if (a.is_digits()) break;
      if (a.is_letters()) {
        if (!a.has(cue::date_sign)) break;
      } else if (a.sign == 0 || a.size() > 3) {
        break;
      }
    }
    return all_.atoms.size();
  }
  [[nodiscard]] bool is_known(int year, std::size_t year_digits, int month, int day) const {
    if (year_digits != 2 && year_digits != 4) return false;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (year_digits == 4 && year < 100) return false;
    const auto found = dates_.find(static_cast<std::uint32_t>(year * 10000 + month * 100 + day));
    return found != dates_.end() && (found->second || !dates_stay_);
  }

  [[nodiscard]] bool is_known(const date_part& a, const date_part& b, const date_part& c) const {
    const auto in_order = [&](const date_part& year, const date_part& month, const date_part& day) {
      return !year.is_named && !day.is_named &&
             is_known(year.value, year.digits, month.value, day.value);
    };
    if (a.is_named) return in_order(c, a, b) || in_order(b, a, c);
    if (b.is_named) return in_order(c, b, a) || in_order(a, b, c);
    if (c.is_named) return in_order(a, c, b);
    return in_order(a, b, c) || in_order(c, b, a) || in_order(c, a, b) || in_order(a, c, b);
  }

  [[nodiscard]] bool is_birthday(int month, int day) const {
    return birthdays_.count(static_cast<std::uint32_t>(month * 100 + day)) != 0;
  }

  // 12/05, 12.05., 5 Dec, 12月5日
  [[nodiscard]] bool is_birthday(std::size_t i, std::size_t j) const {
    const date_part a = part_at(i);
    const date_part b = part_at(j);
    if (a.digits > 2 || b.digits > 2 || b.is_roman) return false;
    if (a.is_named != b.is_named)
      return a.is_named ? is_birthday(a.value, b.value) : is_birthday(b.value, a.value);
    if (a.is_named) return false;
    if (is_sign(i + 1, "\xE6\x9C\x88", "\xEC\x9B\x94") &&
        is_sign(j + 1, "\xE6\x97\xA5", "\xEC\x9D\xBC"))
      return is_birthday(a.value, b.value);
    if (a.digits != 2 || b.digits != 2 || j != i + 2) return false;
    if (!begins_apart(all_, i) || !ends_apart(all_, j + 1)) return false;
    const bool is_point = all_.atoms[i + 1].is_mark('.') && j + 1 < all_.atoms.size() &&
                          all_.atoms[j + 1].is_mark('.');
    if (!is_point && !all_.atoms[i + 1].is_mark('/')) return false;
    return is_birthday(a.value, b.value) || is_birthday(b.value, a.value);
  }

  [[nodiscard]] bool is_compact(std::string_view digits) const {
    const auto part = [&](std::size_t from, std::size_t size) {
      return date_part{number_of(digits.substr(from, size)), size, false};
    };
    if (digits.size() == 6) return is_known(part(0, 2), part(2, 2), part(4, 2));
    if (digits.size() > 8 && number_of(digits.substr(8, 2)) > 23) return false;
    return is_known(part(0, 4), part(4, 2), part(6, 2)) ||
           (digits.size() == 8 && is_known(part(0, 2), part(2, 2), part(4, 4)));
  }

  const passage& all_;
  const date_map& dates_;
  const day_set& birthdays_;
  bool dates_stay_;
};

}  // namespace dicom_anonymizer::text::detail
