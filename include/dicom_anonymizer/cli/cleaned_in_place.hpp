// SPDX-License-Identifier: BSD-3-Clause
// What is left of graphics, structured content and documents, in words: it depends on the data set,
// so that one that is made up cannot show it.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli {

/// What becomes of an attribute, where that depends on the data set; all empty where it does not.
struct words_in_place {
  /// What is left, as --explain says it.
  std::string_view left;
  /// What is done, as the conformance statement says it, and with what dummy.
  std::string_view statement;
  std::string_view dummy;
};

namespace detail {

inline words_in_place words_of_graphics(tag id, bool is_in_items) {
  using namespace dicom_anonymizer::detail;
  if (is_font_name(id))
    return {"a common name, or one of safe words, stays; another one is replaced",
            "Retained if it is common or each of its words is safe, otherwise replaced",
            "by VR, see Dummy values"};
  if (is_overlay_layer(id) || id == graphic_layer)
    return {"a name of safe words stays, another one gets a number: LAYER1",
            "Retained if each of its words is safe, otherwise replaced; see Graphics",
            "LAYER1, LAYER2 and so on, see Dummy values"};
  if (is_overlay_group(id.group))
    return {
        "that of a region of interest (Overlay Type R) stays with its group, and the texts "
        "there are cleaned; all others go with theirs",
        "Retained in the group of a region of interest (Overlay Type R), texts cleaned; "
        "otherwise removed; see Graphics",
        ""};
  if (id == graphic_annotations)
    return {
        "it stays; its texts are cleaned, what may be handwriting goes, and what has nothing "
        "left goes, too",
        "Cleaned, see Graphics", "none: what has nothing left is removed"};
  if (id == unformatted_text && !is_in_items)
    return {
        "in graphic annotations of its text the words that are safe; elsewhere its value is "
        "replaced",
        "In Graphic Annotation Sequence (0070,0001) cleaned, otherwise replaced; see Graphics",
        "by VR, see Dummy values"};
  return {};
}

// Of pixels, and of what says which values they have.
inline words_in_place words_of_painting(tag id) {
  if (id.group == 0x7FE0)
    return {"all pixels but those that are painted over", "Regions are painted over", ""};
  if (dicom_anonymizer::detail::variable_pixel_data.matches(id))
    return {"no file is written where it has a value: nobody can paint it over",
            "The file is refused", ""};
  return {"it goes where pixels are painted over, of which it is not true any more",
          "Removed where pixels are painted over", ""};
}

}  // namespace detail

/// Of an attribute, in the items of sequences the outermost of which comes first.
[[nodiscard]] inline words_in_place words_where_it_depends(const policy& how, tag id,
                                                           const decision& made,
                                                           std::span<const tag> around = {}) {
  using actions::clean_content;
  using actions::clean_content_codes;
  if (made.act.is<dicom_anonymizer::detail::paint_pixels>()) return detail::words_of_painting(id);
  if (made.is_users) return {};
  if (made.act.is<dicom_anonymizer::detail::clean_graphics>())
    return detail::words_of_graphics(id, !around.empty());
  if (made.act.is<clean_content>())
    return {
        "it stays; each item goes, stays or gets a dummy by its concept and Value Type (PS3.15 "
        "Table E.3.4-1), and the rest of what stays obeys the rules",
        "Cleaned, see Structured content", "by VR, where an item has to stay"};
  if (made.act.is<clean_content_codes>())
    return {
        "codes of the schemes that PS3.16 lists stay; those of others lose their meaning, and "
        "the value of an item its code",
        "Cleaned, see Structured content", "a number, see Structured content"};
  if (how.withholds_documents && id == dicom_anonymizer::detail::encapsulated_document)
    return {"no file is written where it has a value (--encapsulated withhold)",
            "The file is withheld", ""};
  if (how.base.options().has(option::clean_structured_content) && clean_content::may_settle(id) &&
      std::any_of(around.begin(), around.end(), clean_content::is_for))
    return {"by the concept and the Value Type of the item (PS3.15 Table E.3.4-1)", "", ""};
  return {};
}

/// Whether content items may decide of an attribute that has a rule elsewhere.
[[nodiscard]] inline bool may_be_in_content(const policy& how, tag id) {
  return how.base.options().has(option::clean_structured_content) &&
         actions::clean_content::may_settle(id) && !actions::clean_content::is_for(id);
}

namespace detail {

// Where the sections below do not have the last word.
inline std::string_view users_word(const policy& how) {
  return how.rules.empty() ? ""
                           : " All this holds but for what a rule of the user covers (see above): "
                             "the rule decides of that instead.";
}

}  // namespace detail

/// The sections of the conformance statement that describe the manner in which graphics and
/// structured content are cleaned, PS3.15 sections E.3.3 and E.3.4; empty without those options.
[[nodiscard]] inline std::string cleaning_sections(const policy& how) {
  std::string text;
  const option_set chosen = how.base.options();
  if (chosen.has(option::clean_graphics))
    text += fmt::format(
        "\n## Graphics\n\n"
        "By program, without a person looking at them (PS3.15 section E.3.3). Graphic Annotation "
        "Sequence (0070,0001) stays with its layers, styles and graphic objects. Unformatted Text "
        "Value (0070,0006) in it is cleaned as Descriptors says; a text object of whose text "
        "nothing is left goes, and so does an annotation of which nothing is left. A graphic "
        "object that may be handwriting goes: {}. The name of a layer stays if each of its words "
        "is safe, and that of a font if it is a common one besides. An overlay of type ROI (R), "
        "whose data are in Overlay Data (60xx,3000), stays "
        "with its group, its label, description, subtype and comments cleaned; one of graphics (G) "
        "goes, "
        "and so does one in bits of the pixels and every curve (50xx). What is drawn in letters of "
        "few points is not found.{}\n",
        how.leaves_shapes_only ? "one of more than 32 points, and every curve through its points "
                                 "(INTERPOLATED)"
                               : "one of more than 500 points",
        detail::users_word(how));
  if (chosen.has(option::clean_structured_content))
    text += fmt::format(
        "\n## Structured content\n\n"
        "Content items of Content Sequence (0040,A730), Acquisition Context Sequence (0040,0555), "
        "Specimen Preparation Sequence (0040,0610) and Waveform Annotation Sequence (0040,B020), "
        "by program, without a person looking at them (PS3.15 section E.3.4). What an item is, "
        "code and scheme of its concept tell with its Value Type, never a meaning. What Table "
        "E.3.4-1 lists meets the column of an option that is chosen, K before C, or else the code "
        "of the Basic Profile; an item that goes takes along what is nested in it. It stays with a "
        "dummy value where the sequence must have an item, or items are referred to by their "
        "place. What the table does not list is decided by its Value Type: {}, names get a dummy, "
        "dates and times what is done to those of other attributes, UIDs and references new UIDs "
        "unless they are retained. Codes of the schemes that PS3.16 lists stay; those of others "
        "lose their meaning, and as values the code gets a number, the same for the same one in "
        "the data set. Numbers stay but for ages over 89 years under the concepts (121033, DCM) "
        "and (30525-0, LN).{}\n",
        chosen.has(option::clean_descriptors)
            ? "text is cleaned as Descriptors says, with a dummy where nothing is left"
            : "text gets a dummy",
        detail::users_word(how));
  return text;
}

}  // namespace dicom_anonymizer::cli
