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
  /// Files whose data set is in another transfer syntax than the file says; they were read as what
  /// they are, and the output says that.
  std::size_t misdeclared = 0;
  /// Data sets in whose pixels an overlay plane is left that its rules take away: encapsulated
  /// ones, which are not decoded, and planes in the bits of the pixels themselves.  They carry no
  /// code of the profile, and (0012,0062) is not YES for them.
  std::size_t unclean_overlays = 0;
  /// Elements that got a value which their VR or VM does not allow, because
  /// context::allows_invalid_values says so.
  std::size_t invalid_values = 0;

  /// Adds the numbers of another report.
  report& operator+=(const report& other) {
    visited += other.visited;
    unknown_iods += other.unknown_iods;
    unreadable_dates += other.unreadable_dates;
    misdeclared += other.misdeclared;
    unclean_overlays += other.unclean_overlays;
    invalid_values += other.invalid_values;
    for (const auto& [name, count] : other.applied) applied[name] += count;
    return *this;
  }

  friend bool operator==(const report&, const report&) = default;
};

}  // namespace dicom_anonymizer
