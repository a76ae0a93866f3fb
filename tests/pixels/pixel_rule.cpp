// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/pixel_rule.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/constant.hpp"
#include "support/refused.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using da::blank;
using da::device;
using da::image_rows;
using da::image_size;
using da::pixel_rule;

namespace {

constexpr device epiq{"PHILIPS", "EPIQ"};

// What is said stays as it was said.
constexpr pixel_rule whole{da::rule_name{"mine"},
                           epiq,
                           image_size{1024, 768},
                           da::modality{"US"},
                           da::sop_class::ultrasound,
                           da::text_contains(da::image_text::image_type, "SECONDARY"),
                           da::or_else(da::text_equals(da::image_text::window_width, "1")),
                           blank{0, 1, 2, 3},
                           da::keep_only{4, 5, 6, 7}};
static_assert(whole.name() == "mine");
static_assert(whole.parts().manufacturer == "PHILIPS" && whole.parts().model == "EPIQ");
static_assert(whole.parts().columns == 1024 && whole.parts().rows == 768);
static_assert(whole.parts().modality == "US");
static_assert(whole.parts().sop_class == "1.2.840.10008.5.1.4.1.1.6.1");
static_assert(whole.parts().conditions.size() == 2);
static_assert(!whole.parts().conditions.begin()[0].is_alternative);
static_assert(whole.parts().conditions.begin()[1].is_alternative);
static_assert(whole.parts().regions.size() == 2);
static_assert(whole.parts().regions.begin()[0].where == da::rectangle{0, 1, 2, 3});
static_assert(whole.parts().regions.begin()[0].what == da::pixel_region::purpose::paint);
static_assert(whole.parts().regions.begin()[1].where == da::rectangle{4, 5, 6, 7});
static_assert(whole.parts().regions.begin()[1].what == da::pixel_region::purpose::keep_only);
static_assert(!whole.parts().blanks_everything);
static_assert(whole.names_device() && !whole.is_weak());

// A rule that does not say for which size of image it is proves little.
static_assert(pixel_rule(epiq, blank{0, 0, 1, 1}).is_weak());
static_assert(!pixel_rule(epiq, image_rows{5}, blank{0, 0, 1, 1}).is_weak());
static_assert(!pixel_rule(epiq, da::blank_everything).is_weak());
static_assert(!pixel_rule(da::modality{"OT"}, da::blank_everything).names_device());
static_assert(pixel_rule(device{"", "EPIQ"}, da::blank_everything).names_device());
static_assert(pixel_rule(device{"PHILIPS", ""}, da::blank_everything).names_device());

// Which images a rule knows: a model or a SOP Class, the rows, and the columns or bars over all.
static_assert(pixel_rule(epiq, image_size{9, 5}, blank{1, 0, 1, 1}).knows_layout(9));
static_assert(!pixel_rule(epiq, image_size{9, 5}, blank{0, 0, 9, 1}).knows_layout(8));
static_assert(pixel_rule(epiq, image_rows{5}, blank{0, 0, 9, 1}).knows_layout(9));
static_assert(pixel_rule(epiq, image_rows{5}, blank{0, 0, 9, 1}).knows_layout(8));
static_assert(!pixel_rule(epiq, image_rows{5}, blank{0, 0, 9, 1}).knows_layout(10));
static_assert(!pixel_rule(epiq, image_rows{5}, blank{1, 0, 9, 1}).knows_layout(9));
static_assert(
    !pixel_rule(epiq, image_rows{5}, blank{0, 0, 9, 1}, blank{0, 3, 8, 1}).knows_layout(9));
static_assert(!pixel_rule(epiq, blank{0, 0, 9, 1}).knows_layout(9));
static_assert(
    !pixel_rule(device{"PHILIPS", ""}, image_size{9, 5}, blank{0, 0, 9, 1}).knows_layout(9));
static_assert(!pixel_rule(da::modality{"US"}, image_size{9, 5}, blank{0, 0, 9, 1}).knows_layout(9));
static_assert(
    pixel_rule(da::sop_class::ultrasound, image_size{9, 5}, blank{0, 0, 9, 1}).knows_layout(9));
static_assert(pixel_rule(da::modality{"US"}, da::blank_everything).knows_layout(9));
static_assert(
    pixel_rule(da::modality{"US"}, image_size{9, 5}, da::blank_everything).knows_layout(9));

// What reaches beyond the image is meant up to its edge; what begins there is a mistake.
static_assert(test::is_constant([] {
  return pixel_rule(epiq, image_size{8, 9}, blank{7, 8, 99, 99});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_size{8, 9}, blank{8, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_size{8, 9}, blank{0, 9, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_rows{9}, blank{0, 9, 1, 1});
}));
static_assert(test::is_constant([] { return pixel_rule(epiq, image_rows{9}, blank{9, 0, 1, 1}); }));
static_assert(!test::is_constant([] { return pixel_rule(epiq, da::keep_only{70'000, 0, 1, 1}); }));
static_assert(!test::is_constant([] { return pixel_rule(epiq, blank{0, 0, 0, 1}); }));
static_assert(!test::is_constant([] { return pixel_rule(epiq, blank{0, 0, 1, 0}); }));

// Rules that can never fire.
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_size{8, 0}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_size{0, 8}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_rows{0}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_rows{65'536}, blank{0, 0, 1, 1});
}));
static_assert(test::is_constant([] {
  return pixel_rule(epiq, image_rows{65'535}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(da::modality{"MRI"}, da::blank_everything);
}));
static_assert(!test::is_constant([] {
  return pixel_rule(da::modality{"PET/CT"}, da::blank_everything);
}));
static_assert(test::is_constant([] {
  return pixel_rule(da::modality{"PT"}, da::blank_everything);
}));
static_assert(!test::is_constant([] {
  return pixel_rule(da::sop_class_uid{"1.2.840.10008.5.1.4.1.1.999"}, da::blank_everything);
}));
static_assert(!test::is_constant([] {
  return pixel_rule(da::sop_class_uid{"CT Image Storage"}, da::blank_everything);
}));
static_assert(test::is_constant([] {  // a private one
  return pixel_rule(da::sop_class_uid{"1.3.46.670589.5.0.3"}, da::blank_everything);
}));

constexpr bool is_class(std::string_view uid) { return da::detail::is_sop_class_uid(uid); }
static_assert(is_class("1.2.840.10008.5.1.4.1.1.7") && is_class("1.2.0.3") && is_class("2.25.0"));
static_assert(!is_class("") && !is_class("1") && !is_class(".1.2") && !is_class("1.2."));
static_assert(!is_class("1..2") && !is_class("1.02") && !is_class("1.2.00") && !is_class("1.2a"));
static_assert(!is_class("...") && !is_class(" 1.2") && !is_class("01.2"));
static_assert(!is_class("1.2.840.10008.1.2.1"));   // a transfer syntax
static_assert(!is_class("1.2.840.10008.6.1.1"));   // a context group
static_assert(!is_class("1.2.840.10008.2.16.4"));  // a coding scheme
static_assert(!test::is_constant([] { return pixel_rule(device{" ", ""}, da::blank_everything); }));
static_assert(!test::is_constant([] {
  return pixel_rule(device{"PHILIPS", " "}, da::blank_everything);
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, da::rule_name{" "}, da::blank_everything);
}));

// Conditions that are none, or that nobody can mean.
static_assert(!test::is_constant([] { return pixel_rule(blank{0, 0, 1, 1}); }));
static_assert(!test::is_constant([] { return pixel_rule(device{"", ""}, blank{0, 0, 1, 1}); }));
static_assert(!test::is_constant([] { return pixel_rule(da::modality{""}, blank{0, 0, 1, 1}); }));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, da::rule_name{""}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, da::text_contains(da::image_text::image_type, " "), blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] { return pixel_rule(epiq, epiq, blank{0, 0, 1, 1}); }));
static_assert(!test::is_constant([] {
  return pixel_rule(da::modality{"US"}, da::modality{"CT"}, blank{0, 0, 1, 1});
}));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, image_rows{5}, image_size{5, 5}, blank{0, 0, 1, 1});
}));

// Rules that do nothing, or something twice.
static_assert(!test::is_constant([] { return pixel_rule(epiq); }));
static_assert(!test::is_constant([] {
  return pixel_rule(epiq, blank{0, 0, 1, 1}, da::blank_everything);
}));

constexpr bool eight_rectangles_fit_and_not_nine(unsigned count) {
  da::pixel_rule_parts parts;
  parts.model = "EPIQ";
  for (unsigned i = 0; i < count; ++i) parts.regions.push_back({{i, 0, 1, 1}, {}, {}});
  return pixel_rule(parts).parts().regions.size() == count;
}
static_assert(eight_rectangles_fit_and_not_nine(8));
static_assert(!test::is_constant([] { return eight_rectangles_fit_and_not_nine(9); }));

}  // namespace

TEST_CASE("a rule made of data at run time obeys the same", "[pixels]") {
  constexpr test::refusal bad_arguments{da::errc::bad_arguments};
  da::pixel_rule_parts parts;
  parts.modality = "US";
  parts.rows = 480;
  parts.regions.push_back({{0, 0, 640, 47}, {}, da::pixel_region::purpose::paint});
  CHECK(pixel_rule(parts).parts().rows == 480);

  da::pixel_rule_parts wrong = parts;
  wrong.modality = "MRI";
  CHECK(test::refused([&] { pixel_rule{wrong}; }) == bad_arguments);
  wrong = parts;
  wrong.regions.push_back({{0, 480, 640, 47}, {}, da::pixel_region::purpose::paint});
  CHECK(test::refused([&] { pixel_rule{wrong}; }) == bad_arguments);
  wrong = parts;
  wrong.regions.push_back({{0, 0, 1, 1}, {1, 2}, da::pixel_region::purpose::paint});
  CHECK(test::refused([&] { pixel_rule{wrong}; }) == bad_arguments);
  wrong = parts;
  const std::string long_one(257, 'x');
  wrong.model = std::string_view(long_one).substr(0, 256);
  CHECK(test::refused([&] { pixel_rule{wrong}; }) == test::no_refusal);
  wrong.model = long_one;
  CHECK(test::refused([&] { pixel_rule{wrong}; }) == bad_arguments);
}

TEST_CASE("the SOP Classes of images are those of rules, and transfer syntaxes are none",
          "[pixels]") {
  std::size_t images = 0;
  std::size_t others = 0;
  for (const auto& row : test::table_of("ps36_uids.tsv")) {
    const std::string& uid = row.at("uid");
    CAPTURE(uid);
    if (row.at("type") == "SOP Class" &&
        row.at("keyword").find("ImageStorage") != std::string::npos) {
      CHECK(da::detail::is_sop_class_uid(uid));
      ++images;
    } else if (row.at("type") == "Transfer Syntax") {
      CHECK_FALSE(da::detail::is_sop_class_uid(uid));
      ++others;
    }
  }
  CHECK(images > 50);
  CHECK(others > 30);
}
