// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

#include <string>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

constexpr da::rule_map rules(da::rule{"(0010,xxxx)"_tag, da::remove},
                             da::rule{"PatientName"_tag, da::keep},
                             da::rule{"PatientID"_tag, da::replace_with("7")},
                             da::rule{"PatientID"_tag, da::empty});
constexpr da::rule_map mask_last(da::rule{"PatientName"_tag, da::keep},
                                 da::rule{"(0010,xxxx)"_tag, da::remove});
constexpr da::rule_map nested(rules, mask_last);

}  // namespace

static_assert(rules.size() == 4);
static_assert(!da::complete_rule_set<decltype(rules)>);
static_assert(da::complete_rule_set<da::rule_map<da::keep_everything>>);

TEST_CASE("of two rules that cover an element the later wins, exact or not") {
  STATIC_REQUIRE(rules.find("PatientName"_tag).name() == "keep");
  STATIC_REQUIRE(rules.find("PatientID"_tag).name() == "empty");
  STATIC_REQUIRE(rules.find("PatientSex"_tag).name() == "delete");
  STATIC_REQUIRE(!rules.find("SOPInstanceUID"_tag));
  STATIC_REQUIRE(mask_last.find("PatientName"_tag).name() == "delete");
  STATIC_REQUIRE(nested.find("PatientName"_tag).name() == "delete");
  CHECK(rules.find("PatientName"_tag).name() == "keep");
}

TEST_CASE("lambdas with and without captures are rules like any other") {
  const std::string suffix = "-trial7";
  const auto own = da::rule_map(
      da::rule{"PatientID"_tag, [&](da::element& e) { e.set_text(e.text() + suffix); }},
      da::rule{"PatientName"_tag,
               [](gdcm::DataSet& dataset, const gdcm::Tag& id) { dataset.Remove(id); }});
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "Doe ");
  test::put(dataset, {0x0010, 0x0020}, gdcm::VR::LO, "1 ");
  for (const da::tag id : {"PatientID"_tag, "PatientName"_tag}) {
    da::context shared;
    const da::limits bounds;
    const da::detail::dataset_scope scope(dataset, shared, bounds);
    da::detail::dataset_access place(scope, id);
    da::element e(place, id);
    own.find(id)(e);
  }
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "1-trial7");
  CHECK_FALSE(test::has(dataset, {0x0010, 0x0010}));
}
