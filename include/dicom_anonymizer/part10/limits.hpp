// SPDX-License-Identifier: BSD-3-Clause
// What an input may demand of memory and stack.
#pragma once

#include <cstdint>

namespace dicom_anonymizer {

/// Bounds on what an input may demand; beyond them it is refused.
struct limits {
  /// Items within items; error(errc::too_deep).
  unsigned depth = 64;
  /// Bytes of a deflated data set after inflating; error(errc::too_large).
  std::uint64_t inflated_bytes = std::uint64_t{1} << 28;
  /// Elements and items in all, each of which costs about a hundred bytes of memory whatever it
  /// costs in the file; error(errc::too_large).  Values that may be items are tried, and items in
  /// them again: what is read so may be eight times as much in all, and a million at least.
  std::uint64_t elements = 4'000'000;
};

}  // namespace dicom_anonymizer
