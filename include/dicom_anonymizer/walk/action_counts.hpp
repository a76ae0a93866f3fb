// SPDX-License-Identifier: BSD-3-Clause
// Counts what is done, cheaply enough to do it for every element.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

namespace dicom_anonymizer::detail {

// Numbers of elements.  The names of actions must outlive it.
class action_counts : public report_numbers {
 public:
  // The place of an action's count, the same as long as these live.
  [[nodiscard]] std::size_t place_of(std::string_view action) {
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (counts_[i].action == action) return i;
    counts_.push_back({action, 0});
    return counts_.size() - 1;
  }
  void count(std::size_t place) noexcept { ++counts_[place].number; }
  void count(std::string_view action) { count(place_of(action)); }

  void reset() noexcept {
    static_cast<report_numbers&>(*this) = {};
    for (entry& one : counts_) one.number = 0;
    unknown_words_.clear();
  }

  // Of the latest data set, if anybody collects them; no report ever has them.
  [[nodiscard]] const word_counts& unknown_words() const noexcept { return unknown_words_; }
  void take_unknown_words(word_counts& found) { unknown_words_ += std::exchange(found, {}); }

  action_counts& operator+=(const action_counts& other) {
    report_numbers::operator+=(other);
    for (const entry& one : other.counts_)
      if (one.number != 0) counts_[place_of(one.action)].number += one.number;
    return *this;
  }

  [[nodiscard]] report to_report() const {
    report result;
    static_cast<report_numbers&>(result) = *this;
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
  word_counts unknown_words_;
};

}  // namespace dicom_anonymizer::detail
