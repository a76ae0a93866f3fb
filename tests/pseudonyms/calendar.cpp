// SPDX-License-Identifier: BSD-3-Clause
#include <chrono>

#include <dicom_anonymizer/pseudonyms/calendar.hpp>

#include "support/catch.hpp"

namespace calendar = dicom_anonymizer::detail;

static_assert(calendar::days_since_1970({1970, 1, 1}) == 0);
// 719,528 days lie between 0000-01-01 and 1970-01-01 (366 of year 0, 719,162 of the others).
static_assert(calendar::day_since_1970(-719'528) == calendar::calendar_day{0, 1, 1});
static_assert(calendar::day_since_1970(-719'529) == calendar::calendar_day{-1, 12, 31});
static_assert(calendar::day_since_1970(-1) == calendar::calendar_day{1969, 12, 31});

static_assert(calendar::last_day_of(2023, 2) == 28 && calendar::last_day_of(2024, 2) == 29);
static_assert(calendar::last_day_of(1900, 2) == 28 && calendar::last_day_of(2000, 2) == 29);
static_assert(calendar::last_day_of(2024, 4) == 30 && calendar::last_day_of(2024, 12) == 31);

TEST_CASE("days are numbered as <chrono> numbers them, from year 1 to year 10000") {
  using namespace std::chrono;
  const sys_days first = year{1} / January / day{1};
  const sys_days end = year{10000} / December / day{31};
  std::size_t wrong = 0;
  for (sys_days at = first; at <= end; at += std::chrono::days{1}) {
    const year_month_day date(at);
    const auto number = std::int64_t{at.time_since_epoch().count()};
    const calendar::calendar_day same{int{date.year()}, static_cast<int>(unsigned{date.month()}),
                                      static_cast<int>(unsigned{date.day()})};
    if (calendar::days_since_1970(same) != number || calendar::day_since_1970(number) != same)
      ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is no day of the calendar is none for <chrono> either") {
  using namespace std::chrono;
  std::size_t wrong = 0;
  for (int y = 1; y <= 2400; ++y)
    for (int m = 0; m <= 13; ++m)
      for (int d = 0; d <= 32; ++d)
        if (calendar::is_day(y, m, d) !=
            year_month_day(year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)})
                .ok())
          ++wrong;
  CHECK(wrong == 0);
}
