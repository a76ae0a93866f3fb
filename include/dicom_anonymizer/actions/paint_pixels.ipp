// SPDX-License-Identifier: BSD-3-Clause
// What actions/paint_pixels.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <vector>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// Pixels that are no icon show nobody knows what: the regions are those of another image.
inline void require_icon(const element& e) {
  constexpr tag icon_image_sequence{0x0088, 0x0200};
  const std::vector<tag> path = e.path();
  if (path.size() != 1 || path.front() != icon_image_sequence)
    throw error(errc::unsupported_pixels, "pixel data in an item that is no icon").at(e.id());
}

DICOM_ANONYMIZER_INLINE void paint_pixels::operator()(element& e) const {
  if (std::find(tags_of_pixels.begin(), tags_of_pixels.end(), e.id()) != tags_of_pixels.end()) {
    if (e.depth() != 0 && !e.is_empty()) require_icon(e);
    e.paint_over(regions | e.regions_of_rules());
  } else if (variable_pixel_data.matches(e.id())) {
    if (!e.is_empty())
      throw error(errc::unsupported_pixels, "pixels in a retired element, Variable Pixel Data")
          .at(e.id());
  } else if (e.goes_with_pixels())
    e.remove();
}

}  // namespace dicom_anonymizer::detail
