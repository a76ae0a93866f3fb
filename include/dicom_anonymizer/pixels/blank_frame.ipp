// SPDX-License-Identifier: BSD-3-Clause
// What pixels/blank_frame.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/blank_frame.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.hpp>
#include <dicom_anonymizer/pixels/blank_rle.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

namespace detail {

// The bits of a sample in a JPEG codestream, up to 16; what stands before its frame header must be
// sound.
inline unsigned jpeg_precision(std::span<const unsigned char> codestream) {
  for (jpeg_segment one = jpeg_segment_at(codestream, 0);;
       one = jpeg_segment_at(codestream, one.behind)) {
    if (!is_jpeg_frame(one.marker)) continue;
    if (one.contents.empty() || one.contents[0] > 16)
      refuse_jpeg(errc::malformed, "a frame header without a precision", one.offset);
    return one.contents[0];
  }
}

inline void blank_any_jpeg(std::span<const unsigned char> codestream, const image_layout& layout,
                           const paint_value& black, std::span<const rectangle> where,
                           std::vector<unsigned char>& out) {
  const jpeg_image image{layout.columns(), layout.rows(), layout.samples(), layout.bits_stored()};
  const jpeg_kind kind = jpeg_kind_of(codestream);
  // A codestream knows no negative samples: of these it has the lowest bits.
  const std::uint64_t bits = (std::uint64_t{1} << jpeg_precision(codestream)) - 1;
  std::array<std::uint16_t, 3> samples{};
  for (std::size_t i = 0; i < layout.samples(); ++i)
    samples[i] = static_cast<std::uint16_t>(black.cells[i] & bits);
  if (kind == jpeg_kind::sequential)
    blank_jpeg(codestream, image, where, samples[0], out);
  else
    blank_jpeg_lossless(codestream, image, where,
                        std::span<const std::uint16_t>(samples).first(layout.samples()), out);
}

// What the first bytes of a frame say that it is.
inline std::string name_of_codestream(std::string_view first) {
  switch (codestream_of(first)) {
    case codestream::jpeg2000:
    case codestream::jp2: return "JPEG 2000";
    case codestream::jpegxl_boxes: return "JPEG XL";
    default: break;
  }
  if (first.starts_with("\xFF\x0A")) return "JPEG XL";
  return begins_like_video(first) ? "video" : "a coding of pixels that is not known";
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE void blank_frame(std::span<const unsigned char> frame,
                                         const image_layout& layout, const paint_value& black,
                                         std::span<const rectangle> where,
                                         std::vector<unsigned char>& out) {
  const std::string_view first(reinterpret_cast<const char*>(frame.data()),
                               std::min(frame.size(), detail::enough_of_codestream));
  if (first.starts_with("\xFF\xD8\xFF"))
    return detail::blank_any_jpeg(frame, layout, black, where, out);
  if (!detail::begins_like_rle(first))
    throw error(errc::unsupported_pixels,
                detail::name_of_codestream(first) + " cannot be painted over");
  const std::vector<unsigned char> painted = blank_rle(frame, layout, black, where);
  out.insert(out.end(), painted.begin(), painted.end());
}

}  // namespace dicom_anonymizer
