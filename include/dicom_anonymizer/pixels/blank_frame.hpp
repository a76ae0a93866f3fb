// SPDX-License-Identifier: BSD-3-Clause
// Rectangles of one compressed frame are painted over, however it is coded.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// Appends to out a frame of encapsulated pixel data in which rectangles are one colour, coded as
/// it was: in RLE, or as a JPEG codestream, sequential or lossless.  What it is its first bytes
/// say, and not the transfer syntax, which is wrong now and then.  Rectangles lie in the frame; see
/// blank_jpeg for how they grow.  Throws error(errc::unsupported_pixels), which names it, for any
/// other coding, and what blank_jpeg, blank_jpeg_lossless and blank_rle throw.
void blank_frame(std::span<const unsigned char> frame, const image_layout& layout,
                 const paint_value& black, std::span<const rectangle> where,
                 std::vector<unsigned char>& out);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/blank_frame.ipp>
#endif
