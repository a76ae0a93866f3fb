// SPDX-License-Identifier: BSD-3-Clause
// Paints over rectangles of a frame in RLE Lossless.
#pragma once

#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// A frame in RLE Lossless, PS3.5 annex G, with rectangles painted over.  Runs that no rectangle
/// touches are the same bytes as before; of those that one cuts the rest is coded anew.  What is
/// painted is coded row by row, as the standard asks, and so are rows that were.  Bytes behind the
/// last pixel of a segment go, as long as they are no more than padding in the last one.  The
/// rectangles are those of region_set::rectangles_in.  The time is linear in bytes and pixels, and
/// the result at most a few bytes larger for each row of a rectangle.
///
/// Throws error(errc::bad_arguments) if a rectangle reaches beyond the frame or they overlap or are
/// out of order; error(errc::malformed) if the frame has other segments than the layout needs (one
/// for each byte of the cells of a pixel), offsets that do not begin with 64 and grow within the
/// frame, runs of more pixels than there are, or more than padding behind the last segment, such as
/// another frame; error(errc::truncated) if the frame ends within
/// its header or a segment before its last pixel; error(errc::too_large) if the result would not
/// fit into a fragment; and error(errc::unsupported_pixels) for single bits, for floating point
/// numbers and for pixels that share colours, of which Annex G does not tell how they are coded.
[[nodiscard]] std::vector<unsigned char> blank_rle(std::span<const unsigned char> frame,
                                                   const image_layout& layout,
                                                   const paint_value& value,
                                                   std::span<const rectangle> rectangles);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/blank_rle.ipp>
#endif
