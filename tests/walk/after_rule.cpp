// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/after_rule.hpp>

#include <string>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;
using da::vr;
using gdcm::VR;

namespace {

struct done {
  aftermath after;
  std::string value;
  da::report counted;
};

// What follows where no action has acted yet, in a data set of Quill's.
template <class Rules>
done followed(const Rules& given, da::tag id, VR::VRType kind, std::string_view value) {
  gdcm::DataSet dataset;
  test::put(dataset, id, kind, value);
  const rules_ref rules(given);
  rule_cache cache(rules);
  da::context shared;
  const da::limits bounds;
  facts_for_rules facts;
  cache.answer_for(facts);
  facts.texts = std::make_unique<known_text>();
  facts.texts->meet(tells::patient_name, "Quill", vr::PN, da::character_set(""), "");
  const dataset_scope scope(dataset, shared, bounds, &facts);
  dataset_access place(scope, id);
  const rule_cache::entry known = cache.find(da::element_key(id, "VENDOR"), 1);
  const da::element e(place, da::element_key(id, "VENDOR"), known.known);
  const witness seen(known, e, &facts);
  const change_teller telling(scope, place);
  done result;
  result.after =
      follow_rule(cache, place, e, known, da::from_gdcm(VR(kind)), &facts, seen, telling);
  result.value = test::bytes(dataset, id).value_or("(gone)");
  result.counted = cache.counts().to_report();
  return result;
}

}  // namespace

TEST_CASE("the rule of the VR comes before known values") {
  constexpr da::tag id{0x0029, 0x1010};
  const done name = followed(da::keep_private, id, VR::PN, "Quill ");
  CHECK(name.after.asks_vr);
  CHECK(name.after.by_vr == true);
  CHECK_FALSE(name.after.is_scrubbed);
  CHECK(name.value == "ANONYMIZED");
  CHECK(name.counted.applied.at("protect_by_vr") == 1);

  const done text = followed(da::keep_private, id, VR::LO, "of Quill");
  CHECK_FALSE(text.after.by_vr.has_value());
  CHECK(text.after.is_scrubbed);
  CHECK(text.after.is_changed());
  CHECK(text.value == "of");
  CHECK(text.counted.applied.at("scrub_known_values") == 1);
}

TEST_CASE("what has nothing to lose is neither changed nor counted") {
  const done text = followed(da::default_profile, da::tags::SoftwareVersions, VR::LO, "V1");
  CHECK_FALSE(text.after.is_changed());
  CHECK(text.value == "V1");
  CHECK(text.counted.applied.empty());
  const done bare = followed(da::default_profile.without_supplement(), da::tags::SoftwareVersions,
                             VR::LO, "Quill ");
  CHECK(bare.value == "Quill ");
}
