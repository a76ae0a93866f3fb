// SPDX-License-Identifier: BSD-3-Clause
// The words that texts lost because no list of safe words has them, for a person to look at.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// Counts of words by the word, in UTF-8, and the attribute that it stood in.
class word_counts {
 public:
  /// Longer ones are no words that a list could have.
  static constexpr std::size_t longest = 64;
  /// So many words in so many attributes are held; what comes after them is only counted.
  static constexpr std::size_t most = 200'000;

  /// One more.  A word that is too long, or that comes when there are too many, is left_out.
  void add(tag where, std::string_view word, std::size_t count = 1);

  /// Adds others.
  word_counts& operator+=(const word_counts& others);

  /// Forgets all.
  void clear() noexcept;

  /// By word, then by attribute.
  [[nodiscard]] const std::map<std::pair<std::string, tag>, std::size_t>& all() const noexcept {
    return counts_;
  }

  /// How many words were left out.
  [[nodiscard]] std::size_t left_out() const noexcept { return left_out_; }

  [[nodiscard]] bool empty() const noexcept { return counts_.empty() && left_out_ == 0; }

 private:
  std::map<std::pair<std::string, tag>, std::size_t> counts_;
  std::size_t left_out_ = 0;
};

/// The unknown words of a job: what context::unknown_words collects.  They are values of the data
/// sets: names of patients are among them, and who keeps or shows them identifies.  May be used by
/// several threads.
class unknown_words {
 public:
  /// Adds those of one data set.
  void add(const word_counts& of_a_data_set);

  /// A table, in UTF-8: each line has a count, a word and the attribute that it stood in, separated
  /// by tabs, the most frequent words first, then by the alphabet.  Lines that begin with # say
  /// what it is.
  [[nodiscard]] std::string to_text() const;

 private:
  mutable std::mutex mutex_;
  word_counts counts_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/unknown_words.ipp>
#endif
