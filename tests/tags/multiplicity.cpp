// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/multiplicity.hpp>

#include <algorithm>
#include <iterator>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::multiplicity_of;

TEST_CASE("attributes have as many values as PS3.6 prints") {
  // Patient ID 1, Other Patient IDs 1-n, Pixel Spacing 2, Image Type 2-n, Graphic Data 2-n, Contour
  // Data 3-3n, Referenced Waveform Channels 2-2n.
  STATIC_REQUIRE(multiplicity_of({0x0010, 0x0020})->allows(1));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0010, 0x0020})->allows(2));
  STATIC_REQUIRE(multiplicity_of({0x0010, 0x1000})->allows(1000));
  STATIC_REQUIRE(multiplicity_of({0x0028, 0x0030})->allows(2));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0028, 0x0030})->allows(1));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0028, 0x0030})->allows(4));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0008, 0x0008})->allows(1));
  STATIC_REQUIRE(multiplicity_of({0x0008, 0x0008})->allows(3));
  STATIC_REQUIRE(multiplicity_of({0x3006, 0x0050})->allows(6));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x3006, 0x0050})->allows(4));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0040, 0xA0B0})->allows(3));
}

TEST_CASE("repeating groups have the multiplicity of their first one") {
  STATIC_REQUIRE(multiplicity_of({0x6000, 0x0050})->least == 2);
  STATIC_REQUIRE(multiplicity_of({0x6012, 0x0050})->least == 2);
  STATIC_REQUIRE(multiplicity_of({0x6012, 0x0022})->most == 1);
}

TEST_CASE("nothing is known of private and unknown attributes") {
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0009, 0x1001}));
  STATIC_REQUIRE_FALSE(multiplicity_of({0x0008, 0x9FF0}));
}

TEST_CASE("the table is sorted by tag and holds what a single value is not") {
  const auto& all = da::tables::multiplicities;
  CHECK(std::is_sorted(std::begin(all), std::end(all),
                       [](const auto& one, const auto& other) { return one.id < other.id; }));
  for (const auto& one : all) CHECK((one.values.least != 1 || one.values.most != 1));
}
