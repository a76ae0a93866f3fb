// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/protect_by_vr.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

TEST_CASE("six Value Representations identify, and no other") {
  std::size_t found = 0;
  for (const da::vr kind : da::all_vrs) {
    const bool is_known = da::detail::attribute_of_vr(kind) != nullptr;
    CHECK(is_known == da::detail::identifies_by_vr(kind));
    if (is_known) ++found;
  }
  CHECK(found == 6);
}

TEST_CASE("a VR that identifies is protected whatever attribute has it") {
  const da::tag id{0x0018, 0x0020};
  const auto left = [&](VR::VRType kind, const char* value) {
    gdcm::DataSet dataset;
    test::put(dataset, id, kind, value);
    test::act(da::actions::protect_by_vr(), dataset, id);
    return test::bytes(dataset, id);
  };
  CHECK(left(VR::PN, "NAME") == "ANONYMIZED");
  CHECK(left(VR::DA, "20200131") == "19000101");
  CHECK(left(VR::TM, "1122") == "000000.00 ");
  CHECK(left(VR::UI, "1.2.3.44").value_or("1.2.3.44") != "1.2.3.44");
  CHECK_FALSE(left(VR::UR, "http://host/4711"));
  CHECK(left(VR::LO, "NAME") == "NAME");
  CHECK(left(VR::PN, "") == "");
}
