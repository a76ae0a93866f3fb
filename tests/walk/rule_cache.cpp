// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/rule_cache.hpp>

#include <cstdint>
#include <random>
#include <string>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::rule_cache;
using da::detail::rules_ref;

TEST_CASE("the cache answers as the rules do, for more tags than it has room for") {
  const auto rules = da::rule_map(da::rule{"(60xx,3000)"_tag, da::remove},
                                  da::rule{"(0019,\"ACME\",10)"_tag, da::keep});
  const rules_ref asked(rules);
  rule_cache cache(asked);
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const auto group = static_cast<std::uint16_t>(random() % 64 * 0x400 + random() % 4 * 8);
    const da::tag id{group, static_cast<std::uint16_t>(random() % 100)};
    if (cache.find(id).act.name() != asked.find(id).name()) FAIL("another action");
    if (cache.find(id).known != da::find_attribute(id)) FAIL("another attribute");
  }
}

TEST_CASE("the same private tag of two creators is two") {
  const auto rules = da::keep_everything{} | da::rule{"(0019,\"ACME\",10)"_tag, da::remove};
  const rules_ref asked(rules);
  rule_cache cache(asked);
  const da::tag id{0x0019, 0x1010};
  const std::uint32_t acme = cache.number_of("ACME");
  const std::uint32_t other = cache.number_of("OTHER");
  CHECK(acme != other);
  CHECK(cache.number_of("ACME") == acme);
  CHECK(cache.number_of("") == 0);
  CHECK(cache.find({id, "ACME"}, acme).act.name() == "delete");
  CHECK_FALSE(cache.find({id, "OTHER"}, other).act);
  CHECK_FALSE(cache.find({id, ""}, 0).act);
}

TEST_CASE("creators that made room come back under a new number and the right action") {
  const auto rules = da::keep_everything{} | da::rule{"(0019,\"ACME\",10)"_tag, da::remove};
  const rules_ref asked(rules);
  rule_cache cache(asked);
  const std::uint32_t before = cache.number_of("ACME");
  CHECK(cache.find({{0x0019, 0x1010}, "ACME"}, before).act.name() == "delete");
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "CREATOR " + std::to_string(i);
    if (cache.find({{0x0019, 0x1010}, name}, cache.number_of(name)).act) FAIL("an action");
  }
  const std::uint32_t after = cache.number_of("ACME");
  CHECK(after != before);
  CHECK(cache.find({{0x0019, 0x1010}, "ACME"}, after).act.name() == "delete");
}
