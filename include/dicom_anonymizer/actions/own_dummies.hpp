// SPDX-License-Identifier: BSD-3-Clause
// Attributes that the dummy of their VR alone would make invalid.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/tags/multiplicity_table.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/tag_filter.hpp>

namespace dicom_anonymizer::detail {

// Numbers that count from 1 by their definition in PS3.3: of frames, segments, content items,
// channels and samples of waveforms, positions, displays, and what RT objects of the second
// generation call an index.  0 names nothing.  So do the two numbers of an aspect ratio.  Sorted.
inline constexpr std::uint32_t counted_from_one[] = {
    0x00081160, 0x00081161, 0x00081162,              // frames
    0x00183103, 0x00183104,                          // frames of a pullback
    0x00189337, 0x00189366, 0x00189370, 0x00189376,  // agents, sources, detectors, paths
    0x00189377, 0x00189378, 0x0018937A, 0x00189729,  //
    0x00189915, 0x00189921, 0x00189938, 0x0018993A,  // instructions and elements of protocols
    0x00209057, 0x00209128, 0x00209157, 0x00209162,  // stacks, dimensions, concatenations
    0x00209163,                                      //
    0x00280008, 0x00280034, 0x00286010, 0x00286020,  // frames, an aspect ratio
    0x003A0005,                                      // channels
    0x0040A0B0, 0x0040A132, 0x0040A136, 0x0040A180,  // channels, samples, frames, groups
    0x0040A804, 0x0040A805, 0x0040DB73,              // rows, columns, content items
    0x0048021E, 0x0048021F,                          // positions in a total pixel matrix
    0x00540010, 0x00540020, 0x00540030, 0x00540050,  // vectors of frames
    0x00540060, 0x00540070, 0x00540080, 0x00540090,  //
    0x00540100, 0x00540308, 0x00541330,              //
    0x00620004, 0x0062000B,                          // segments
    0x00660003, 0x0066002C, 0x00660105,              // surfaces, sets of tracks
    0x00700102,                                      // an aspect ratio
    0x00701103, 0x00701203, 0x00701205, 0x00701207,  // inputs of presentation states
    0x0070120C, 0x00701309, 0x00701804, 0x00701B02,  //
    0x00720032, 0x00720202, 0x00720302, 0x00720432,  // image sets and boxes
    0x20200010, 0x20300010,                          // positions on a film
    0x30020100, 0x3002011C, 0x3002011D,              // frames, tasks
    0x300A0600, 0x300A0601, 0x300A0602, 0x300A0603,  // indices of RT objects
    0x300A0605, 0x300A0606, 0x300A0607, 0x300A060B,  //
    0x300A060C, 0x300A060E, 0x300A065E, 0x300A065F,  //
    0x300A0661, 0x300A073B, 0x300A0786, 0x300A0795,  //
    0x300A0796, 0x300C0117, 0x300C0118, 0x3010000D,  //
    0x30100020, 0x30100022, 0x30100039, 0x3010003A,  //
    0x3010003C, 0x3010003D, 0x3010003E, 0x3010003F,  //
    0x30100040, 0x30100041, 0x30100042, 0x30100058,  //
    0x3010005E};

constexpr bool counts_from_one(tag id) noexcept {
  return std::binary_search(std::begin(counted_from_one), std::end(counted_from_one), id.value());
}

// Those of which one value is too few.
inline constexpr auto several_values = [] {
  tag_filter result;
  for (const tables::multiplicity_row& row : tables::multiplicities)
    if (row.values.least > 1) result.add(row.id);
  return result;
}();

inline constexpr auto own_dummies = [] {
  tag_filter result = several_values;
  for (const std::uint32_t one : counted_from_one)
    result.add({static_cast<std::uint16_t>(one >> 16), static_cast<std::uint16_t>(one & 0xFFFFU)});
  for (const tag one :
       {graphic_layer, compound_graphic_instance, graphic_group, number_of_graphic_points,
        fill_pattern, encapsulated_document, encapsulated_document_length})
    result.add(one);
  return result;
}();

// Whether an attribute may need another dummy than that of its VR; for few it is said in vain.
constexpr bool may_have_own_dummy(tag id) noexcept {
  return own_dummies.may_hold(id) || is_overlay_layer(id);
}

}  // namespace dicom_anonymizer::detail
