// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

static_assert(da::rule_set<da::dynamic_rule_map>);
static_assert(!da::complete_rule_set<da::dynamic_rule_map>);

TEST_CASE("the rule set last wins, exact or not") {
  da::dynamic_rule_map rules;
  rules.set("PatientName"_tag, da::keep).set("(0010,xxxx)"_tag, da::remove);
  CHECK(rules.find("PatientName"_tag).name() == "delete");
  rules.set("PatientName"_tag, da::empty);
  CHECK(rules.find("PatientName"_tag).name() == "empty");
  CHECK(rules.find("PatientID"_tag).name() == "delete");
  CHECK_FALSE(rules.find("SOPInstanceUID"_tag));
  CHECK(rules.size() == 2);
}

TEST_CASE("setting a pattern again makes its rule the latest") {
  da::dynamic_rule_map rules;
  rules.set("(0010,xxxx)"_tag, da::remove).set("PatientName"_tag, da::keep);
  CHECK(rules.find("PatientName"_tag).name() == "keep");
  rules.set("(0010,xxxx)"_tag, da::replace);
  CHECK(rules.find("PatientName"_tag).name() == "replace");
  CHECK(rules.size() == 2);
}

TEST_CASE("a rule can be erased") {
  da::dynamic_rule_map rules;
  rules.set("PatientName"_tag, da::keep).set("(60xx,3000)"_tag, da::keep);
  CHECK(rules.erase("PatientName"_tag));
  CHECK_FALSE(rules.erase("PatientName"_tag));
  CHECK_FALSE(rules.erase("PatientID"_tag));
  CHECK(rules.erase("(60xx,3000)"_tag));
  CHECK(rules.size() == 0);
  CHECK_FALSE(rules.find("PatientName"_tag));
  CHECK_FALSE(rules.find(da::tag{0x6000, 0x3000}));
}

TEST_CASE("private elements and tags are told apart") {
  da::dynamic_rule_map rules;
  rules.set(da::any_private, da::remove).set(da::parse_pattern("(0019,\"ACME\",0C)"), da::keep);
  CHECK(rules.find({{0x0019, 0x110C}, "ACME"}).name() == "keep");
  CHECK(rules.find({{0x0019, 0x110C}, "OTHER"}).name() == "delete");
  CHECK(rules.find({{0x0019, 0x000C}, ""}).name() == "delete");
}

TEST_CASE("entries come in the order in which they were set") {
  da::dynamic_rule_map rules;
  rules.set("PatientName"_tag, da::keep)
      .set("(60xx,3000)"_tag, da::remove)
      .set("SOPInstanceUID"_tag, da::empty)
      .set("PatientName"_tag, da::replace);
  std::vector<std::string> names;
  for (const da::dynamic_rule_map::entry& one : rules.entries())
    names.push_back(da::to_string(one.where) + " " + std::string(one.what.name()));
  CHECK(names ==
        std::vector<std::string>{"(60xx,3000) delete", "(0008,0018) empty", "(0010,0010) replace"});
}

TEST_CASE("a thousand rules set in any order are all found") {
  da::dynamic_rule_map rules;
  for (unsigned i = 0; i < 1000; ++i) {
    const auto element = static_cast<std::uint16_t>(i * 7919 % 1000);
    rules.set(da::tag{0x0010, element}, da::any_action(std::to_string(element), da::keep));
  }
  CHECK(rules.size() == 1000);
  for (std::uint16_t element = 0; element < 1000; ++element)
    CHECK(rules.find(da::tag{0x0010, element}).name() == std::to_string(element));
}

TEST_CASE("time to set rules and to find them grows with their number and no faster") {
  // Every second one is masked, none in the order of tags.
  const auto work = [](std::size_t count) {
    da::dynamic_rule_map rules;
    const auto id = [&](std::size_t i) {
      const std::size_t mixed = i * 7919 % count;
      return da::tag{static_cast<std::uint16_t>(0x0100 + 2 * (mixed >> 11)),
                     static_cast<std::uint16_t>(mixed << 4 & 0xFFFFU)};
    };
    for (std::size_t i = 0; i < count; ++i) {
      if (i % 2 == 0)
        rules.set(id(i), da::keep);
      else
        rules.set(da::tag_pattern(id(i), {0xFFFF, 0xFFF0}), da::remove);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (rules.find(id(i)).name() == "keep") ++kept;
    if (kept != count / 2) throw std::logic_error("a rule was not found");
  };
  CHECK(test::growth_of(2'000, work) < 40);
}
