// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/empty.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

// Z of PS3.15 table E.1-1a.
TEST_CASE("empty leaves the element with its VR and without a value", "[actions]") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0010}, gdcm::VR::PN, "A^B");
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0010}, gdcm::VR::PN, "A^B");
  test::put_sequence(data, {0x0010, 0x1002}, {inner});
  test::act(da::empty, data, {0x0010, 0x0010});
  test::act(da::empty, data, {0x0010, 0x1002});
  CHECK(test::bytes(data, {0x0010, 0x0010}) == "");
  CHECK(data.GetDataElement(gdcm::Tag(0x0010, 0x0010)).GetVR() == gdcm::VR::PN);
  CHECK(test::item_count(data, {0x0010, 0x1002}) == 0);
  CHECK(data.GetDataElement(gdcm::Tag(0x0010, 0x1002)).GetVR() == gdcm::VR::SQ);
}

TEST_CASE("empty makes no element", "[actions]") {
  gdcm::DataSet data;
  test::act(da::empty, data, {0x0010, 0x0010});
  CHECK(data.IsEmpty());
}
