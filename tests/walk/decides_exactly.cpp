// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/decides_exactly.hpp>

#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::decides_exactly;

namespace {

constexpr da::element_key acme_01{{0x0009, 0x1001}, "ACME"};
constexpr da::element_key other_01{{0x0009, 0x1001}, "OTHER"};
constexpr da::rule exact{"(0009,1001)"_tag, da::keep};
constexpr da::rule by_creator{da::private_element{0x0009, "ACME", 0x01}, da::keep};

static_assert(decides_exactly(exact, acme_01));
static_assert(!decides_exactly(exact, {{0x0009, 0x1002}, "ACME"}));
static_assert(decides_exactly(by_creator, acme_01));
static_assert(!decides_exactly(by_creator, other_01));
static_assert(!decides_exactly(da::keep_private, acme_01));
static_assert(!decides_exactly(da::profile(), acme_01));
static_assert(!decides_exactly(da::keep_everything(), acme_01));

// The rule that wins is asked.
static_assert(decides_exactly(da::profile() | da::keep_private | exact, acme_01));
static_assert(!decides_exactly(da::profile() | exact | da::keep_private, acme_01));
static_assert(decides_exactly(da::rule_map(da::keep_private, by_creator), acme_01));
static_assert(!decides_exactly(da::rule_map(da::keep_private, by_creator), other_01));
static_assert(!decides_exactly(da::rule_map(by_creator, da::keep_private), acme_01));

// A rule set that cannot be asked.
struct own_rules {
  [[nodiscard]] da::action_ref find(const da::element_key&) const { return da::keep; }
};

}  // namespace

TEST_CASE("of rules made at run time the latest says whether it is exact") {
  da::dynamic_rule_map rules;
  CHECK_FALSE(decides_exactly(rules, acme_01));
  rules.set(da::parse_pattern("(0009,xxxx)"), da::keep);
  CHECK_FALSE(decides_exactly(rules, acme_01));
  rules.set(da::parse_pattern("(0009,\"ACME\",01)"), da::keep);
  CHECK(decides_exactly(rules, acme_01));
  CHECK_FALSE(decides_exactly(rules, other_01));
  rules.set(da::parse_pattern("(0009,1001)"), da::keep);
  CHECK(decides_exactly(rules, other_01));
  rules.set(da::any_private, da::keep);
  CHECK_FALSE(decides_exactly(rules, acme_01));
}

TEST_CASE("a rule set that cannot be asked decides nothing exactly") {
  CHECK_FALSE(decides_exactly(own_rules(), acme_01));
}
