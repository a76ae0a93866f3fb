// SPDX-License-Identifier: BSD-3-Clause
// What was done to a data set: numbers and names of actions, never a value.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace dicom_anonymizer {

/// What was done, in numbers.
struct report {
  /// Elements looked at, in items too.
  std::size_t visited = 0;
  /// Elements acted on, by the name of the action.
  std::map<std::string, std::size_t, std::less<>> applied;
  /// Data sets whose SOP Class conditional::by_iod did not know.
  std::size_t unknown_iods = 0;
  /// Dates and times that shift_date emptied, because they could not be read or nobody could tell
  /// whose they are; each value of several.
  std::size_t unreadable_dates = 0;
  /// Data sets whose pixels say that they identify (see context::pixels_that_identify), or could
  /// not be cleared of what identifies: they carry neither a code nor YES in (0012,0062).
  std::size_t identifying_pixels = 0;

  /// Adds the numbers of another report.
  report& operator+=(const report& other) {
    visited += other.visited;
    unknown_iods += other.unknown_iods;
    unreadable_dates += other.unreadable_dates;
    identifying_pixels += other.identifying_pixels;
    for (const auto& [name, count] : other.applied) applied[name] += count;
    return *this;
  }

  friend bool operator==(const report&, const report&) = default;
};

}  // namespace dicom_anonymizer
