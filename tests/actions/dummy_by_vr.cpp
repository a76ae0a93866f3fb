// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/dummy_by_vr.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace std::string_view_literals;

TEST_CASE("a VR without a value has an empty one") {
  da::dummy_by_vr values;
  CHECK(values.find(da::vr::LO).empty());
  values.set(da::vr::LO, "even");
  CHECK(values.find(da::vr::SH).empty());
  CHECK(values.find(da::vr{}).empty());
}

TEST_CASE("values of an odd length are padded as their VR asks") {
  da::dummy_by_vr values;
  values.set(da::vr::LO, "odd");
  values.set(da::vr::UI, "1.2.3");
  values.set(da::vr::SH, "even");
  values.set(da::vr::US, "\1\0"sv);
  CHECK(values.find(da::vr::LO) == "odd ");
  CHECK(values.find(da::vr::UI) == "1.2.3\0"sv);
  CHECK(values.find(da::vr::SH) == "even");
  CHECK(values.find(da::vr::US) == "\1\0"sv);
}

TEST_CASE("the value of a VR that is set twice is the later one") {
  da::dummy_by_vr values;
  values.set(da::vr::LO, "first");
  values.set(da::vr::LO, "2nd ");
  CHECK(values.find(da::vr::LO) == "2nd ");
}

TEST_CASE("values that are too much in all are left out") {
  da::dummy_by_vr values;
  values.set(da::vr::UT, std::string(60000, 'x'));
  values.set(da::vr::UC, std::string(6000, 'y'));
  CHECK(values.find(da::vr::UT).size() == 60000);
  CHECK(values.find(da::vr::UC).empty());
}
