// SPDX-License-Identifier: BSD-3-Clause
// What text/phones.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/phones.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include <dicom_anonymizer/text/atom_view.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

class phone_reader : atom_view {
 public:
  explicit phone_reader(const passage& all) noexcept : atom_view(all) {}

  // Up to six groups of digits with one sign or space between: +49 (0)89 123-4567 ext. 12; eight
  // with a plus: +33 (0)6 12 34 56 78.
  [[nodiscard]] std::size_t read(std::size_t i) const {
    if (at(i) == nullptr || !begins_apart(all_, i)) return 0;  // "Tel:" ends a passage
    if (i != 0 && is_mark(i - 1, ".") && is_digits(i)) return 0;
    if (i != 0 && all_.atoms[i].what == atom::kind::mark && is_mark(i - 1, "+(")) return 0;
    const bool has_plus = is_mark(i, "+");
    std::size_t end = group(has_plus ? i + 1 : i, 1, 6);
    if (end == 0) return 0;
    constexpr std::size_t most = 8;
    const std::size_t most_groups = has_plus ? most : 6;
    std::size_t ends[most] = {end};
    std::size_t groups = 1;
    while (groups < most_groups) {
      std::size_t j = end;
      if (is_blank(j, 1)) ++j;
      if (is_mark(j, "./-")) {
        ++j;
        if (is_blank(j, 1)) ++j;
      }
      const bool is_behind_bracket = is_mark(end - 1, ")");
      if (j == end && !is_behind_bracket && !is_mark(end, "(")) break;
      // One digit is a town of France or Belgium.
      j = group(j, (has_plus && groups == 1) || is_behind_bracket ? 1 : 2, 8);
      if (j == 0) break;
      end = ends[groups++] = j;
    }
    // Digits with letters behind them are another number.
    while (groups > 1 && !extension(ends[groups - 1]) && !ends_apart(all_, ends[groups - 1]))
      --groups;
    if (groups == 1) return 0;
    end = ends[groups - 1];
    if (const std::size_t with_extension = extension(end)) return with_extension;
    return end;
  }

  [[nodiscard]] bool is_measure(std::size_t first, std::size_t behind) const {
    std::vector<number> numbers;
    std::size_t digits = 0;
    std::size_t slashes = 0;
    bool are_small = true;
    bool are_round_by_ten = true;  // numbers of up to four digits without a zero before them
    bool are_round_by_16 = true;
    bool has_fraction = false;
    const bool has_plus = is_mark(first, "+");
    for (std::size_t i = has_plus ? first + 1 : first; i < behind; ++i) {
      const atom& a = all_.atoms[i];
      if (!has_plus && (a.is_letters() || is_mark(i, "@\\:(+"))) return false;
      if (is_mark(i, "/")) ++slashes;
      if (!a.is_digits()) continue;
      digits += a.size();
      numbers.push_back({number_of(all_.word(a)), a.size(), all_.text[a.begin] == '0'});
      const bool is_plain = a.size() <= 4 && (a.size() == 1 || !numbers.back().begins_with_zero);
      are_round_by_ten = are_round_by_ten && is_plain && numbers.back().value % 10 == 0;
      are_round_by_16 = are_round_by_16 && is_plain && numbers.back().value % 16 == 0;
      // A decimal number has up to three digits before its point, and up to four behind it, or six
      // behind one or two.
      if (i > first && is_mark(i - 1, ".")) {
        has_fraction = true;
        if (a.size() > (i > first + 1 && all_.atoms[i - 2].size() <= 2 ? 6U : 4U) ||
            (i > first + 3 && is_mark(i - 3, ".")))
          are_small = false;
      } else if (a.size() > 3) {
        are_small = false;
      }
    }
    constexpr std::size_t least_digits = 7;
    if (has_plus) return digits < least_digits;
    if (numbers.size() < 2) return false;
    if (digits < least_digits) return true;
    // 1500/500, 1024 1024, TR 2000-3000; but 2020-1000 is a year and a number
    const bool is_of_a_year =
        is_mark(first + 1, "-") && numbers[0].size == 4 && numbers[0].value >= 1900 &&
        numbers[0].value < 2100 &&
        !(numbers.size() == 2 && is_behind_technique(first) && are_all(numbers, 50));
    // 800 550 1230, 650-750-2500, 416-640-1280; but b 100 500 1000, TI 320 300 1000, and
    // 400 550 1230 ms
    const bool is_grouped_as_a_phone = numbers.size() == 3 && numbers[0].size == 3 &&
                                       numbers[1].size == 3 && numbers[2].size == 4 &&
                                       !is_row_of_settings(first, behind, numbers);
    if (!has_fraction && (are_round_by_ten || are_round_by_16) && !is_grouped_as_a_phone &&
        !is_of_a_year)
      return true;
    // TE 22 44 66 88; but TE4711-5022
    if (is_behind_technique(first) && !has_fraction && !is_grouped_as_a_phone &&
        numbers.size() > 2 && do_count_on(numbers, 1000))
      return true;
    // b 0 500 1000
    if (!are_small)
      return !has_fraction && numbers.size() > 2 && numbers[0].value == 0 && do_count_on(numbers);
    return has_unit(behind) ||
           !is_shaped_like_a_phone(numbers, digits, has_fraction || slashes > 1);
  }

 private:
  struct number {
    int value;
    std::size_t size;
    bool begins_with_zero;
  };

  [[nodiscard]] static bool are_all(const std::vector<number>& multiples, int divisor) {
    return std::all_of(multiples.begin(), multiples.end(),
                       [&](const number& n) { return n.value % divisor == 0; });
  }

  [[nodiscard]] std::size_t group(std::size_t i, std::size_t least, std::size_t most) const {
    const bool is_open = is_mark(i, "(");
    if (is_open) ++i;
    if (!is_digits(i, is_open ? 1 : least, most)) return 0;
    return is_mark(i + 1, ")") ? i + 2 : i + 1;
  }

  [[nodiscard]] std::size_t extension(std::size_t i) const {
    i = over_blank(i);
    if (!has(i, cue::extension)) return 0;
    if (is_mark(++i, ".")) ++i;
    i = over_blank(i);
    return is_digits(i) ? i + 1 : 0;
  }

  [[nodiscard]] bool has_unit(std::size_t i) const {
    i = over_blank(i);
    return is_mark(i, "%") || (has(i, cue::unit) && all_.atoms[i].size() > 1) ||
           (is_word(i, "s") && is_mark(i + 1, "/"));  // s/mm2
  }

  // Three numbers with blanks between that a technique or a unit names, that grow in steps of 50,
  // or that are multiples of 64 as the sides of a matrix; whatever stands between in a row behind
  // "b", or multiples of 16 before a unit.
  [[nodiscard]] bool is_row_of_settings(std::size_t first, std::size_t behind,
                                        const std::vector<number>& numbers) const {
    const bool do_grow = numbers[0].value < numbers[1].value && numbers[1].value < numbers[2].value;
    if (do_grow && (are_all(numbers, 50) || are_all(numbers, 16)) && is_in_row_behind_b(first))
      return true;
    if (are_all(numbers, 16) && has_unit(behind)) return true;
    for (std::size_t i = first; i < behind; ++i)
      if (is_mark(i, "-./()")) return false;
    return (do_grow && are_all(numbers, 50)) || are_all(numbers, 64) ||
           is_behind_technique(first) || has_unit(behind);
  }

  // b100, B=100, B0-100, b 0/50/100; but Ward B 650-750-2500
  [[nodiscard]] bool is_in_row_behind_b(std::size_t first) const {
    constexpr std::size_t most = 32;  // atoms between
    std::size_t i = first;
    while (i > 1 && first - i < most && is_digits(i - 2) &&
           (is_mark(i - 1, "-/_,") || is_blank(i - 1, 1)))
      i -= 2;
    const bool has_blank = i != 0 && is_blank(i - 1, 1);
    if (has_blank) --i;
    const bool has_equals = i != 0 && is_mark(i - 1, "=");
    const bool is_apart = has_blank || (has_equals && i != first);
    if (has_equals) --i;
    return i != 0 && is_word(i - 1, "b") &&
           (!is_apart || all_.text[all_.atoms[i - 1].begin] == 'b');
  }

  [[nodiscard]] bool is_behind_technique(std::size_t i) const {
    if (i != 0 && is_blank(i - 1, 1)) --i;
    return i != 0 && has(i - 1, cue::counted | cue::measured) && all_.atoms[i - 1].size() > 1;
  }

  // Whether numbers grow, or fall, in steps as people measure: 10 20 30 40, 64 64 32 32, 5 6 7 8.
  // Of the phones of four groups one in thousands does.
  [[nodiscard]] static bool do_count_on(const std::vector<number>& numbers, int widest = 12) {
    const auto less = [](const number& a, const number& b) { return a.value < b.value; };
    if (!std::is_sorted(numbers.begin(), numbers.end(), less) &&
        !std::is_sorted(numbers.rbegin(), numbers.rend(), less))
      return false;
    const int step = numbers[1].value - numbers[0].value;
    bool are_even = std::abs(step) <= widest;
    for (std::size_t i = 1; i < numbers.size(); ++i)
      are_even = are_even && numbers[i].value - numbers[i - 1].value == step;
    return are_even || are_all(numbers, 5) || are_all(numbers, 4);
  }

  [[nodiscard]] static bool is_shaped_like_a_phone(const std::vector<number>& numbers,
                                                   std::size_t digits, bool is_mixed) {
    const std::size_t count = numbers.size();
    const auto is_of = [&](std::size_t i, std::size_t size) { return numbers[i].size == size; };
    // 555-123-4567, 555 123 456
    if (count == 3 && is_of(0, 3) && is_of(1, 3) && (is_of(2, 3) || is_of(2, 4))) return true;
    if (do_count_on(numbers)) return false;
    // 06 12 34 56 78, 0 89/12 34 56; but of 01 02 03 each is written so.
    const bool has_trunk_zero = numbers[0].begins_with_zero && (count > 3 || !is_of(0, 1));
    if (has_trunk_zero && std::any_of(numbers.begin() + 1, numbers.end(),
                                      [](const number& n) { return !n.begins_with_zero; }))
      return !is_mixed || !is_of(0, 1);
    if (is_mixed) return false;
    // 12 345 678 901, 1 85 05 78 006 084: more than any measure has
    constexpr std::size_t most_digits = 10;
    const auto is_even = [](const number& n) { return n.value % 5 == 0 || n.value % 4 == 0; };
    if (count > 3 && digits > most_digits && !std::all_of(numbers.begin(), numbers.end(), is_even))
      return true;
    // 12 345 678; but 10 512 512 are pixels
    if (count == 3)
      return is_of(0, 2) && is_of(1, 3) && is_of(2, 3) &&
             (numbers[1].value % 16 != 0 || numbers[2].value % 16 != 0);
    // 22 17 45 90, 601 23 45 67, 91 123 45 67, 495 123 45 67; 8 495 123 45 67
    const std::size_t first = count > 4 && is_of(0, 1) ? 1 : 0;
    const std::size_t triples = static_cast<std::size_t>(
        std::count_if(numbers.begin(), numbers.end(), [](const number& n) { return n.size == 3; }));
    const std::size_t pairs = static_cast<std::size_t>(
        std::count_if(numbers.begin(), numbers.end(), [](const number& n) { return n.size == 2; }));
    return pairs + triples + first == count && count - first >= 4 && count - first <= 5 &&
           triples <= 2 && digits - first <= 10;
  }
};

DICOM_ANONYMIZER_INLINE std::size_t phone_at(const passage& all, std::size_t first) {
  return phone_reader(all).read(first);
}

DICOM_ANONYMIZER_INLINE bool is_measure(const passage& all, std::size_t first, std::size_t behind) {
  return phone_reader(all).is_measure(first, behind);
}

}  // namespace dicom_anonymizer::text::detail
