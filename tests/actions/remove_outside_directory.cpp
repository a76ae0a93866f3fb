// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/remove_outside_directory.hpp>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

namespace {

// A data set with a directory record's elements, of one SOP Class (PS3.4 section B.5, PS3.3 F.1).
gdcm::DataSet of_class(std::string_view sop_class) {
  gdcm::DataSet data;
  test::put(data, {0x0004, 0x1141}, gdcm::VR::CS, "FILESET ");
  test::put(data, {0x0004, 0x1511}, gdcm::VR::UI, "1.2.3.4.5.66");
  test::put(data, {0x0008, 0x0016}, gdcm::VR::UI, sop_class);
  return data;
}

const da::rule_map rules(da::rule{da::tag{0x0004, 0x1141}, da::remove_outside_directory},
                         da::rule{da::tag{0x0004, 0x1511}, da::replace_uid_in_directory});

}  // namespace

// PS3.15 section E.1.1: group 0004 belongs in a DICOMDIR only.
TEST_CASE("group 0004 goes outside a DICOMDIR", "[actions]") {
  gdcm::DataSet image = of_class("1.2.840.10008.5.1.4.1.1.2");  // CT Image Storage
  da::anonymize_dataset(image, rules);
  CHECK_FALSE(test::has(image, {0x0004, 0x1141}));
  CHECK_FALSE(test::has(image, {0x0004, 0x1511}));
}

TEST_CASE("in a DICOMDIR it stays, and UIDs of instances are new", "[actions]") {
  gdcm::DataSet directory = of_class("1.2.840.10008.1.3.10");  // Media Storage Directory
  da::anonymize_dataset(directory, rules);
  CHECK(test::bytes(directory, {0x0004, 0x1141}) == "FILESET ");
  const auto renewed = test::bytes(directory, {0x0004, 0x1511});
  REQUIRE(renewed);
  CHECK(renewed->starts_with("2.25."));
}
