// SPDX-License-Identifier: BSD-3-Clause
// How dummy values are made, for the conformance statement (PS3.15 section E.1.3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/tags/multiplicity.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli::detail {

inline constexpr std::string_view dummy_by_vr = "by VR, see Dummy values";

// The dummy of an attribute that does not get that of its VR alone; empty if it does.
inline std::string_view own_dummy_of(tag id) {
  using namespace dicom_anonymizer::detail;
  if (id == graphic_layer || is_overlay_layer(id))
    return "LAYER1, LAYER2 and so on, see Dummy values";
  if (id == compound_graphic_instance || id == graphic_group)
    return "1, 2 and so on, see Dummy values";
  if (id == number_of_graphic_points) return "the number of points that follow";
  if (id == fill_pattern) return "128 bytes of zeros";
  if (id == encapsulated_document) return "an empty document of its MIME type, see Dummy values";
  if (id == encapsulated_document_length) return "the length of the dummy document";
  if (counts_from_one(id)) return "1, see Dummy values";
  const auto known = multiplicity_of(id);
  return known && known->least > 1 ? "by VR, as many as the VM asks for" : std::string_view();
}

// How those are made, for the section on dummies.
inline std::string own_dummies_text() {
  using namespace dicom_anonymizer::detail;
  std::string counts;
  for (const std::uint32_t one : counted_from_one)
    counts +=
        fmt::format("{}({:04X},{:04X})", counts.empty() ? "" : ", ", one >> 16, one & 0xFFFFU);
  return fmt::format(
      "\nWhere one of these would make an attribute invalid, or part what belongs together, it "
      "gets "
      "another one:\n\n"
      "| Attribute | Dummy where it is replaced |\n|---|---|\n"
      "| {} Graphic Layer, (60xx,1001) Overlay Activation Layer | LAYER1 for the first value of a "
      "data set, LAYER2 for the next other one and so on: equal values stay equal |\n"
      "| {} Compound Graphic Instance ID, {} Graphic Group ID | 1, 2 and so on in the same way |\n"
      "| {} Number of Graphic Points | the number of points in Graphic Data {}, which keep it |\n"
      "| {} Fill Pattern | 128 bytes of zeros |\n"
      "| {} Encapsulated Document | the smallest document of its MIME type: a PDF with one blank "
      "page, a CDA document whose values are masked, STL, OBJ and MTL without geometry; of others "
      "two bytes of zero |\n"
      "| {} Encapsulated Document Length | the length of the dummy of {} |\n"
      "| numbers that PS3.3 counts from 1: {} | 1 |\n"
      "| several values of a binary VR of numbers | a zero for each |\n"
      "| an attribute whose VM asks for several values | as many dummies |\n",
      to_string(any_pattern(graphic_layer)), to_string(any_pattern(compound_graphic_instance)),
      to_string(any_pattern(graphic_group)), to_string(any_pattern(number_of_graphic_points)),
      to_string(any_pattern(graphic_data)), to_string(any_pattern(fill_pattern)),
      to_string(any_pattern(encapsulated_document)),
      to_string(any_pattern(encapsulated_document_length)),
      to_string(any_pattern(encapsulated_document)), counts);
}

// The section; UIDs follow from a key or are random.
inline std::string dummy_values_section(bool is_keyed) {
  const dummy_values dummies;
  std::string text = fmt::format(
      "\n## Dummy values\n\n"
      "| VR | Dummy |\n|---|---|\n"
      "| AE CS LO LT PN SH ST UC UT | {} |\n| DA | {} |\n| TM | {} |\n| DT | {} |\n"
      "| DS IS | {} |\n| AS | {} |\n| UR | {} |\n| UN | {} |\n"
      "| AT FD FL OB OD OF OL OV OW SL SS SV UL US UV | zeros |\n"
      "| UI | a new UID under 2.25 with 122 {}, the same for the same old one |\n"
      "| SQ | the same for every value in the items; terms that say what an item is stay |\n",
      dummies.text, dummies.date, dummies.time, dummies.date_time, dummies.number, dummies.age,
      dummies.uri, dummies.unknown,
      is_keyed ? "bits of HMAC-SHA-256 of the old one under a key" : "random bits");
  return text += own_dummies_text();
}

}  // namespace dicom_anonymizer::cli::detail
