// SPDX-License-Identifier: BSD-3-Clause
// What codecs/coded_samples.hpp declares.
#pragma once

#include <dicom_anonymizer/codecs/coded_samples.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE void require_codable(const image_layout& image,
                                             const codec_limits& limits) {
  if (image.kind() != sample_kind::integer)
    throw error(errc::unsupported_pixels, "compressed floating point numbers");
  // At most 2^32 pixels of 3 samples.
  if (image.pixels() * image.samples() > limits.samples)
    throw error(errc::too_large, "a compressed frame has more samples than the limit allows");
}

DICOM_ANONYMIZER_INLINE std::int32_t coded_value(const paint_value& paint, std::size_t sample,
                                                 const image_layout& image, std::uint32_t precision,
                                                 bool is_coded_with_sign) {
  // The cell as a number.  It is held by 64 bits unless it has all of them, which no codec here
  // has.
  const std::uint32_t unused = 64 - image.bits_allocated();
  auto value = static_cast<std::int64_t>(paint.cells[sample] << unused) >> unused;
  if (!image.is_signed() && image.bits_allocated() < 64)
    value &= (std::int64_t{1} << image.bits_allocated()) - 1;
  // A codestream that has no room for the whole cell has the stored bits of it alone.
  if (precision <= image.high_bit()) value >>= image.high_bit() + 1 - image.bits_stored();

  // With fewer bits than are stored, and no sign, a decoder finds no sign bit that it could copy
  // into the bits above.
  const bool is_negative_possible =
      image.is_signed() && (is_coded_with_sign || precision >= image.bits_stored());
  const std::int64_t half = std::int64_t{1} << (precision - 1);
  value = is_negative_possible ? std::clamp(value, -half, half - 1)
                               : std::clamp(value, std::int64_t{0}, 2 * half - 1);
  // The same bits, with or without a sign.
  if (is_coded_with_sign && value >= half) value -= 2 * half;
  if (!is_coded_with_sign && value < 0) value += 2 * half;
  return static_cast<std::int32_t>(value);
}

}  // namespace dicom_anonymizer::detail
