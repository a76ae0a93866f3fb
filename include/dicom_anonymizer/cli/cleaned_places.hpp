// SPDX-License-Identifier: BSD-3-Clause
// What is done where what an element is in, or what stands beside it, decides: in words.
#pragma once

#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli {

/// What the options clean-structured-content and clean-graphics make of an attribute, which one
/// made-up value of it cannot show; empty where the action is none of theirs.
[[nodiscard]] inline std::string_view words_of_place(const action_ref& act, tag id) {
  namespace d = dicom_anonymizer::detail;
  if (act.is<actions::clean_content>())
    return "each item by its concept and Value Type, PS3.15 Table E.3.4-1: one that goes takes "
           "along what is in it";
  if (act.is<actions::clean_content_codes>())
    return "codes of private schemes in it are cleaned, others stay";
  if (!act.is<d::clean_graphics>()) return {};
  if (d::is_overlay_group(id.group))
    return id.element == 0x1001
               ? "of an overlay of type R a name whose words are safe stays, or a number does; of "
                 "another it goes"
               : "an overlay of type R in a plane of its own stays, its texts cleaned; any other "
                 "goes with its group";
  if (id == d::graphic_annotations)
    return "it stays, its texts cleaned; graphic objects that may be handwriting go";
  if (id == d::graphic_layer) return "a name whose words are safe stays, others get a number each";
  if (id == d::graphic_group) return "it stays";
  if (id == d::unformatted_text)
    return "in graphic annotations the words that are safe; elsewhere a dummy";
  return "it goes";  // a curve
}

/// The manner of both options, for PS3.15 sections E.3.3 and E.3.4, as far as they were chosen.
[[nodiscard]] inline std::string places_section(const option_set& chosen) {
  std::string text;
  if (chosen.has(option::clean_structured_content))
    text +=
        "\n## Structured content\n\n"
        "Each content item of Content Sequence (0040,A730), Acquisition Context Sequence "
        "(0040,0555), Specimen Preparation Sequence (0040,0610) and Waveform Annotation Sequence "
        "(0040,B020), at any depth, is told by the code and scheme of its concept name, never by "
        "the meaning, and by its Value Type. What PS3.15 Table E.3.4-1 lists obeys the columns of "
        "the options chosen, K before C, else the code of the Basic Profile; of X/D the dummy. An "
        "item that goes takes along what is nested in it; it stays with a dummy where others are "
        "referred to by their place or the sequence would be left empty and must not. What the "
        "table does not list is decided by its Value Type: texts and names get a dummy (texts are "
        "cleaned with clean-descriptors), dates and UIDs what the options have for them. Codes of "
        "schemes that PS3.16 does not list lose value and meaning. Numbers stay but for ages over "
        "89 years.\n";
  if (chosen.has(option::clean_graphics))
    text +=
        "\n## Graphics\n\n"
        "Texts of graphic annotations are cleaned by the list of safe words; a text object of "
        "which nothing is left goes. Graphic objects stay with their layers and styles, but for "
        "those of more than 500 points, which may be handwriting (with --clean-graphics shapes: of "
        "more than 32 points, or interpolated). An overlay of type R in a plane of its own stays "
        "with its group, its texts cleaned; any other goes with its group, and so do curves. "
        "Nothing is recognized in pixels or planes.\n";
  return text;
}

}  // namespace dicom_anonymizer::cli
