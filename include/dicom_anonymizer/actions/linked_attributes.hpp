// SPDX-License-Identifier: BSD-3-Clause
// Attributes whose values belong to those of others.
#pragma once

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// Names and numbers of PS3.3 section C.10.5 and C.10.7 that one part of a presentation state gives
// and others refer to: equal ones must stay equal and others stay apart.
inline constexpr tag graphic_layer{0x0070, 0x0002};
inline constexpr tag compound_graphic_instance{0x0070, 0x0226};
inline constexpr tag graphic_group{0x0070, 0x0295};

inline constexpr tag number_of_graphic_points{0x0070, 0x0021};
inline constexpr tag graphic_data{0x0070, 0x0022};
inline constexpr tag fill_pattern{0x0070, 0x0256};
inline constexpr tag encapsulated_document{0x0042, 0x0011};
inline constexpr tag encapsulated_document_length{0x0042, 0x0015};

// Overlay Activation Layer (60xx,1001).
constexpr bool is_overlay_layer(tag id) noexcept {
  return (id.group & 0xFF01U) == 0x6000 && id.element == 0x1001;
}

// Of the first overlay; the others have them in groups of their own.
inline constexpr tag overlay_type{0x6000, 0x0040};
inline constexpr tag overlay_bits_allocated{0x6000, 0x0100};
inline constexpr tag overlay_bit_position{0x6000, 0x0102};

// Whether the rest of an overlay group asks what it was before any rule: what kind of overlay it is
// and where its data are.
constexpr bool tells_of_overlay(tag id) noexcept {
  return (id.group & 0xFF01U) == 0x6000 &&
         (id.element == overlay_type.element || id.element == overlay_bits_allocated.element ||
          id.element == overlay_bit_position.element);
}

}  // namespace dicom_anonymizer::detail
