// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/clean_pixels.hpp>

#include <cstddef>
#include <vector>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::paint_pixels;
using da::detail::rules_ref;

static_assert(da::rule_set<da::pixel_cleaning>);
static_assert(!da::complete_rule_set<da::pixel_cleaning>);

constexpr auto bar = da::clean_pixels(da::rectangle{0, 0, 800, 60});
static_assert(bar.find(da::element_key(da::tags::PixelData)).is<paint_pixels>());
static_assert(bar.find(da::element_key(da::tags::FloatPixelData)).is<paint_pixels>());
static_assert(bar.find(da::element_key(da::tags::DoubleFloatPixelData)).is<paint_pixels>());
static_assert(bar.find(da::element_key(da::tags::SmallestImagePixelValue)).is<paint_pixels>());
static_assert(!bar.find(da::element_key(da::tags::PixelPaddingValue)));
// Repeating groups are even, PS3.5 section 7.6; odd ones are private.
static_assert(bar.find(da::element_key(da::tag{0x7F00, 0x0010})).is<paint_pixels>());
static_assert(bar.find(da::element_key(da::tag{0x7FFE, 0x0010})).is<paint_pixels>());
static_assert(!bar.find(da::element_key(da::tag{0x7F01, 0x0010})));
static_assert(!bar.find(da::element_key(da::tag{0x7F00, 0x0011})));
constexpr auto nothing = da::clean_pixels(da::region_set());
static_assert(!nothing.find(da::element_key(da::tags::PixelData)));
// It weakens nothing, and decides over nothing else.
static_assert(da::conformance_of(bar).holds());
constexpr auto over_profile = da::profile(da::dicom_2026d) | bar;
static_assert(da::conformance_of(over_profile).holds());

TEST_CASE("the layer lists what it decides") {
  std::vector<da::tag> listed;
  bar.for_each_rule([&](const da::tag_pattern& where, da::action_ref act) {
    CHECK(act.is<paint_pixels>());
    CHECK(bar.find(where.value) == act);
    listed.push_back(where.value);
  });
  CHECK(listed.size() == 11);
  nothing.for_each_rule([](const auto&, da::action_ref) { FAIL_CHECK("it decides nothing"); });
}

TEST_CASE("the regions of all layers are found wherever they stand, at run time as well") {
  const da::region_set left = da::region_set::paint({0, 0, 2, 3});
  const da::region_set right = da::region_set::keep_only({5, 5, 4, 4}, {2, 3});
  const da::rule some{da::tags::PatientID, da::remove};
  const auto rules =
      da::clean_pixels(left) | some | (da::keep_everything{} | da::clean_pixels(right));
  CHECK(rules_ref(rules).regions() == (left | right));
  da::dynamic_rule_map map;
  map.set(da::tags::PixelData, paint_pixels{left});
  map.set(da::tags::FloatPixelData, paint_pixels{left});
  const auto mixed = map | da::clean_pixels(right);
  CHECK(rules_ref(mixed).regions() == (left | right));
  CHECK(rules_ref(some).regions().empty());
  CHECK(rules_ref(da::default_profile).regions().empty());
}

TEST_CASE("what stands to the right decides over the pixels") {
  const auto kept = bar | da::rule{da::tags::PixelData, da::keep};
  CHECK_FALSE(rules_ref(kept).find(da::element_key(da::tags::PixelData)).is<paint_pixels>());
  const auto painted = da::rule{da::tags::PixelData, da::keep} | bar;
  CHECK(rules_ref(painted).find(da::element_key(da::tags::PixelData)).is<paint_pixels>());
}

TEST_CASE("more regions than fit in all layers together are an error before any work") {
  da::region_set many;
  for (std::uint32_t i = 0; i < 64; ++i) many |= da::region_set::paint({i, 0, 1, 1});
  const auto rules = da::clean_pixels(many) | da::clean_pixels(da::rectangle{0, 1, 1, 1});
  CHECK(test::refused([&] { const rules_ref all(rules); }).code == da::errc::bad_arguments);
  CHECK(test::refused([] {
          static_cast<void>(da::clean_pixels(da::rectangle{0, 0, 0, 1}));
        }).code == da::errc::bad_arguments);
}
