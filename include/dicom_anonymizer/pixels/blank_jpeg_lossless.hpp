// SPDX-License-Identifier: BSD-3-Clause
// Rectangles of a lossless JPEG frame are painted over.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/jpeg_markers.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// Appends to out a lossless Huffman JPEG codestream (ITU-T T.81 process 14, SOF3, any predictor,
/// 2 to 16 bits, components that are not subsampled) in which rectangles have one value for each
/// component.  Returns what was painted of each rectangle, which is what of it lies in the frame.
/// All samples outside stay as they are.  Predictor and codes stay too: only rows with painted
/// samples and the rows below them are coded anew, the bits of the others are copied.  Without
/// rectangles only text and small images go, as with blank_jpeg.
/// The values, one for each component, are those of samples as a decoder gives them; of them only
/// the bits remain that the point transform of the codestream keeps.
/// Throws what blank_jpeg throws, error(errc::unsupported_pixels) if components are subsampled, and
/// error(errc::bad_arguments) if there are not as many values as components.  Nothing is appended
/// then.  Time grows with the codestream and the pixels of the data set; memory with the
/// codestream and the columns.
std::vector<rectangle> blank_jpeg_lossless(std::span<const unsigned char> codestream,
                                           const jpeg_image& image,
                                           std::span<const rectangle> where,
                                           std::span<const std::uint16_t> sample_values,
                                           std::vector<unsigned char>& out);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.ipp>
#endif
