// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/item_judge.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/profiles/dicom_2026d.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::item_decider;
using da::detail::item_head;
using da::detail::item_judge;
using da::detail::item_treatment;
using da::detail::settled_rule;
using gdcm::VR;

namespace {

constexpr da::tag text{0x0040, 0xA160};

// Items of the type GO go; what must stay tells by what it settles why.
item_treatment decide(const void*, const item_head& item, item_decider::chance left) {
  item_treatment made;
  made.goes = item.kind == "GO" && left == item_decider::chance::free;
  if (left == item_decider::chance::last) made.settle(text, da::remove);
  if (left == item_decider::chance::in_its_place) made.settle(text, da::replace);
  return made;
}
const item_head goes{.kind = "GO", .concept_name = {}, .unit = {}, .scheme = {}};
const item_head stays{.kind = "STAY", .concept_name = {}, .unit = {}, .scheme = {}};

struct place {
  da::context shared;
  da::limits bounds;
  da::detail::facts_for_rules facts;
  da::detail::enclosing_items top{shared, bounds, &facts};
};

bool is_last() { return true; }
bool is_not_last() { return false; }

}  // namespace

TEST_CASE("without a decider no item is judged") {
  const place here;
  CHECK_FALSE(item_judge({}, here.top).is_needed());
  CHECK_FALSE(item_judge({}, here.top).asks_for_places());
}

TEST_CASE("the last item stays where none is left, unless the sequence may be empty") {
  const place here;
  item_judge one({nullptr, decide, false}, here.top);
  CHECK(one.meet(goes, is_not_last).goes);
  const item_treatment last = one.meet(goes, is_last);
  CHECK_FALSE(last.goes);
  CHECK(last.find(text).act.name() == da::remove.name);

  item_judge after_another({nullptr, decide, false}, here.top);
  CHECK_FALSE(after_another.meet(stays, is_not_last).goes);
  CHECK(after_another.meet(goes, is_last).goes);

  item_judge may_be_empty({nullptr, decide, true}, here.top);
  CHECK(may_be_empty.meet(goes, is_last).goes);
}

TEST_CASE("where places are referred to none goes, and what is in it is replaced, too") {
  const place here;
  item_judge one({nullptr, decide, false}, here.top);
  REQUIRE(one.asks_for_places());
  one.keep_places();
  const item_treatment outer = one.meet(goes, is_not_last);
  CHECK_FALSE(outer.goes);
  CHECK(outer.find(text).act.name() == da::replace.name);
  da::detail::enclosing_items item(da::detail::enclosing_items::inside{here.top, {0x0040, 0xA730}});
  item.treat(outer);
  item_judge inner({nullptr, decide, false}, item);
  CHECK_FALSE(inner.asks_for_places());
  CHECK(inner.meet(stays, is_not_last).find(text).act.name() == da::replace.name);
  // Beside it nothing changes.
  CHECK_FALSE(one.meet(stays, is_not_last).find(text).act);
}

TEST_CASE("references to places are found at any depth") {
  gdcm::DataSet by_place;
  test::put(by_place, {0x0040, 0xDB73}, VR::UL, std::string("\1\0\0\0", 4));
  gdcm::DataSet dataset;
  gdcm::DataSet around;
  test::put_sequence(around, {0x0040, 0xA730}, {gdcm::DataSet(), by_place});
  test::put_sequence(dataset, {0x0040, 0xA730}, {around});
  const auto items_in = [](const gdcm::DataSet& of) {
    return of.GetDataElement(gdcm::Tag(0x0040, 0xA730)).GetValueAsSQ();
  };
  CHECK(da::detail::refers_to_places(*items_in(dataset), {}));
  test::put_sequence(around, {0x0040, 0xA730}, {gdcm::DataSet()});
  test::put_sequence(dataset, {0x0040, 0xA730}, {around});
  CHECK_FALSE(da::detail::refers_to_places(*items_in(dataset), {}));
}

TEST_CASE("what an item settles goes before the profile, not before a rule of the user's") {
  const place here;
  da::detail::enclosing_items item(da::detail::enclosing_items::inside{here.top, {0x0040, 0xA730}});
  item_treatment how;
  how.settle(text, da::keep);
  how.settle({0x0040, 0xA123}, da::replace);
  item.treat(how);
  constexpr auto profile = da::profile(da::dicom_2026d) | da::option::clean_structured_content;
  const auto settled = [&](const auto& rules, da::tag id, std::optional<da::vr> written,
                           const da::detail::enclosing_items& where) {
    const da::detail::rules_ref all(rules);
    da::detail::rule_cache cache(all);
    const auto found = settled_rule(cache, cache.find(id), id, written, where);
    return found ? std::string(found->act.name()) : "by the rules";
  };
  CHECK(settled(profile, text, da::vr::UT, item) == "keep");
  CHECK(settled(profile, text, std::nullopt, item) == "keep");
  CHECK(settled(profile, text, da::vr::UT, here.top) == "by the rules");
  CHECK(settled(profile, {0x0010, 0x0010}, da::vr::PN, item) == "by the rules");
  // What is no text of its attribute is not kept for being one.
  CHECK(settled(profile, text, da::vr::PN, item) == "by the rules");
  CHECK(settled(profile, {0x0040, 0xA123}, da::vr::LO, item) == "replace");
  CHECK(here.facts.found.broken == 0);
  CHECK(settled(profile | da::rule{"TextValue"_tag, da::remove}, text, da::vr::UT, item) ==
        "by the rules");
  CHECK(here.facts.found.broken == 0);
  CHECK(settled(profile | da::rule{"PersonName"_tag, da::keep}, {0x0040, 0xA123}, da::vr::PN,
                item) == "by the rules");
  CHECK(here.facts.found.broken ==
        static_cast<std::uint16_t>(da::option::clean_structured_content));
}
