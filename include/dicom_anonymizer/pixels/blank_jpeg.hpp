// SPDX-License-Identifier: BSD-3-Clause
// Rectangles of a lossy JPEG frame are painted over, without decoding it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/jpeg_markers.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// Appends to out a Huffman sequential JPEG codestream (ITU-T T.81, SOF0 and SOF1, 8 or 12 bits) in
/// which rectangles are one colour.  Returns what was painted of each rectangle: blocks cannot be
/// cut, so that it grows to the units of the frame that it touches, 8 by 8 to 32 by 32 pixels.
/// The coefficients of all blocks outside stay as they are, hence their pixels too; only where
/// chrominance is subsampled, decoders that smooth it show another colour up to one sample beside.
/// Rectangles may overlap, and what lies outside of the frame is left away; without any only text
/// and small images go: comments, and application segments but the heads of JFIF and Adobe and the
/// profile of ICC.  More than padding behind the end marker is refused: perhaps it is an image.
/// One component is painted with a sample value, from 0 to the highest of the precision, or the
/// nearest one that its quantisation has.  Colours become black, as the codestream tells them
/// whatever the data set does: all components their lowest value if Adobe or the letters R, G, B
/// say that they are these, else luminance the lowest and chrominance the middle.
/// Throws error(errc::unsupported_pixels) for other kinds of coding, and if a Huffman table leaves
/// no room for a code that is needed; error(errc::truncated) or error(errc::malformed) if the
/// codestream is damaged or differs from the data set; error(errc::bad_arguments) if the value is
/// higher than its precision allows.  Its offset is that from the first byte of the codestream.
/// Nothing is appended then.  Time and memory grow with the codestream, the pixels of the data set
/// and the rectangles. Restart intervals without painted blocks are copied unread, so that damage
/// in them stays; so are bits behind the last painted block, unless it is in doubt where they end.
std::vector<rectangle> blank_jpeg(std::span<const unsigned char> codestream,
                                  const jpeg_image& image, std::span<const rectangle> where,
                                  std::uint16_t sample_value, std::vector<unsigned char>& out);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/blank_jpeg.ipp>
#endif
