// SPDX-License-Identifier: BSD-3-Clause
// What a codec may be asked for, and which value of a codestream is the paint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// What a codec may be asked for.  It is compared with what the data set says before a codec is
/// called, and a codestream that says otherwise than the data set is refused.
struct codec_limits {
  /// Samples of a frame: pixels times Samples per Pixel.  For each a frame takes memory, also if
  /// its codestream has few bytes: in JPEG-LS 3 to 7 bytes, and up to 13 where noise is coded in 16
  /// bits; in JPEG 2000 about 9 where the codestream tells little, else 10 to 40, the more the
  /// smaller its code-blocks are, but no more than 3 KiB for each byte of it besides the 9.  Up to
  /// 32 MiB may be added.  So 8192 by 8192 grey pixels, which are the default, take up to 0.7 GB
  /// from a hundred bytes of JPEG 2000.
  std::uint64_t samples = std::uint64_t{1} << 26;
};

namespace detail {

// Throws error(errc::too_large) if a frame has more samples than the limits allow, and
// error(errc::unsupported_pixels) if its cells are no integers.
void require_codable(const image_layout& image, const codec_limits& limits);

// The value that a sample of so many bits (1 to 16) of a codestream must have, so that a decoder
// makes of it the cell of the paint, or the nearest one that the sample can have.  A codestream
// without a sign holds the bits of the samples, whatever their sign is.
[[nodiscard]] std::int32_t coded_value(const paint_value& paint, std::size_t sample,
                                       const image_layout& image, std::uint32_t precision,
                                       bool is_coded_with_sign);

// Paints rectangles in one sample of all pixels; what lies outside of the frame is left away.
template <class Sample>
void paint_samples(std::span<Sample> samples, std::size_t first, std::size_t step,
                   std::uint32_t columns, std::uint32_t rows, std::span<const rectangle> where,
                   Sample value) {
  for (const rectangle& one : where) {
    const rectangle part = one.clipped_to(columns, rows);
    for (std::uint64_t row = part.top; row < part.bottom(); ++row)
      for (std::uint64_t column = part.left; column < part.right(); ++column)
        samples[first + static_cast<std::size_t>(row * columns + column) * step] = value;
  }
}

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/codecs/coded_samples.ipp>
#endif
