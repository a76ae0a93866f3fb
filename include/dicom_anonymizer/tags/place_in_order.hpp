// SPDX-License-Identifier: BSD-3-Clause
// Searches a sorted table.
#pragma once

#include <cstddef>

namespace dicom_anonymizer::detail {

// The first place of a sorted table whose row does not stand before what is wanted, by halves; its
// size if all do.  By places, as g++ 12 with -fsanitize=undefined cannot compare the addresses that
// std::lower_bound would, in constant expressions.
template <class StandsBefore>
constexpr std::size_t place_in_order(std::size_t size, const StandsBefore& stands_before) {
  std::size_t low = 0;
  std::size_t high = size;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (stands_before(middle))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace dicom_anonymizer::detail
