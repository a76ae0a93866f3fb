// SPDX-License-Identifier: BSD-3-Clause
// Which known name was meant by a wrong one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace dicom_anonymizer::cli {

/// How many characters must be inserted, deleted, changed or swapped with their neighbour to make
/// one text the other; ASCII letters count as equal in either case.
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  // Three rows of the table of distances between all beginnings of the two.
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

/// The name nearest to a wrong one, the first of equals; empty if none is near enough to be meant.
[[nodiscard]] inline std::string_view nearest_name(std::string_view wrong,
                                                   const std::vector<std::string_view>& names) {
  constexpr std::size_t longest_name = 64;
  if (wrong.empty() || wrong.size() > longest_name) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance < least && distance < name.size()) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/// ": did you mean 'X'?", or nothing if no name is near.
[[nodiscard]] inline std::string did_you_mean(std::string_view wrong,
                                              const std::vector<std::string_view>& names) {
  const std::string_view nearest = nearest_name(wrong, names);
  return nearest.empty() ? std::string() : fmt::format(": did you mean '{}'?", nearest);
}

}  // namespace dicom_anonymizer::cli
