// SPDX-License-Identifier: BSD-3-Clause
// The days of the Gregorian calendar as numbers, without <chrono>, which every file would pay for.
#pragma once

#include <cstdint>

namespace dicom_anonymizer::detail {

constexpr bool is_leap_year(int year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Precondition: a month from 1 to 12.
constexpr int last_day_of(int year, int month) noexcept {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap_year(year) ? 1 : 0);
}

constexpr bool is_day(int year, int month, int day) noexcept {
  return month >= 1 && month <= 12 && day >= 1 && day <= last_day_of(year, month);
}

struct calendar_day {
  std::int64_t year;
  int month;
  int day;

  friend constexpr bool operator==(const calendar_day&, const calendar_day&) = default;
};

// Years begin in March here, so that a leap day is the last of one; 400 of them have 146,097 days,
// and 1970-01-01 is day 719,468 behind 0000-03-01.
inline constexpr std::int64_t days_of_400_years = 146'097;
inline constexpr std::int64_t days_before_1970 = 719'468;

// Since 1970-01-01.  Precondition: a day of the calendar of a year from 1.
constexpr std::int64_t days_since_1970(calendar_day date) noexcept {
  const std::int64_t year = date.month > 2 ? date.year : date.year - 1;
  const std::int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t in_year = (153 * month + 2) / 5 + date.day - 1;
  return year * 365 + year / 4 - year / 100 + year / 400 + in_year - days_before_1970;
}

constexpr calendar_day day_since_1970(std::int64_t days) noexcept {
  const std::int64_t all = days + days_before_1970;
  const std::int64_t era = (all >= 0 ? all : all - days_of_400_years + 1) / days_of_400_years;
  const std::int64_t in_era = all - era * days_of_400_years;
  const std::int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const std::int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * in_year + 2) / 153;
  const auto day = static_cast<int>(in_year - (153 * month + 2) / 5 + 1);
  return {era * 400 + year + (month < 10 ? 0 : 1),
          static_cast<int>(month < 10 ? month + 3 : month - 9), day};
}

}  // namespace dicom_anonymizer::detail
