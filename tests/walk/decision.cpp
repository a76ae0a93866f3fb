// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/decision.hpp>

#include <optional>
#include <string_view>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::element_state;
using da::detail::first_step;
using da::detail::first_step_of;
using da::detail::last_step;
using da::detail::last_step_of;
using da::detail::met_element;
using da::detail::reach;
using da::detail::ruled_element;

namespace {

constexpr auto basic = da::profile(da::dicom_2026d);
constexpr da::tag name{0x0010, 0x0010};
constexpr da::tag private_one{0x0009, 0x1001};
constexpr da::tag creator{0x0009, 0x0010};

ruled_element bytes(da::tag id, std::optional<da::vr> written, std::string_view first) {
  return {.id = id,
          .written = written,
          .holds = element_state::held::bytes,
          .first = first,
          .has_profile = true};
}
constexpr std::string_view like_items("\xFE\xFF\x00\xE0\x08\x00\x00\x00", 8);

}  // namespace

TEST_CASE("group lengths go, wherever they stand") {
  for (const da::tag id : {da::tag{0x0008, 0x0000}, da::tag{0x0009, 0x0000}, da::tag{0x0002, 0}})
    for (const reach which : {reach::all_elements, reach::private_elements})
      for (const bool is_in_meta : {false, true})
        CHECK(first_step_of({.id = id, .which = which, .is_in_meta = is_in_meta}) ==
              first_step::remove_uncounted);
}

TEST_CASE("file meta information goes from data sets under a profile, and stays where it belongs") {
  const da::tag id{0x0002, 0x0016};
  CHECK(first_step_of({.id = id, .has_profile = true}) == first_step::remove);
  CHECK(first_step_of({.id = id, .is_in_meta = true, .has_profile = true}) ==
        first_step::ask_rules);
  CHECK(first_step_of({.id = id}) == first_step::ask_rules);
  CHECK(first_step_of({.id = id, .which = reach::private_elements, .has_profile = true}) ==
        first_step::leave);
}

TEST_CASE("a Private Creator opens its block before any rule is asked") {
  for (const reach which : {reach::all_elements, reach::private_elements}) {
    CHECK(first_step_of({.id = creator, .which = which, .is_creator = true}) ==
          first_step::open_block);
    CHECK(first_step_of({.id = creator, .which = which}) == first_step::ask_rules);
    CHECK(first_step_of({.id = private_one, .which = which}) == first_step::ask_rules);
  }
}

TEST_CASE("in a sequence that was dealt with only private elements meet rules") {
  CHECK(first_step_of({.id = name}) == first_step::ask_rules);
  CHECK(first_step_of({.id = name, .which = reach::private_elements}) == first_step::leave);
}

TEST_CASE("the rule of a VR is asked where the VR is not that of the dictionary") {
  const da::detail::rules_ref rules(basic);
  da::detail::rule_cache cache(rules);
  const auto& known = cache.find({0x0018, 0x0050});  // Slice Thickness, DS
  CHECK(is_without_rule(known, reach::all_elements, da::vr::DS));
  CHECK_FALSE(is_without_rule(known, reach::all_elements, da::vr::PN));
  CHECK(is_without_rule(known, reach::private_elements, da::vr::PN));
  CHECK_FALSE(may_meet_vr(known, da::vr::DS));
  CHECK(may_meet_vr(known, da::vr::PN));
  CHECK_FALSE(is_without_rule(cache.find(name), reach::all_elements, da::vr::PN));
}

TEST_CASE("items of a sequence that was dealt with meet rules behind a private one of its own") {
  using da::detail::reach_inside;
  for (const reach which : {reach::all_elements, reach::private_elements}) {
    CHECK(reach_inside(which, name, true, true) == reach::private_elements);
    CHECK(reach_inside(which, name, true, false) == which);
    CHECK(reach_inside(which, private_one, false, false) == which);
    CHECK(reach_inside(which, private_one, true, false) == reach::all_elements);
    CHECK(reach_inside(which, private_one, true, true) == reach::private_elements);
  }
}

TEST_CASE("items are walked, and what holds no bytes is kept") {
  ruled_element e{.id = name, .written = da::vr::SQ};
  e.is_sequence = true;
  CHECK(last_step_of(e) == last_step::keep);
  e.holds = element_state::held::unloaded;
  CHECK(last_step_of(e) == last_step::keep);
  e.holds = element_state::held::items;
  CHECK(last_step_of(e) == last_step::walk_items);
}

TEST_CASE("a sequence that holds bytes is refused, and what may be one goes") {
  for (const std::optional<da::vr> written : {std::optional<da::vr>(), {da::vr::UN}}) {
    ruled_element e = bytes(private_one, written, "a text");
    CHECK(last_step_of(e) == last_step::keep);
    e.first = like_items;
    CHECK(last_step_of(e) == last_step::remove);
    e.is_changed = true;  // an action wrote it
    CHECK(last_step_of(e) == last_step::remove);
    e.is_sequence = true;
    CHECK(last_step_of(e) == last_step::refuse);
  }
  ruled_element e = bytes(private_one, da::vr::SQ, "a text");
  e.is_sequence = true;
  CHECK(last_step_of(e) == last_step::refuse);
}

TEST_CASE("items in disguise go under a profile, unless a rule wrote them") {
  ruled_element e = bytes(private_one, da::vr::OB, like_items);
  CHECK(last_step_of(e) == last_step::remove);
  e.has_profile = false;
  CHECK(last_step_of(e) == last_step::keep);
  e.has_profile = true;
  e.is_changed = true;
  CHECK(last_step_of(e) == last_step::keep);
  e.is_changed = false;
  e.which = reach::private_elements;
  CHECK(last_step_of(e) == last_step::remove);
  // Pixel data may begin with any bytes, and so may what is known to be no sequence.
  CHECK(last_step_of(bytes({0x7FE0, 0x0010}, da::vr::OB, like_items)) == last_step::keep);
}

TEST_CASE("a Private Creator stays while there is something of its own") {
  using da::detail::is_creator_left;
  const auto rules = da::keep_everything{} | da::rule{"(0009,\"GONE\",01)"_tag, da::remove} |
                     da::rule{da::tag{0x0009, 0x0011}, da::keep} |
                     da::rule{da::tag{0x0009, 0x0012}, da::remove};
  const da::detail::rules_ref asked(rules);
  da::detail::private_block block{creator, "ACME", 1};
  CHECK(is_creator_left(asked, block, true));
  block.had_elements = true;
  CHECK(is_creator_left(asked, block, true));
  CHECK_FALSE(is_creator_left(asked, block, false));
  block.creator = {0x0009, 0x0011};
  CHECK(is_creator_left(asked, block, false));
  block.creator = {0x0009, 0x0012};
  block.had_elements = false;
  CHECK(is_creator_left(asked, block, true));
  CHECK_FALSE(is_creator_left(asked, block, false));
}
