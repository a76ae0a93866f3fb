// SPDX-License-Identifier: BSD-3-Clause
// What was done to a data set: numbers and names of actions, never a value.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {
namespace detail {

// Adds a tag to those of a list, which are sorted and of which only the lowest are kept: in
// whatever order they come.
inline void take_note(std::vector<tag>& list, tag id) {
  constexpr std::size_t most = 64;
  const auto place = std::lower_bound(list.begin(), list.end(), id);
  if (place != list.end() && *place == id) return;
  if (list.size() == most) {
    if (place == list.end()) return;
    const auto at = place - list.begin();
    list.pop_back();
    list.insert(list.begin() + at, id);
  } else {
    list.insert(place, id);
  }
}

}  // namespace detail

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
  /// The attributes that they stood in, in order; no more than the first 64.
  std::vector<tag> unreadable_date_tags = {};

  /// Adds the numbers of another report.
  report& operator+=(const report& other) {
    visited += other.visited;
    unknown_iods += other.unknown_iods;
    unreadable_dates += other.unreadable_dates;
    for (const tag id : other.unreadable_date_tags) detail::take_note(unreadable_date_tags, id);
    for (const auto& [name, count] : other.applied) applied[name] += count;
    return *this;
  }

  friend bool operator==(const report&, const report&) = default;
};

}  // namespace dicom_anonymizer
