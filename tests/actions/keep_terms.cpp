// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/keep_terms.hpp>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

namespace {

const gdcm::Tag reason(0x0400, 0x0565);

std::string left(const std::string& value, gdcm::VR::VRType kind = gdcm::VR::CS) {
  gdcm::DataSet data;
  test::put(data, reason, kind, value);
  da::anonymize_dataset(data, da::profile(da::dicom_2026d) | da::option::clean_descriptors);
  return test::bytes(data, reason).value_or("gone");
}

}  // namespace

TEST_CASE("the terms of PS3.3 section C.12.1.1.9 stay, all else becomes the dummy of code D") {
  CHECK(left("COERCE") == "COERCE");
  CHECK(left("CORRECT ") == "CORRECT ");
  CHECK(left("DOE JOHN") == "ANONYMIZED");
  CHECK(left("COERCE\\DOE ") == "ANONYMIZED");
  CHECK(left("coerce") == "ANONYMIZED");
  CHECK(left("COERCE", gdcm::VR::PN) == "ANONYMIZED");
  CHECK(left("").empty());
}

TEST_CASE("without rules around it the action leaves no other text") {
  gdcm::DataSet data;
  test::put(data, reason, gdcm::VR::CS, "DOE^JOHN");
  test::act(da::keep_terms, data, reason);
  CHECK(test::bytes(data, reason)->empty());
}
