// SPDX-License-Identifier: BSD-3-Clause
// Short sequences that are found wherever they stand in a longer one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include <dicom_anonymizer/text/phrase_set.hpp>

namespace dicom_anonymizer::text::detail {

// Goes once over the longer one for each length that there is, and there are at most `longest`.
class window_set {
 public:
  // Longer sequences count by their beginning.
  static constexpr std::size_t longest = 24;

  void add(std::span<const char32_t> symbols) {
    const std::size_t size = std::min(symbols.size(), longest);
    if (size == 0) return;
    std::uint64_t hash = size;
    for (std::size_t i = 0; i < size; ++i) hash = hash * base + symbols[i] + 1;
    hashes_.insert(hash);
    const auto at = std::lower_bound(lengths_.begin(), lengths_.end(), size);
    if (at == lengths_.end() || *at != size) lengths_.insert(at, size);
  }
  [[nodiscard]] bool empty() const noexcept { return hashes_.empty(); }

  // Calls take(first, behind) for each that is found.
  template <class Take>
  void find_in(std::span<const char32_t> symbols, const Take& take) const {
    for (const std::size_t size : lengths_) {
      if (size > symbols.size()) break;
      std::uint64_t highest = 1;  // what the symbol that leaves has been multiplied by
      for (std::size_t i = 0; i < size; ++i) highest *= base;
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < symbols.size(); ++i) {
        sum = sum * base + symbols[i] + 1;
        if (i >= size) sum -= highest * (symbols[i - size] + std::uint64_t{1});
        if (i + 1 >= size && hashes_.count(sum + size * highest) != 0) take(i + 1 - size, i + 1);
      }
    }
  }

 private:
  static constexpr std::uint64_t base = 0x9E3779B97F4A7C15;

  std::unordered_set<std::uint64_t, as_is> hashes_;
  std::vector<std::size_t> lengths_;
};

}  // namespace dicom_anonymizer::text::detail
