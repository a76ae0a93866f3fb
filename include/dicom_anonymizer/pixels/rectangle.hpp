// SPDX-License-Identifier: BSD-3-Clause
// A rectangle of pixels.
#pragma once

#include <algorithm>
#include <cstdint>

namespace dicom_anonymizer {

/// A rectangle of the pixels of a frame.  Columns and rows are counted from 0 at the upper left
/// corner of the frame as it is stored, before any rotation or flip that a viewer applies.
struct rectangle {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  /// The column behind the last one: left + width.
  [[nodiscard]] constexpr std::uint64_t right() const noexcept {
    return std::uint64_t{left} + width;
  }
  /// The row behind the last one: top + height.
  [[nodiscard]] constexpr std::uint64_t bottom() const noexcept {
    return std::uint64_t{top} + height;
  }
  /// Whether it has no pixel.
  [[nodiscard]] constexpr bool is_empty() const noexcept { return width == 0 || height == 0; }

  /// Whether a pixel is in both.
  [[nodiscard]] constexpr bool intersects(const rectangle& other) const noexcept {
    return !is_empty() && !other.is_empty() && left < other.right() && other.left < right() &&
           top < other.bottom() && other.top < bottom();
  }

  /// What of it lies in a frame; an empty rectangle if nothing does.
  [[nodiscard]] constexpr rectangle clipped_to(std::uint32_t columns,
                                               std::uint32_t rows) const noexcept {
    if (left >= columns || top >= rows) return {};
    return {left, top, std::min(width, columns - left), std::min(height, rows - top)};
  }

  /// The smallest rectangle around it of blocks of so many columns and rows, which begin at the
  /// corner of the frame.  It may reach beyond the frame.  Precondition: no number is 0, and it was
  /// clipped to a frame.
  [[nodiscard]] constexpr rectangle grown_to_blocks(std::uint32_t columns,
                                                    std::uint32_t rows) const noexcept {
    if (is_empty()) return *this;
    const std::uint32_t first_column = left / columns * columns;
    const std::uint32_t first_row = top / rows * rows;
    const std::uint64_t behind_columns = (right() + columns - 1) / columns * columns;
    const std::uint64_t behind_rows = (bottom() + rows - 1) / rows * rows;
    return {first_column, first_row, static_cast<std::uint32_t>(behind_columns - first_column),
            static_cast<std::uint32_t>(behind_rows - first_row)};
  }

  friend constexpr bool operator==(const rectangle&, const rectangle&) = default;
};

}  // namespace dicom_anonymizer
