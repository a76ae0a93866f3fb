// SPDX-License-Identifier: BSD-3-Clause
// What the markers of a JPEG-LS codestream say, read before a codec is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer::detail {

struct jpegls_header {
  std::uint32_t precision = 0;   // bits of a sample, 2 to 16
  std::uint32_t highest = 0;     // the largest value that a sample may have: MAXVAL
  std::uint32_t interleave = 0;  // ILV: 0 a scan for each component, 1 by lines, 2 by samples
  std::uint32_t near = 0;        // the largest error of a sample; 0 is lossless
  // Segments of the profile of ICC with their markers, one behind the other.
  std::vector<unsigned char> profile;
};

// Reads all markers of a codestream, ITU-T T.87 section C, and what they say of the image.  Throws
// error(errc::truncated) if it ends within them or has no end marker, error(errc::malformed) if
// they are wrong or differ from the data set or more than padding is behind the end,
// error(errc::unsupported_pixels) for another kind of JPEG, mapping tables, components of other
// sizes and extensions.  Offsets are those from the first byte of the codestream.  Time grows with
// its length.
[[nodiscard]] jpegls_header jpegls_header_of(std::span<const unsigned char> codestream,
                                             const image_layout& image);

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/codecs/jpegls_header.ipp>
#endif
