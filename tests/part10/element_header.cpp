// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/element_header.hpp>

#include <array>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;

TEST_CASE("numbers are read in either order of bytes") {
  constexpr std::array<unsigned char, 5> bytes{0x99, 0x12, 0x34, 0x56, 0x78};
  CHECK(number_at(bytes, 1, 2, false) == 0x3412);
  CHECK(number_at(bytes, 1, 2, true) == 0x1234);
  CHECK(number_at(bytes, 1, 4, false) == 0x78563412);
  CHECK(number_at(bytes, 1, 4, true) == 0x12345678);
}

TEST_CASE("what a value is says the head, and where that does not, the dictionary") {
  da::element_header header;
  header.id = {0x0010, 0x0010};
  CHECK(kind_of(header) == da::vr::PN);
  header.written = da::vr::LO;
  CHECK(kind_of(header) == da::vr::LO);
  header.written = da::vr::UN;
  CHECK_FALSE(kind_of(header));
  header.written.reset();
  header.id = {0x0009, 0x1001};
  CHECK_FALSE(kind_of(header));
}

TEST_CASE("the letters of a VR are told from lengths that are none") {
  CHECK(spells_vr('L' | 'O' << 8 | 10 << 16));
  CHECK_FALSE(spells_vr('L' | 'L' << 8));
  CHECK_FALSE(spells_vr(0));
  CHECK_FALSE(spells_vr(da::undefined_length));
}
