// SPDX-License-Identifier: BSD-3-Clause
// Moves dates and times in texts and leaves the texts in their form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dicom_anonymizer {

/// How far all dates and times of one patient move; negative is back.
struct date_shift {
  /// Whole days, never 0.
  std::int32_t days = 0;
  /// Besides, from 0 to 86399: a date with a time moves by days * 86400 + seconds as one instant, a
  /// date without one by the days alone.
  std::int32_t seconds = 0;

  friend constexpr bool operator==(const date_shift&, const date_shift&) = default;
};

/// A text whose dates or times were moved.
struct shifted_text {
  std::string text;
  /// How many values could not be read, or not be written once they were moved; they are empty now.
  std::size_t unreadable = 0;

  friend bool operator==(const shifted_text&, const shifted_text&) = default;
};

/// Moves the values of a DA, of which there may be several: dates, also shortened ones and those of
/// ACR-NEMA (1998.01.31), and ranges of a query.  Of a time in the DA's pair, such as Study Time
/// for Study Date, the text as it was is needed where times of day are moved: both are one instant.
/// Empty values and spaces around stay; what is no date is empty afterwards.  A text that leaves
/// month or day open stands for the first of them where it moves back, for the last where it moves
/// on, so that it is another one afterwards.  Where a shift with seconds is less than a day an
/// instant may stay on its date.
[[nodiscard]] shifted_text shifted_dates(std::string_view dates, date_shift by,
                                         std::string_view times = {});

/// Moves the values of a TM: by the seconds alone, over midnight if need be; the date of its pair
/// moves with it.  Without seconds times stay.  What is no time is empty afterwards.
[[nodiscard]] shifted_text shifted_times(std::string_view times, date_shift by);

/// Moves the values of a DT, each as one instant; an offset from UTC stays, as the instant moves by
/// the same whatever it is.  What is no date is empty afterwards.
[[nodiscard]] shifted_text shifted_date_times(std::string_view date_times, date_shift by);

/// Whether the text is an offset from UTC as Timezone Offset From UTC (0008,0201) has it.
[[nodiscard]] bool is_utc_offset(std::string_view text) noexcept;

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pseudonyms/date_shift.ipp>
#endif
