// SPDX-License-Identifier: BSD-3-Clause
// What the markers of a JPEG 2000 codestream say, read before a codec is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer::detail {

struct jpeg2000_header {
  std::span<const unsigned char> codestream;  // without the boxes of a JP2 file around it
  std::uint32_t precision = 0;                // bits of a sample, 1 to 16
  bool has_sign = false;
  std::uint32_t levels = 0;              // of decomposition
  bool has_component_transform = false;  // samples are coded as luminance and two colours
  bool is_reversible = false;            // the 5/3 transform
};

// Reads the main header and those of all tile-parts, ITU-T T.800 Annex A, and what they say of the
// image.  Throws error(errc::truncated) if the codestream ends within them, or a tile is missing;
// error(errc::malformed) if they are wrong, differ from the data set, or ask for more work than
// their bytes can tell of, see jpeg2000_work.hpp; error(errc::unsupported_pixels) for high
// throughput coding, T.814, for Part 2, for more than 16 bits, components of other sizes, changes
// of the progression, and boxes that say what samples mean.  Offsets are those from the first byte
// given.  Time grows with the number of bytes and the pixels of the data set.
[[nodiscard]] jpeg2000_header jpeg2000_header_of(std::span<const unsigned char> bytes,
                                                 const image_layout& image);

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/codecs/jpeg2000_header.ipp>
#endif
