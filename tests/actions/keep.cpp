// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/keep.hpp>

#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

// K of PS3.15 table E.1-1a.
TEST_CASE("keep leaves the bytes of a value, padding too", "[actions]") {
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0010}, gdcm::VR::PN, "A^B   ");
  test::act(da::keep, data, {0x0010, 0x0010});
  CHECK(test::bytes(data, {0x0010, 0x0010}) == "A^B   ");
}

TEST_CASE("the items of a sequence that is kept obey the rules", "[actions]") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0010}, gdcm::VR::PN, "A^B ");
  test::put(inner, {0x0010, 0x0040}, gdcm::VR::CS, "M ");
  gdcm::DataSet data;
  test::put_sequence(data, {0x0008, 0x1140}, {inner});
  const da::rule_map rules(da::rule{da::tag{0x0008, 0x1140}, da::keep},
                           da::rule{da::tag{0x0010, 0x0010}, da::remove},
                           da::rule{da::tag{0x0010, 0x0040}, da::keep});
  da::anonymize_dataset(data, rules);
  REQUIRE(test::item_count(data, {0x0008, 0x1140}) == 1);
  CHECK_FALSE(test::has(test::item(data, {0x0008, 0x1140}), {0x0010, 0x0010}));
  CHECK(test::bytes(test::item(data, {0x0008, 0x1140}), {0x0010, 0x0040}) == "M ");
}
