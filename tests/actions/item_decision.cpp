// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/item_decision.hpp>

#include <string>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::detail::head_of;
using da::detail::item_treatment;
using gdcm::VR;

namespace {

gdcm::DataSet coded(gdcm::Tag value_in, std::string_view value, std::string_view scheme) {
  gdcm::DataSet one;
  test::put(one, value_in, VR::SH, value);
  test::put(one, {0x0008, 0x0102}, VR::SH, scheme);
  return one;
}

}  // namespace

TEST_CASE("what an item is, is read of Value Type, concept name and unit, without blanks") {
  gdcm::DataSet item;
  test::put(item, {0x0040, 0xA040}, VR::CS, "TEXT  ");
  test::put_sequence(
      item, {0x0040, 0xA043},
      {coded({0x0008, 0x0100}, " 121071 ", "DCM "), coded({0x0008, 0x0100}, "121106", "DCM ")});
  test::put_sequence(item, {0x0040, 0x08EA}, {coded({0x0008, 0x0119}, "mo", "UCUM")});
  const auto found = head_of(item, {});
  CHECK(found.kind == "TEXT");
  CHECK(found.concept_name.code == "121071");
  CHECK(found.concept_name.scheme == "DCM");
  CHECK(found.unit.code == "mo");
  CHECK(found.scheme.empty());
  CHECK(head_of(coded({0x0008, 0x0120}, "urn:x", "99HOSP"), {}).scheme == "99HOSP");
  CHECK(head_of({}, {}).kind.empty());
}

TEST_CASE("a concept name that hides in UN is read, and one that cannot be read is none") {
  const std::string hidden =
      test::implicit_little.item(test::implicit_little.element(0x00080100, "SH", "121071") +
                                 test::implicit_little.element(0x00080102, "SH", "DCM "));
  gdcm::DataSet item;
  test::put(item, {0x0040, 0xA043}, VR::UN, hidden);
  CHECK(head_of(item, {}).concept_name.code == "121071");
  test::put(item, {0x0040, 0xA043}, VR::UN, "no items");
  CHECK(head_of(item, {}).concept_name.code.empty());
}

TEST_CASE("an item settles a few elements") {
  item_treatment made;
  CHECK_FALSE(made.find({0x0040, 0xA160}).act);
  made.settle({0x0040, 0xA160}, da::keep);
  made.settle({0x0040, 0xA123}, da::remove);
  CHECK(made.find({0x0040, 0xA160}).act.name() == "keep");
  CHECK(made.find({0x0040, 0xA123}).act.name() == da::remove.name);
  CHECK_FALSE(made.find({0x0040, 0xA124}).act);
}
