// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/remove.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

// X of PS3.15 table E.1-1a.
TEST_CASE("remove takes the element away, a sequence with its items", "[actions]") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0010}, gdcm::VR::PN, "A^B");
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0010}, gdcm::VR::PN, "A^B");
  test::put(data, {0x0010, 0x0030}, gdcm::VR::DA, "");
  test::put_sequence(data, {0x0010, 0x1002}, {inner, inner});
  test::put(data, {0x0028, 0x0010}, gdcm::VR::US, "\x01\x02");
  for (const da::tag id : {da::tag{0x0010, 0x0010}, {0x0010, 0x0030}, {0x0010, 0x1002}})
    test::act(da::remove, data, id);
  CHECK(data.Size() == 1);
  CHECK(test::bytes(data, {0x0028, 0x0010}) == "\x01\x02");
}

TEST_CASE("remove of what is not there changes nothing", "[actions]") {
  gdcm::DataSet data;
  test::put(data, {0x0010, 0x0020}, gdcm::VR::LO, "Id");
  test::act(da::remove, data, {0x0010, 0x0010});
  CHECK(data.Size() == 1);
}
