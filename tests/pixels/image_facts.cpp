// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/image_facts.hpp>

#include <cstddef>
#include <set>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::contains_ignoring_case;

static_assert(contains_ignoring_case("Philips Medical Systems", "PHILIPS"));
static_assert(contains_ignoring_case("EPIQ 7G", "epiq"));
static_assert(contains_ignoring_case("xEPIQ", "epiq"));
static_assert(contains_ignoring_case("epiepiq", "EPIQ"));
static_assert(contains_ignoring_case("anything", ""));
static_assert(!contains_ignoring_case("EPI", "EPIQ"));
static_assert(!contains_ignoring_case("", "EPIQ"));
// 'K' and the Kelvin sign, '[' and '{' are not the same letter in two cases.
static_assert(!contains_ignoring_case("\xE2\x84\xAA", "k"));
static_assert(!contains_ignoring_case("[", "{"));
static_assert(!contains_ignoring_case("@", "`"));
static_assert(da::detail::equals_ignoring_case("Yes", "YES"));
static_assert(!da::detail::equals_ignoring_case("Yes", "YE"));

constexpr bool values_are_taken_one_by_one() {
  std::string_view values = "ORIGINAL\\ PRIMARY \\\\AXIAL";
  return da::detail::next_value(values) == "ORIGINAL" &&
         da::detail::next_value(values) == "PRIMARY" && da::detail::next_value(values).empty() &&
         da::detail::next_value(values) == "AXIAL" && values.empty();
}
static_assert(values_are_taken_one_by_one());

TEST_CASE("each text of an image is asked for by its name", "[pixels]") {
  da::image_facts image;
  image.image_type = "a";
  image.series_description = "b";
  image.station_name = "c";
  image.software_versions = "d";
  image.protocol_name = "e";
  image.window_width = "f";
  image.burned_in_annotation = "g";
  image.comments_on_radiation_dose = "h";
  image.overlay_description = "i";
  image.implementation_version = "j";
  using da::image_text;
  CHECK(image.text(image_text::image_type) == "a");
  CHECK(image.text(image_text::series_description) == "b");
  CHECK(image.text(image_text::station_name) == "c");
  CHECK(image.text(image_text::software_versions) == "d");
  CHECK(image.text(image_text::protocol_name) == "e");
  CHECK(image.text(image_text::window_width) == "f");
  CHECK(image.text(image_text::burned_in_annotation) == "g");
  CHECK(image.text(image_text::comments_on_radiation_dose) == "h");
  CHECK(image.text(image_text::overlay_description) == "i");
  CHECK(image.text(image_text::implementation_version) == "j");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < da::detail::image_text_count; ++i)
    names.insert(to_string(static_cast<image_text>(i)));
  CHECK(names.size() == 10);
  CHECK(names.count("") == 0);
}
