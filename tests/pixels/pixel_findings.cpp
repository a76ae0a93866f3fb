// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/pixel_findings.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/pixels/pixel_rules.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::blank;
using da::device;
using da::image_facts;
using da::image_rows;
using da::image_size;
using da::image_text;
using da::keep_only;
using da::pixel_rule;
using da::rectangle;
using da::region_set;
using da::rule_name;

namespace {

constexpr image_facts epiq(std::uint32_t columns, std::uint32_t rows) {
  image_facts image;
  image.manufacturer = "Philips Medical Systems ";
  image.model = "EPIQ 7G";
  image.modality = "US";
  image.sop_class = std::string_view("1.2.840.10008.5.1.4.1.1.6.1\0", 28);
  image.image_type = "ORIGINAL\\PRIMARY\\ABDOMINAL";
  image.columns = columns;
  image.rows = rows;
  return image;
}

constexpr bool is_found(const pixel_rule& rule, const image_facts& image) {
  return !da::find_regions(rule, image).matched.empty();
}

// Each condition alone.
constexpr image_facts large = epiq(1024, 768);
constexpr blank top{0, 0, 800, 60};
static_assert(is_found(pixel_rule(device{"PHILIPS", "EPIQ"}, top), large));
static_assert(is_found(pixel_rule(device{"", "7g"}, top), large));
static_assert(is_found(pixel_rule(device{"medical", ""}, top), large));
static_assert(!is_found(pixel_rule(device{"PHILIPS", "CX50"}, top), large));
static_assert(!is_found(pixel_rule(device{"GE", "EPIQ"}, top), large));
static_assert(is_found(pixel_rule(da::modality{"US"}, top), large));
static_assert(!is_found(pixel_rule(da::modality{"IVUS"}, top), large));
static_assert(is_found(pixel_rule(da::sop_class::ultrasound, top), large));
static_assert(!is_found(pixel_rule(da::sop_class::ct, top), large));
static_assert(is_found(pixel_rule(image_size{1024, 768}, top), large));
static_assert(!is_found(pixel_rule(image_size{1024, 769}, top), large));
static_assert(!is_found(pixel_rule(image_size{1023, 768}, top), large));
static_assert(is_found(pixel_rule(image_rows{768}, top), large));
static_assert(is_found(pixel_rule(da::text_contains(image_text::image_type, "prim"), top), large));
static_assert(!is_found(pixel_rule(da::text_contains(image_text::image_type, "sec"), top), large));
static_assert(!is_found(pixel_rule(da::text_contains(image_text::station_name, "x"), top), large));
static_assert(is_found(pixel_rule(da::text_equals(image_text::image_type, "primary"), top), large));
static_assert(!is_found(pixel_rule(da::text_equals(image_text::image_type, "prim"), top), large));

// All conditions, and one of the alternatives.
constexpr auto of_type = [](std::string_view term) {
  return da::text_contains(image_text::image_type, term);
};
static_assert(is_found(pixel_rule(of_type("original"), of_type("primary"), top), large));
static_assert(!is_found(pixel_rule(of_type("original"), of_type("secondary"), top), large));
static_assert(is_found(pixel_rule(of_type("original"), or_else(of_type("x")),
                                  or_else(of_type("primary")), top),
                       large));
static_assert(!is_found(pixel_rule(of_type("original"), or_else(of_type("x")),
                                   or_else(of_type("z")), top),
                        large));
static_assert(!is_found(pixel_rule(of_type("derived"), or_else(of_type("x")),
                                   or_else(of_type("primary")), top),
                        large));

// Numbers are the same however they are written (DS, PS3.5 section 6.2).
constexpr bool is_window(std::string_view written, std::string_view wanted) {
  image_facts image = large;
  image.window_width = written;
  return is_found(pixel_rule(da::text_equals(image_text::window_width, wanted), top), image);
}
static_assert(is_window("1", "1"));
static_assert(is_window("1.0", "1"));
static_assert(is_window(" +1.", "1"));
static_assert(is_window("001", "1"));
static_assert(is_window("1E0", "1"));
static_assert(is_window("10e-1 ", "1"));
static_assert(is_window("0.1E+01", "1"));
static_assert(is_window("256\\1", "1"));
static_assert(is_window("0.50", ".5"));
static_assert(is_window("5e-1", ".5"));
static_assert(is_window("0.05", "5E-2"));
static_assert(is_window("100", "1e2"));
static_assert(is_window("101", "1.01E2"));
static_assert(is_window("-0", "0.0"));
static_assert(!is_window("10", "1"));
static_assert(!is_window("-1", "1"));
static_assert(!is_window("0.1", "1"));
static_assert(!is_window("11", "1"));
static_assert(!is_window("101", "11"));
static_assert(!is_window("1.01", "1.1"));
static_assert(!is_window("1e", "1"));
static_assert(!is_window("1e9999999999", "1"));
static_assert(!is_window("", "1"));
static_assert(!is_window("", "0"));
static_assert(!is_window(".", "0"));
static_assert(!is_window("x", "y"));

// Rectangles end at the edge.
static_assert(da::find_regions(pixel_rule(device{"", "EPIQ"}, blank{900, 760, 1150, 70}), large)
                  .regions == region_set::paint({900, 760, 124, 8}));
static_assert(da::find_regions(pixel_rule(device{"", "EPIQ"}, keep_only{900, 760, 1150, 70}), large)
                  .regions == region_set::keep_only({900, 760, 124, 8}));
static_assert(da::find_regions(pixel_rule(device{"", "EPIQ"}, da::blank_everything), large)
                  .regions == region_set::paint({0, 0, 1024, 768}));

// What is known of a size.
constexpr auto sizes = da::pixel_rules(pixel_rule(rule_name{"small"}, device{"philips", "epiq"},
                                                  image_rows{600}, blank{0, 0, 800, 59}),
                                       pixel_rule(rule_name{"large"}, device{"philips", "epiq"},
                                                  image_rows{768}, blank{0, 0, 1024, 49}));
constexpr da::pixel_findings known = da::find_regions(sizes, large);
static_assert(known.is_known && !known.is_weak() && !known.model_known_size_unknown);
static_assert(known.matched.size() == 1 && *known.matched.begin() == "large");
static_assert(known.regions == region_set::paint({0, 0, 1024, 49}));
constexpr da::pixel_findings other_size = da::find_regions(sizes, epiq(1024, 767));
static_assert(!other_size.is_known && !other_size.is_weak() && other_size.regions.empty());
static_assert(other_size.model_known_size_unknown);
// A rule that names no model knows none.
static_assert(!da::find_regions(pixel_rule(device{"philips", ""}, image_rows{600}, top), large)
                   .model_known_size_unknown);
// What else a rule asks for must be so.
static_assert(!da::find_regions(pixel_rule(device{"", "epiq"}, da::modality{"CT"}, image_rows{600},
                                           top),
                                large)
                   .model_known_size_unknown);
// A rectangle that begins behind the edge is for another size; others of the rule are painted.
constexpr da::pixel_findings begins_outside =
    da::find_regions(pixel_rule(device{"", "epiq"}, top, blank{1024, 0, 5, 5}), large);
static_assert(begins_outside.matched.size() == 1 && begins_outside.is_weak());
static_assert(begins_outside.regions == region_set::paint({0, 0, 800, 60}));
static_assert(da::find_regions(pixel_rule(device{"", "epiq"}, top, blank{0, 768, 5, 5}), large)
                  .regions == region_set::paint({0, 0, 800, 60}));
static_assert(da::find_regions(pixel_rule(device{"", "epiq"}, top, blank{1023, 767, 5, 5}), large)
                  .regions.size() == 2);
static_assert(da::find_regions(pixel_rule(device{"", "epiq"}, keep_only{1, 2, 3, 4},
                                          keep_only{1024, 0, 5, 5}),
                               large)
                  .regions == region_set::keep_only({1, 2, 3, 4}));
// If all begin there, nothing is painted, and it is said, also of a rule without a model.
constexpr da::pixel_findings all_outside =
    da::find_regions(pixel_rule(da::modality{"US"}, image_rows{768}, blank{1024, 0, 5, 5}), large);
static_assert(all_outside.matched.empty() && all_outside.regions.empty() && !all_outside.is_known);
static_assert(all_outside.model_known_size_unknown);
static_assert(da::find_regions(pixel_rule(da::modality{"US"}, keep_only{0, 768, 5, 5}), large)
                  .model_known_size_unknown);
static_assert(!da::find_regions(pixel_rule(da::modality{"CT"}, keep_only{0, 768, 5, 5}), large)
                   .model_known_size_unknown);
// Then what lies behind another rule changes nothing.
static_assert(da::find_regions(pixel_rule(device{"", "epiq"}, top, blank{2000, 0, 9, 9}), large)
                  .regions == da::find_regions(pixel_rule(device{"", "epiq"}, top), large).regions);

// A weak rule paints and proves nothing; a strong one beside it knows the size.
constexpr pixel_rule weak(rule_name{"weak"}, device{"", "epiq"}, blank{0, 0, 800, 59});
static_assert(da::find_regions(weak, large).is_weak());
static_assert(!da::find_regions(weak, large).is_known);
static_assert(da::find_regions(weak, large).regions == region_set::paint({0, 0, 800, 59}));
constexpr auto weak_and_sizes = da::pixel_rules(
    weak, pixel_rule(device{"philips", "epiq"}, image_rows{600}, blank{0, 0, 800, 60}));
static_assert(da::find_regions(weak_and_sizes, epiq(800, 600)).is_known);
static_assert(da::find_regions(weak_and_sizes, epiq(800, 600)).matched.size() == 2);
static_assert(da::find_regions(weak_and_sizes, large).is_weak());
static_assert(da::find_regions(weak_and_sizes, large).model_known_size_unknown);

// What a scanner measured is not painted by a weak rule, but by one for its size.
constexpr image_facts scan(std::string_view type) {
  image_facts image;
  image.manufacturer = "GE MEDICAL SYSTEMS";
  image.model = "LightSpeed VCT";
  image.modality = "CT";
  image.sop_class = "1.2.840.10008.5.1.4.1.1.2";
  image.photometric = "MONOCHROME2 ";
  image.image_type = type;
  image.series_description = "CHEST LOW DOSE";
  image.columns = 512;
  image.rows = 512;
  return image;
}
constexpr image_facts measured = scan("ORIGINAL\\PRIMARY\\AXIAL");
constexpr image_facts shown = scan("DERIVED\\SECONDARY\\AXIAL");
constexpr auto about_dose = da::text_contains(image_text::series_description, "dose");
constexpr pixel_rule weak_dose(device{"ge", ""}, about_dose, blank{0, 0, 512, 110});
constexpr pixel_rule sized_dose(device{"ge", ""}, image_rows{512}, about_dose,
                                blank{0, 0, 512, 110});
static_assert(!is_found(weak_dose, measured));
static_assert(da::find_regions(weak_dose, measured).regions.empty());
static_assert(!is_found(pixel_rule(about_dose, keep_only{0, 0, 9, 9}), measured));
static_assert(is_found(weak_dose, shown));
static_assert(is_found(sized_dose, measured));
static_assert(is_found(pixel_rule(about_dose, da::blank_everything), measured));
// Beside another rule as well.
static_assert(da::find_regions(da::pixel_rules(weak_dose,
                                               pixel_rule(image_rows{512}, blank{0, 500, 9, 9})),
                               measured)
                  .regions == region_set::paint({0, 500, 9, 9}));

// All rules paint; of what several keep only that stays which all of them keep.
constexpr auto keeping = da::pixel_rules(
    pixel_rule(device{"", "epiq"}, keep_only{100, 100, 300, 300}, keep_only{500, 0, 100, 768}),
    pixel_rule(da::modality{"US"}, keep_only{200, 0, 350, 200}),
    pixel_rule(da::sop_class::ultrasound, blank{0, 0, 1024, 30}));
static_assert(da::find_regions(keeping, large).regions ==
              (region_set::paint({0, 0, 1024, 30}) | region_set::keep_only({200, 100, 200, 100}) |
               region_set::keep_only({500, 0, 50, 200})));
constexpr auto keeping_nothing =
    da::pixel_rules(pixel_rule(device{"", "epiq"}, keep_only{0, 0, 100, 100}),
                    pixel_rule(da::modality{"US"}, keep_only{100, 0, 100, 100}));
static_assert(da::find_regions(keeping_nothing, large).regions ==
              region_set::paint({0, 0, 1024, 768}));

// Without an image there is nothing to say.
static_assert(da::find_regions(pixel_rule(da::modality{"US"}, da::blank_everything), epiq(0, 768))
                  .matched.empty());
static_assert(da::find_regions(pixel_rule(da::modality{"US"}, da::blank_everything), epiq(1024, 0))
                  .matched.empty());

}  // namespace

TEST_CASE("texts of any length and with any bytes are compared", "[pixels]") {
  image_facts image = large;
  const std::string long_text(1'000'000, 'E');
  image.model = long_text;
  CHECK(da::find_regions(weak, image).matched.empty());
  const std::string with_model = long_text + "epIQ";
  image.model = with_model;
  CHECK(da::find_regions(weak, image).matched.size() == 1);
  const std::string any_bytes("\0\xFF\\\xE9piq EpIq\0", 13);
  image.model = any_bytes;
  CHECK(da::find_regions(weak, image).matched.size() == 1);
}

TEST_CASE("more rules than a region set holds are refused and not cut", "[pixels]") {
  std::vector<pixel_rule> rules;
  da::pixel_rule_parts parts;
  parts.model = "EPIQ";
  for (std::uint32_t i = 0; i < 64; ++i) {
    parts.regions = {{{i, i, 1, 1}, {}, da::pixel_region::purpose::paint}};
    rules.emplace_back(parts);
  }
  const auto find = [&] {
    const std::span<const pixel_rule> layers[] = {std::span<const pixel_rule>(rules)};
    return da::detail::find_in(layers, large);
  };
  CHECK(find().regions.size() == 64);
  parts.regions = {{{64, 64, 1, 1}, {}, da::pixel_region::purpose::paint}};
  rules.emplace_back(parts);
  CHECK(test::refused(find) == test::refusal{da::errc::bad_arguments});
}
