// SPDX-License-Identifier: BSD-3-Clause
// What unknown_words.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE void word_counts::add(tag where, std::string_view word, std::size_t count) {
  if (word.empty()) return;
  if (word.size() > longest) {
    left_out_ += count;
    return;
  }
  std::pair<std::string, tag> key(std::string(word), where);
  const auto found = counts_.find(key);
  if (found != counts_.end())
    found->second += count;
  else if (counts_.size() < most)
    counts_.emplace(std::move(key), count);
  else
    left_out_ += count;
}

DICOM_ANONYMIZER_INLINE word_counts& word_counts::operator+=(const word_counts& others) {
  for (const auto& [key, count] : others.counts_) add(key.second, key.first, count);
  left_out_ += others.left_out_;
  return *this;
}

DICOM_ANONYMIZER_INLINE void word_counts::clear() noexcept {
  counts_.clear();
  left_out_ = 0;
}

DICOM_ANONYMIZER_INLINE void unknown_words::add(const word_counts& of_a_data_set) {
  if (of_a_data_set.empty()) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  counts_ += of_a_data_set;
}

DICOM_ANONYMIZER_INLINE std::string unknown_words::to_text() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::map<std::string_view, std::size_t> in_all;
  for (const auto& [key, count] : counts_.all()) in_all[key.first] += count;
  // The most frequent word, then the word, then where it stood most.
  std::vector<std::tuple<std::size_t, std::string_view, std::size_t, tag>> lines;
  for (const auto& [key, count] : counts_.all())
    lines.emplace_back(in_all[key.first], key.first, count, key.second);
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) > std::get<0>(b);
    if (std::get<1>(a) != std::get<1>(b)) return std::get<1>(a) < std::get<1>(b);
    if (std::get<2>(a) != std::get<2>(b)) return std::get<2>(a) > std::get<2>(b);
    return std::get<3>(a) < std::get<3>(b);
  });
  std::string text =
      "# Words that went because no list of safe words has them.  They may be names of patients:\n"
      "# this file identifies.  Words that tell of nobody belong into a file for --safe-words.\n"
      "# count\tword\tattribute\n";
  for (const auto& [sum, word, count, where] : lines) {
    const dictionary_entry* const known = find_attribute(where);
    text += fmt::format("{}\t{}\t{}\n", count, word,
                        known == nullptr || known->keyword().empty()
                            ? fmt::format("({:04X},{:04X})", where.group, where.element)
                            : std::string(known->keyword()));
  }
  if (counts_.left_out() != 0)
    text += fmt::format("# {} more were too long or too many\n", counts_.left_out());
  return text;
}

}  // namespace dicom_anonymizer
