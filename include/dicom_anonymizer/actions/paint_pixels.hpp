// SPDX-License-Identifier: BSD-3-Clause
// The action behind da::clean_pixels: regions of the pixels are painted over.
#pragma once

#include <array>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {
namespace detail {

// What holds pixels, PS3.3 section C.7.6.24: Float, Double Float and Pixel Data.
inline constexpr std::array<tag, 3> tags_of_pixels = {
    {{0x7FE0, 0x0008}, {0x7FE0, 0x0009}, {0x7FE0, 0x0010}}};

// What says which values the pixels have, so that it is not true of others: Smallest and Largest
// Image Pixel Value, Pixel Value in Series, Image Pixel Value in Plane, and Histogram Sequence.
inline constexpr std::array<tag, 7> tags_of_extremes = {{{0x0028, 0x0106},
                                                         {0x0028, 0x0107},
                                                         {0x0028, 0x0108},
                                                         {0x0028, 0x0109},
                                                         {0x0028, 0x0110},
                                                         {0x0028, 0x0111},
                                                         {0x0060, 0x3000}}};

// Variable Pixel Data, retired: (7F00,0010), (7F02,0010) and so on, each a copy of pixels that
// nothing describes.  Odd groups are private.
inline constexpr tag_pattern variable_pixel_data{{0x7F00, 0x0010}, {0xFF01, 0xFFFF}};

// For all of these.  Of pixels it paints the regions of all such actions in the rules; extremes go
// where that happens.  Copies of pixels that cannot be painted are errors: see da::clean_pixels.
struct paint_pixels {
  static constexpr std::string_view name = "clean_pixels";
  static constexpr bool is_local = true;
  // Of other pixels all stays.
  static constexpr residue leaves = residue::whole;

  region_set regions;

  void operator()(element& e) const;
};

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/paint_pixels.ipp>
#endif
