// SPDX-License-Identifier: BSD-3-Clause
// Phrases, found word by word with one comparison of numbers a word.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text::detail {

// Hashes are hash enough for a set of them.
struct as_is {
  std::size_t operator()(std::uint64_t hash) const noexcept {
    return static_cast<std::size_t>(hash ^ hash >> 29);
  }
};

class phrase_set {
 public:
  // Folded words with one space between them.  Longer phrases than this count by their first words.
  static constexpr std::size_t most_words = 12;

  void add(std::string_view words) {
    std::size_t count = 1;
    std::size_t end = 0;
    for (; end < words.size(); ++end)
      if (words[end] == ' ' && count++ == most_words) break;
    hashes_.insert(hash_on(no_hash, words.substr(0, end)));
    longest_ = std::max(longest_, std::min(count, most_words));
  }
  [[nodiscard]] bool empty() const noexcept { return hashes_.empty(); }

  // How many of the words from `first` on are a phrase, the longest one; 0 if none are.
  // `word(i)` is the folded word; `last` is behind the last one.
  template <class Word>
  [[nodiscard]] std::size_t match(std::size_t first, std::size_t last, const Word& word) const {
    std::size_t found = 0;
    std::uint64_t hash = no_hash;
    for (std::size_t i = first; i < last && i - first < longest_; ++i) {
      if (i != first) hash = hash_on(hash, " ");
      hash = hash_on(hash, word(i));
      if (hashes_.count(hash) != 0) found = i - first + 1;
    }
    return found;
  }

 private:
  std::unordered_set<std::uint64_t, as_is> hashes_;
  std::size_t longest_ = 0;
};

}  // namespace dicom_anonymizer::text::detail
