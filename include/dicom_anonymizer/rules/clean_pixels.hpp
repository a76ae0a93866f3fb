// SPDX-License-Identifier: BSD-3-Clause
// clean_pixels: regions of the pixels are painted over.
#pragma once

#include <algorithm>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// What clean_pixels makes: a layer of rules for the pixels of a data set and for what says which
/// values they have.
class pixel_cleaning {
 public:
  static constexpr bool is_complete = false;

  /// See clean_pixels.
  explicit constexpr pixel_cleaning(const region_set& regions) noexcept : what_{regions} {}

  /// The regions.
  [[nodiscard]] constexpr const region_set& regions() const noexcept { return what_.regions; }

  /// The action if the element is one of those.  It lives as long as the layer.
  [[nodiscard]] constexpr action_ref find(const element_key& key) const& noexcept {
    const auto has = [&](const auto& tags) {
      return std::find(tags.begin(), tags.end(), key.id) != tags.end();
    };
    const bool is_mine = has(detail::tags_of_pixels) || has(detail::tags_of_extremes) ||
                         detail::variable_pixel_data.matches(key);
    return is_mine && !regions().empty() ? action_ref(what_) : action_ref();
  }
  action_ref find(const element_key&) const&& = delete;  // the rules are gone before the action

  /// Calls visit(tag_pattern, action_ref).
  template <class Visitor>
  constexpr void for_each_rule(Visitor&& visit) const {
    if (regions().empty()) return;
    visit(detail::variable_pixel_data, action_ref(what_));
    for (const tag id : detail::tags_of_pixels) visit(tag_pattern(id), action_ref(what_));
    for (const tag id : detail::tags_of_extremes) visit(tag_pattern(id), action_ref(what_));
  }

 private:
  detail::paint_pixels what_;
};

/// A layer of rules that paints regions of the pixels over, and changes no other pixel but in lossy
/// JPEG: Pixel Data,
/// Float Pixel Data and Double Float Pixel Data at the top level of a data set, native ones of each
/// kind that PS3.5 section 8 has and those in RLE or JPEG (sequential and lossless).  Frames that
/// no region covers stay as they are byte for byte, a compressed one that is painted becomes one
/// fragment, and tables of offsets stay true.  Of lossy JPEG the regions grow to whole blocks, see
/// blank_jpeg.  What is painted is black, see black_of.
///
/// The regions of all such layers in a set of rules are painted together.  Smallest and Largest
/// Image Pixel Value, those in the series and those in the plane, at any depth, and Histogram
/// Sequence (0060,3000) go where pixels change.  A data
/// set without pixel data is left alone.  An icon that the rules keep is painted, too, the regions
/// of all frames scaled to its size and outward; one that is compressed is an error.
/// So are pixels that would stay elsewhere: Pixel Data in an item that is no icon, and the retired
/// Variable Pixel Data (7Fxx,0010).
///
/// The verbs throw error(errc::bad_arguments) if a rectangle lies wholly outside of an image or
/// frames are named that it does not have, error(errc::unsupported_pixels) for what cannot be
/// painted over, such as JPEG 2000, JPEG-LS, progressive JPEG and video, and what image_layout,
/// black_of and encapsulated_frames throw of what is damaged: nothing is written then.
///
/// That rectangles were painted proves nothing about the rest of the image: no code says that the
/// pixels are clean, and Burned In Annotation (0028,0301) stays as the other rules have it.
[[nodiscard]] constexpr pixel_cleaning clean_pixels(const region_set& regions) noexcept {
  return pixel_cleaning(regions);
}

/// The same of one rectangle in all frames.  Throws as region_set::paint does.
[[nodiscard]] constexpr pixel_cleaning clean_pixels(const rectangle& where) {
  return pixel_cleaning(region_set::paint(where));
}

}  // namespace dicom_anonymizer
