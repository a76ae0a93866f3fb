// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/rule.hpp>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

constexpr da::rule name_kept{"PatientName"_tag, da::keep};
constexpr da::rule group_removed{"(0010,xxxx)"_tag, da::remove};
constexpr da::rule private_kept{da::private_element{0x0019, "ACME", 0x0C}, da::keep};

// A rule set of the user's own.
struct everything_empty {
  static constexpr bool is_complete = true;
  constexpr da::action_ref find(const da::element_key&) const { return da::empty; }
};
struct says_nothing_of_completeness {
  da::action_ref find(const da::element_key&) const { return {}; }
};

}  // namespace

static_assert(da::rule_set<decltype(name_kept)>);
static_assert(da::rule_set<everything_empty>);
static_assert(da::complete_rule_set<everything_empty>);
static_assert(da::rule_set<says_nothing_of_completeness>);
static_assert(!da::complete_rule_set<says_nothing_of_completeness>);
static_assert(!da::rule_set<int>);
static_assert(!da::complete_rule_set<decltype(name_kept)>);
static_assert(da::complete_rule_set<da::keep_everything>);
static_assert(da::complete_rule_set<decltype(da::keep_everything{} | name_kept)>);
static_assert(!da::complete_rule_set<decltype(group_removed | name_kept)>);

static_assert(name_kept.find("PatientName"_tag).name() == "keep");
static_assert(!name_kept.find("PatientID"_tag));
static_assert(private_kept.find({{0x0019, 0x110C}, "ACME"}).name() == "keep");
static_assert(!private_kept.find({{0x0019, 0x110C}, "OTHER"}));
static_assert(!da::keep_everything{}.find("PatientName"_tag));

TEST_CASE("of two layers the right one wins and the left one answers for the rest") {
  static constexpr auto name_left = group_removed | name_kept;
  static constexpr auto all_removed = name_kept | group_removed;
  STATIC_REQUIRE(name_left.find("PatientName"_tag).name() == "keep");
  STATIC_REQUIRE(name_left.find("PatientID"_tag).name() == "delete");
  STATIC_REQUIRE(all_removed.find("PatientName"_tag).name() == "delete");
  STATIC_REQUIRE(!name_left.find("SOPInstanceUID"_tag));
  const auto at_run_time = everything_empty{} | name_kept;
  CHECK(at_run_time.find("PatientName"_tag).name() == "keep");
  CHECK(at_run_time.find("SOPInstanceUID"_tag).name() == "empty");
}
