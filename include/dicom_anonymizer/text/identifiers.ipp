// SPDX-License-Identifier: BSD-3-Clause
// What text/identifiers.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/identifiers.hpp>

#include <cstddef>
#include <cstdlib>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/atom_view.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/phones.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

class identifier_reader : atom_view {
 public:
  explicit identifier_reader(const passage& all) noexcept : atom_view(all) {}

  [[nodiscard]] std::size_t read(std::size_t i) const {
    if (is_digits(i)) {
      if (const std::size_t end = parts(i); end != 0 && !is_measure(all_, i, end)) return end;
      if (const std::size_t end = two_parts(i)) return end;
      return groups_of_three(i);
    }
    // ABC-123/45
    constexpr std::size_t longest_prefix = 5;
    if (!is_letters(i) || all_.atoms[i].size() > longest_prefix || !all_.atoms[i].is_ascii ||
        !begins_apart(all_, i))
      return 0;
    if (const std::size_t end = insurance(i)) return end;
    const std::size_t j = is_mark(i + 1, "-_") ? i + 2 : i + 1;
    // kV123/145, b500-1000, kV80/140, C40/400; but C-40/400, C21-1234, HR21/1234
    const bool is_of_numbers = is_mark(j + 1, "/") || has(i, cue::counted);
    const bool is_technique =
        has(i, cue::measured) && (all_.atoms[i].size() > 1 || (j == i + 1 && is_of_numbers));
    if (const std::size_t end = parts(j)) return is_technique && is_measure(all_, j, end) ? 0 : end;
    const std::size_t end = year_and_number(j);
    if (end == 0) return 0;
    const bool is_counted = has(i, cue::counted);
    const bool has_times = is_technique || (is_counted && all_.atoms[i].size() > 1);
    return is_round(j, has_times, is_counted) ? 0 : end;
  }

 private:
  [[nodiscard]] int value(std::size_t i) const noexcept {
    return number_of(all_.word(all_.atoms[i]));
  }
  [[nodiscard]] bool has_unit(std::size_t i) const {
    i = over_blank(i);
    return is_mark(i, "%") || (has(i, cue::unit) && all_.atoms[i].size() > 1);
  }
  // Whether nothing hangs on it that makes it part of more.
  [[nodiscard]] bool ends(std::size_t behind) const {
    return ends_apart(all_, behind) && !(is_mark(behind, "-_/.,") && is_digits(behind + 1));
  }
  [[nodiscard]] bool begins(std::size_t i) const {
    return begins_apart(all_, i) && !(i > 1 && is_mark(i - 1, "-_/.,") && is_digits(i - 2));
  }

  // (\d{3,})[-_/]\d{2,}([-_/]\d+)*
  [[nodiscard]] std::size_t parts(std::size_t i) const {
    if (!is_digits(i, 3) || !is_mark(i + 1, "-_/") || !is_digits(i + 2, 2)) return 0;
    std::size_t end = i + 3;
    constexpr std::size_t most = 24;  // the parts behind begin one of their own
    while (end < i + most && is_mark(end, "-_/") && is_digits(end + 1)) end += 2;
    return is_mark(end, ".") && is_digits(end + 1) ? 0 : end;
  }

  // AB 12 34 56 C, the national insurance number of the United Kingdom
  [[nodiscard]] std::size_t insurance(std::size_t i) const {
    if (all_.atoms[i].size() != 2) return 0;
    std::size_t end = i + 1;
    for (int pairs = 0; pairs < 3; ++pairs, end += 2)
      if (!is_blank(end, 1) || !is_digits(end + 1, 2, 2)) return 0;
    end = over_blank(end);
    if (!is_letters(end) || all_.atoms[end].size() != 1 || !ends_apart(all_, end + 1)) return 0;
    const char last = all_.text[all_.atoms[end].begin];
    return last >= 'A' && last <= 'D' && is_capital_letter(all_.text[all_.atoms[i].begin]) ? end + 1
                                                                                           : 0;
  }

  // FA15/120, TE20-120, b50-1000, DTI_64_1000; but C20/1230, TE21/1234, TR20-1230 are specimens.
  [[nodiscard]] bool is_round(std::size_t i, bool is_technique, bool is_counted) const {
    const auto begins_with_zero = [&](std::size_t at) {
      return all_.text[all_.atoms[at].begin] == '0';
    };
    if (begins_with_zero(i) || begins_with_zero(i + 2)) return false;
    const std::size_t digits = all_.atoms[i + 2].size();
    if (is_mark(i + 1, "_") && digits == 4 && (value(i + 2) % 50 == 0 || value(i + 2) % 16 == 0))
      return true;
    if (!is_technique || digits > 4 || (digits == 4 && !is_counted)) return false;
    const int step = digits == 4 ? 50 : is_mark(i + 1, "/") ? 5 : 10;
    return value(i) % step == 0 && value(i + 2) % step == 0;
  }

  // S12-3456, P-12-345, CT21-1234, S21_1234: a year and a number, as specimens and orders have
  // them.
  [[nodiscard]] std::size_t year_and_number(std::size_t i) const {
    if (!is_digits(i, 2, 2) || !is_mark(i + 1, "-/_")) return 0;
    if (!is_digits(i + 2, is_mark(i + 1, "_") ? 4 : 3, 6)) return 0;
    // S21-1234-1, S21-1234A, S21-1234-1A, S21-1234A-1: parts of it, as far as they end.
    const auto is_letter = [&](std::size_t at) {
      return is_letters(at) && all_.atoms[at].size() == 1;
    };
    const auto is_end = [&](std::size_t at) { return ends(at) && !has_unit(at); };
    std::size_t end = i + 3;
    std::size_t found = is_end(end) ? end : 0;
    constexpr int most = 3;
    for (int part = 0; part < most && is_digits(i + 2, 4); ++part) {
      const std::size_t before = end;
      if (is_letter(end)) ++end;
      if (is_end(end)) found = end;
      if (is_mark(end, "-./_") && (is_digits(end + 1, 1, 2) || is_letter(end + 1))) end += 2;
      if (is_end(end)) found = end;
      if (end == before) break;
    }
    return found;
  }

  // 12-3456, 1234-56, 123-456: six digits, unless they are a range, a window or pixels: 20-1000,
  // 1500/50, 1024-64, images 123-156.
  [[nodiscard]] std::size_t two_parts(std::size_t i) const {
    if (!is_digits(i, 2, 4) || !is_mark(i + 1, "-/") || !is_digits(i + 2, 2, 4)) return 0;
    const std::size_t digits = all_.atoms[i].size() + all_.atoms[i + 2].size();
    if (digits != 6 || !begins(i) || !ends(i + 3) || has_unit(i + 3)) return 0;
    const int a = value(i);
    const int b = value(i + 2);
    const auto are_both = [&](int divisor) { return a % divisor == 0 && b % divisor == 0; };
    if (are_both(10) || are_both(16) || (a < b && (b % 10 == 0 || (b & (b - 1)) == 0))) return 0;
    if (all_.atoms[i].size() == 3) {
      constexpr int widest = 100;
      const auto is_round = [](int n) { return n % 5 == 0 || n % 8 == 0; };
      if (is_mark(i + 1, "/") || is_round(a) || is_round(b) || std::abs(a - b) <= widest) return 0;
    }
    return i + 3;
  }

  // 12,345,678: one number of seven digits or more; but 10,512,512 are pixels, 1,150,300 steps.
  [[nodiscard]] std::size_t groups_of_three(std::size_t i) const {
    if (!is_digits(i, 1, 2) || !begins(i)) return 0;
    if (!is_mark(i + 1, ",") || !is_digits(i + 2, 3, 3)) return 0;
    if (!is_mark(i + 3, ",") || !is_digits(i + 4, 3, 3) || !ends(i + 5)) return 0;
    const auto are_both = [&](int divisor) {
      return value(i + 2) % divisor == 0 && value(i + 4) % divisor == 0;
    };
    return are_both(5) || are_both(16) ? 0 : i + 5;
  }
};

DICOM_ANONYMIZER_INLINE std::size_t identifier_at(const passage& all, std::size_t first) {
  return identifier_reader(all).read(first);
}

}  // namespace dicom_anonymizer::text::detail
