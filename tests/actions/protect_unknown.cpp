// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/protect_unknown.hpp>

#include <string>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

TEST_CASE("what an unknown attribute holds goes by the VR that the data set gives it") {
  constexpr da::actions::protect_unknown protect;
  constexpr da::tag unknown{0x0018, 0xFE00};
  const struct {
    VR::VRType kind;
    std::string before;
    bool stays;
  } values[] = {
      {VR::DA, "20200229", false},       {VR::TM, "102030", false},
      {VR::DT, "20200229102030", false}, {VR::PN, "DOE^JANE", false},
      {VR::UI, "1.2.3.4.5.67", false},   {VR::UR, "https://pacs.example/4711/DOE ", false},
      {VR::LO, "MAGNETOM", true},        {VR::DS, "1.5 ", true}};
  for (const auto& one : values) {
    gdcm::DataSet dataset;
    test::put(dataset, unknown, one.kind, one.before);
    test::act(protect, dataset, unknown);
    CAPTURE(one.before);
    CHECK((test::bytes(dataset, unknown) == one.before) == one.stays);
    CHECK(test::bytes(dataset, unknown).value_or("").size() > 1);
    // What is empty stays so.
    test::put(dataset, unknown, one.kind, "");
    test::act(protect, dataset, unknown);
    CHECK(test::bytes(dataset, unknown) == "");
  }
}
