// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/pixel_rules.hpp>

#include <array>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/pixels/known_devices.hpp>

#include "support/catch.hpp"
#include "support/constant.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::blank;
using da::device;
using da::image_rows;
using da::image_size;
using da::image_text;
using da::pixel_rule;
using da::region_set;
using da::rule_name;

namespace {

constexpr da::image_facts epiq(std::uint32_t columns, std::uint32_t rows) {
  da::image_facts image;
  image.manufacturer = "Philips Medical Systems";
  image.model = "EPIQ 7G";
  image.modality = "US";
  image.sop_class = "1.2.840.10008.5.1.4.1.1.7";
  image.columns = columns;
  image.rows = rows;
  return image;
}

// The right one wins a device, and what names none applies besides.
constexpr pixel_rule mine(rule_name{"mine"}, device{"PHILIPS", "EPIQ"}, image_size{1024, 768},
                          blank{0, 0, 1024, 33});
constexpr pixel_rule captures(rule_name{"captures"}, da::sop_class::secondary_capture,
                              blank{0, 700, 1024, 68});
constexpr auto over = da::known_devices | mine;
constexpr auto under = mine | da::known_devices;
static_assert(da::pixel_rule_set<decltype(over)>);
static_assert(!da::pixel_rule_set<int>);
static_assert(da::find_regions(da::known_devices, epiq(1024, 768)).regions ==
              region_set::paint({0, 0, 1024, 49}));  // R035
static_assert(da::find_regions(over, epiq(1024, 768)).regions ==
              region_set::paint({0, 0, 1024, 33}));
static_assert(da::find_regions(under, epiq(1024, 768)).regions ==
              region_set::paint({0, 0, 1024, 49}));
// Of another size the left one is asked: R034.
static_assert(da::find_regions(over, epiq(800, 600)).regions == region_set::paint({0, 0, 800, 49}));
static_assert(!da::find_regions(over, epiq(800, 600)).model_known_size_unknown);
static_assert(da::find_regions(over, epiq(800, 601)).model_known_size_unknown);
constexpr auto three = captures | da::known_devices | mine;
static_assert(da::find_regions(three, epiq(1024, 768)).regions ==
              (region_set::paint({0, 0, 1024, 33}) | region_set::paint({0, 700, 1024, 68})));
constexpr auto right_names_none = da::known_devices | captures;
static_assert(da::find_regions(right_names_none, epiq(1024, 768)).regions ==
              (region_set::paint({0, 700, 1024, 68}) | region_set::paint({0, 0, 1024, 49})));
// Two layers to the right of a third: the rightmost that knows the device.
constexpr pixel_rule latest(rule_name{"latest"}, device{"", "7G"}, image_rows{768},
                            blank{0, 0, 5, 5});
static_assert(da::find_regions(over | latest, epiq(1024, 768)).matched.size() == 1);
static_assert(*da::find_regions(over | latest, epiq(1024, 768)).matched.begin() == "latest");

// A weak rule wins nothing.
constexpr pixel_rule weak(rule_name{"weak"}, device{"", "EPIQ"}, blank{0, 0, 1024, 33});
static_assert(da::find_regions(da::known_devices | weak, epiq(1024, 768)).regions ==
              (region_set::paint({0, 0, 1024, 33}) | region_set::paint({0, 0, 1024, 49})));
static_assert(da::find_regions(da::known_devices | weak, epiq(1024, 768)).is_known);
// One that wins the device, but does not know the layout, hides not that the left one knows other
// sizes of the model.
constexpr pixel_rule of_height(rule_name{"of height"}, device{"PHILIPS", ""}, image_rows{767},
                               blank{0, 0, 1024, 33});
constexpr da::pixel_findings unsure =
    da::find_regions(da::known_devices | of_height, epiq(1024, 767));
static_assert(unsure.matched.size() == 1 && unsure.is_weak() && unsure.model_known_size_unknown);
static_assert(!da::find_regions(of_height, epiq(1024, 767)).model_known_size_unknown);

// Rules of one set apply together.
constexpr auto together = da::pixel_rules(mine, latest, captures);
static_assert(da::find_regions(together, epiq(1024, 768)).matched.size() == 3);

// What lies behind another rule changes nothing, and is a mistake.
constexpr device any_epiq{"", "epiq"};
constexpr auto make = [](const auto&... rules) { return da::pixel_rules(rules...); };
static_assert(!test::is_constant([] { return make(mine, mine); }));
static_assert(!test::is_constant([] {  // the wide one asks for less and paints more
  return make(mine, pixel_rule(any_epiq, image_rows{768}, blank{0, 0, 1024, 50}));
}));
static_assert(!test::is_constant([] {  // whatever the order
  return make(pixel_rule(any_epiq, image_rows{768}, blank{0, 0, 1024, 50}), mine);
}));
static_assert(!test::is_constant([] {
  return make(mine, pixel_rule(any_epiq, da::blank_everything));
}));
static_assert(test::is_constant([] {  // it paints less
  return make(mine, pixel_rule(any_epiq, image_rows{768}, blank{0, 0, 1023, 50}));
}));
static_assert(test::is_constant([] {  // another size
  return make(mine, pixel_rule(any_epiq, image_rows{600}, blank{0, 0, 1024, 50}));
}));
static_assert(test::is_constant([] {  // another device
  return make(mine, pixel_rule(device{"", "epiq 7"}, image_rows{768}, blank{0, 0, 1024, 50}));
}));
static_assert(test::is_constant([] {  // it is weak: the narrow one knows the size
  return make(mine, pixel_rule(any_epiq, blank{0, 0, 1024, 50}));
}));
static_assert(test::is_constant([] {
  return make(mine,
              pixel_rule(any_epiq, da::modality{"US"}, image_rows{768}, blank{0, 0, 1024, 50}));
}));
static_assert(test::is_constant([] {
  return make(mine, pixel_rule(any_epiq, da::sop_class::ultrasound, image_rows{768},
                               blank{0, 0, 1024, 50}));
}));
static_assert(test::is_constant([] {  // what is kept is not compared
  return make(pixel_rule(any_epiq, da::keep_only{0, 0, 9, 9}),
              pixel_rule(any_epiq, blank{0, 0, 9, 9}));
}));
static_assert(!test::is_constant([] {
  return make(pixel_rule(device{"", "epiq 7"}, da::keep_only{0, 0, 9, 9}),
              pixel_rule(any_epiq, da::keep_only{0, 0, 9, 9}));
}));

// The same of texts.
template <class... Conditions>
constexpr pixel_rule about(const Conditions&... conditions) {
  return pixel_rule(da::modality{"CT"}, conditions..., blank{0, 0, 9, 9});
}
constexpr auto type = [](std::string_view term) {
  return da::text_contains(image_text::image_type, term);
};
constexpr auto width = [](std::string_view term) {
  return da::text_equals(image_text::window_width, term);
};
static_assert(!test::is_constant([] {
  return make(about(type("screen save")), about(type("screen")));
}));
static_assert(!test::is_constant([] {
  return make(about(type("a"), type("b")), about(type("a")));
}));
static_assert(test::is_constant([] { return make(about(type("a")), about(type("b"))); }));
static_assert(!test::is_constant([] { return make(about(width("1")), about(width("1"))); }));
static_assert(test::is_constant([] { return make(about(width("1")), about(width("2"))); }));
static_assert(!test::is_constant([] {
  return make(about(type("a")), about(or_else(type("a")), or_else(type("b"))));
}));
static_assert(!test::is_constant([] {
  return make(about(or_else(type("ab")), or_else(type("bc"))),
              about(or_else(type("a")), or_else(type("b"))));
}));
static_assert(test::is_constant([] {
  return make(about(or_else(type("a")), or_else(type("c"))),
              about(or_else(type("a")), or_else(type("b"))));
}));
static_assert(!test::is_constant([] {  // an alternative is no condition, but the other way round
  return make(about(or_else(type("a")), or_else(type("b"))), about(type("a")));
}));

}  // namespace

TEST_CASE("a set of rules that is made at run time refuses what lies behind", "[pixels]") {
  CHECK(test::refused([] { (void)da::pixel_rules(mine, mine); }) ==
        test::refusal{da::errc::bad_arguments});
  CHECK(test::refused([] { (void)da::pixel_rules(mine, captures); }) == test::no_refusal);
}
