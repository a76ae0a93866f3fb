// SPDX-License-Identifier: BSD-3-Clause
// What the option clean-graphics does, PS3.15 section E.3.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

inline constexpr tag graphic_annotations{0x0070, 0x0001};
inline constexpr tag unformatted_text{0x0070, 0x0006};
inline constexpr tag text_objects{0x0070, 0x0008};
inline constexpr tag graphic_objects{0x0070, 0x0009};
inline constexpr tag compound_graphics{0x0070, 0x0209};

// Font Name (0070,0227) and CSS Font Name (0070,0229).
constexpr bool is_font_name(tag id) noexcept {
  return id.group == 0x0070 && (id.element == 0x0227 || id.element == 0x0229);
}

// Free texts that are cleaned wherever graphics stay, though no cell of a row says so.
constexpr bool is_unlisted_graphics_text(tag id) noexcept {
  const bool is_overlay_subtype = (id.group & 0xFF01U) == 0x6000 && id.element == 0x0045;
  return id == unformatted_text || is_font_name(id) || is_overlay_subtype;
}

// For the attributes that the option cleans; what it does depends on which it is handed.
//
// Graphic annotations stay with their layers, styles and graphic objects as they are.  Their texts
// are cleaned; of a text object nothing of whose text is left nothing is left either, and the same
// is true of an annotation.  A graphic object of more points than a drawn shape has may be
// handwriting, and goes.  A font's name stays if it is a common one or its words are safe.  Rules
// of the user's for what is in an annotation decide of it.
//
// An overlay of the type ROI, whose data stand in Overlay Data, says by its definition (PS3.3
// section C.9.2.1.1) which pixels belong to a region, and stays; its texts are cleaned.  One of
// graphics may be a text itself, and goes with its group, and so does one in bits of the pixels.
// Curves go.
struct clean_graphics {
  static constexpr std::string_view name = "clean_graphics";
  static constexpr bool is_local = true;
  static constexpr bool needs_known_values = true;
  static constexpr residue leaves = residue::cleaned;

  void operator()(element& e) const;

 private:
  static void clean_annotations(element& e);
  static bool clean_texts(element& objects);
  static bool remove_handwriting(element& objects);
  static void clean_overlay(element& e);
  static void clean_layer(element& e);
  static void clean_font(element& e);

  // Whether anything is left of a text.
  static bool clean_text_value(element& e);
};

inline constexpr clean_graphics clean_graphics_in_place{};

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/clean_graphics.ipp>
#endif
