// SPDX-License-Identifier: BSD-3-Clause
// What pixels/paint_value.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>

#include <cstdint>
#include <optional>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/palette.hpp>

namespace dicom_anonymizer {

namespace detail {

// The sample in its cell: moved up to High Bit, its sign continued above it.
inline std::uint64_t cell_of(std::int64_t sample, const image_layout& layout) noexcept {
  const std::uint32_t shift = layout.high_bit() + 1 - layout.bits_stored();
  const std::uint64_t bits = static_cast<std::uint64_t>(sample) << shift;
  const std::uint32_t allocated = layout.bits_allocated();
  return allocated == 64 ? bits : bits & ((std::uint64_t{1} << allocated) - 1);
}

// The highest sample, as the bits of a number.
inline std::int64_t highest_sample(const image_layout& layout) noexcept {
  const std::uint32_t bits = layout.bits_stored() - (layout.is_signed() ? 1 : 0);
  return bits == 0 ? 0 : static_cast<std::int64_t>(~std::uint64_t{0} >> (64 - bits));
}

inline std::int64_t lowest_sample(const image_layout& layout) noexcept {
  return layout.is_signed() ? -highest_sample(layout) - 1 : 0;
}

// The padding value as a sample, if a cell can hold it.
inline std::optional<std::int64_t> padding_sample(std::uint16_t padding,
                                                  const image_layout& layout) noexcept {
  const std::int64_t value =
      layout.is_signed() ? std::int64_t{static_cast<std::int16_t>(padding)} : std::int64_t{padding};
  const std::uint32_t bits = layout.bits_stored() - (layout.is_signed() ? 1 : 0);
  if (bits < 16 && (value < lowest_sample(layout) || value > highest_sample(layout)))
    return std::nullopt;
  return value;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE paint_value black_of(const image_layout& layout,
                                             const black_sources& sources) {
  paint_value result;
  if (layout.kind() != sample_kind::integer) {
    result.cells[0] = sources.float_padding.value_or(0);
    if (layout.kind() == sample_kind::float_32) result.cells[0] &= 0xFFFFFFFF;
    return result;
  }
  const auto cell = [&](std::int64_t sample) { return detail::cell_of(sample, layout); };
  const std::uint32_t stored = layout.bits_stored();
  // Colours have no sign, so that this is half of full scale, and a sixteenth.
  const std::uint64_t shift = layout.high_bit() + 1 - stored;
  const std::uint64_t half = std::uint64_t{1} << (stored - 1) << shift;
  const std::uint64_t sixteenth = stored < 4 ? 0 : std::uint64_t{1} << (stored - 4) << shift;
  switch (layout.colours()) {
    case photometric::monochrome1: result.cells[0] = cell(detail::highest_sample(layout)); break;
    case photometric::monochrome2: {
      std::optional<std::int64_t> padding;
      if (sources.padding) padding = detail::padding_sample(*sources.padding, layout);
      result.cells[0] = cell(padding.value_or(detail::lowest_sample(layout)));
      break;
    }
    case photometric::palette_color:
      if (!sources.palettes)
        throw error(errc::malformed, "the palettes of the pixels are missing").at({0x0028, 0x1101});
      result.cells[0] = cell(darkest_index(*sources.palettes, layout));
      break;
    case photometric::ybr_full:
    case photometric::ybr_full_422: result.cells = {0, half, half}; break;
    case photometric::ybr_partial_422:
    case photometric::ybr_partial_420: result.cells = {sixteenth, half, half}; break;
    case photometric::rgb:
    case photometric::ybr_ict:
    case photometric::ybr_rct:
    case photometric::xyb: break;
  }
  return result;
}

}  // namespace dicom_anonymizer
