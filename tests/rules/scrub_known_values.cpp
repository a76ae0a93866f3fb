// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/scrub_known_values.hpp>

#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::rules_ref;

static_assert(da::rule_set<da::known_values_scrubbing>);
static_assert(!da::complete_rule_set<da::known_values_scrubbing>);
static_assert(!da::scrub_known_values.find(da::element_key(da::tags::StudyDescription)));
// It weakens nothing.
static_assert(da::conformance_of(da::scrub_known_values).holds());
// Of a profile it is a choice of the profile's, so that it stays one.
static_assert(std::same_as<decltype(da::profile() | da::scrub_known_values), da::profile>);
static_assert(da::profile().scrubs_known_values());
static_assert(!da::profile().without_supplement().scrubs_known_values());
static_assert((da::profile().without_supplement() | da::scrub_known_values).scrubs_known_values());
static_assert(!da::profile().scrubbed(false).scrubs_known_values());

TEST_CASE("the layer is seen wherever it stands") {
  const da::rule some{da::tags::PatientID, da::remove};
  const da::keep_everything nothing;
  CHECK(rules_ref(da::scrub_known_values).scrubs_known_values());
  CHECK(rules_ref(some).scrubs_known_values());
  const auto last = nothing | some | da::scrub_known_values;
  const auto first = da::scrub_known_values | (nothing | some);
  const auto without = nothing | some;
  CHECK(rules_ref(last).scrubs_known_values());
  CHECK(rules_ref(first).scrubs_known_values());
  CHECK_FALSE(rules_ref(without).scrubs_known_values());
  CHECK_FALSE(rules_ref(without).needs_known_values());
  CHECK_FALSE(rules_ref(nothing).needs_known_values());
  const da::profile bare = da::default_profile.without_supplement();
  CHECK_FALSE(rules_ref(bare).needs_known_values());
}
