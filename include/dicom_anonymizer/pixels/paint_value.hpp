// SPDX-License-Identifier: BSD-3-Clause
// What pixels are painted over with: black, as the colours of the image have it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/palette.hpp>

namespace dicom_anonymizer {

/// One pixel to paint with.  All bits of a cell are overwritten, so that what stood in those above
/// Bits Stored, as overlays may, goes with the pixel.
struct paint_value {
  /// For each sample of a pixel the bits of its cell, as a number; as many as Bits Allocated has.
  /// A negative number is continued in the bits above High Bit.
  std::array<std::uint64_t, 3> cells{};

  friend constexpr bool operator==(const paint_value&, const paint_value&) = default;
};

/// What a data set says besides its layout of what is black.
struct black_sources {
  /// Pixel Padding Value (0028,0120) as its two bytes are, whether US or SS.
  std::optional<std::uint16_t> padding = std::nullopt;
  /// Float Pixel Padding Value (0028,0122) or Double Float Pixel Padding Value (0028,0123), as the
  /// bits of the number; of the one that belongs to the pixels.
  std::optional<std::uint64_t> float_padding = std::nullopt;
  /// The palettes, which PALETTE COLOR needs.
  std::optional<palette_set> palettes = std::nullopt;
};

/// The pixel that shows black and, where that can be said, no part of the image:
/// MONOCHROME2 Pixel Padding Value, if Bits Stored can hold it, else the lowest value of Bits
/// Stored; MONOCHROME1 the highest; PALETTE COLOR the darkest index; RGB, and YBR_ICT, YBR_RCT and
/// XYB as a codec decodes them, zeros; YBR_FULL and YBR_FULL_422 no luminance, and colours of half
/// of full scale; YBR_PARTIAL_422 and YBR_PARTIAL_420 a luminance of a sixteenth of full scale with
/// them; floating point numbers the padding value, else 0.0.  Throws error(errc::malformed) if the
/// palettes are missing, and what darkest_index throws.
[[nodiscard]] paint_value black_of(const image_layout& layout, const black_sources& sources = {});

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/paint_value.ipp>
#endif
