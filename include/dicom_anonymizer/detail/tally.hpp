// SPDX-License-Identifier: BSD-3-Clause
// Counts what is done, cheaply enough to do it for every element.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/report.hpp>

namespace dicom_anonymizer::detail {

// Numbers of elements.  The names of actions must outlive it.
class tally {
 public:
  std::size_t visited = 0;
  std::size_t unknown_iods = 0;
  std::size_t unreadable_dates = 0;
  std::size_t identifying_pixels = 0;

  // The place of an action's count, the same as long as the tally lives.
  [[nodiscard]] std::size_t place_of(std::string_view action) {
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (counts_[i].action == action) return i;
    counts_.push_back({action, 0});
    return counts_.size() - 1;
  }
  void count(std::size_t place) noexcept { ++counts_[place].number; }
  void count(std::string_view action) { count(place_of(action)); }

  void reset() noexcept {
    visited = unknown_iods = unreadable_dates = identifying_pixels = 0;
    for (entry& one : counts_) one.number = 0;
  }

  tally& operator+=(const tally& other) {
    visited += other.visited;
    unknown_iods += other.unknown_iods;
    unreadable_dates += other.unreadable_dates;
    identifying_pixels += other.identifying_pixels;
    for (const entry& one : other.counts_)
      if (one.number != 0) counts_[place_of(one.action)].number += one.number;
    return *this;
  }

  [[nodiscard]] report to_report() const {
    report result;
    result.visited = visited;
    result.unknown_iods = unknown_iods;
    result.unreadable_dates = unreadable_dates;
    result.identifying_pixels = identifying_pixels;
    for (const entry& one : counts_)
      if (one.number != 0) result.applied.emplace(one.action, one.number);
    return result;
  }

 private:
  struct entry {
    std::string_view action;
    std::size_t number;
  };
  std::vector<entry> counts_;
};

}  // namespace dicom_anonymizer::detail
