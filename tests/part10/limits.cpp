// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/limits.hpp>

#include <string>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/reader.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

// An item of undefined length in a sequence of undefined length, in Explicit VR Little Endian
// (PS3.5 section 7.5), written out by hand.
std::string nested(unsigned depth) {
  std::string bytes;
  for (unsigned i = 0; i < depth; ++i)
    bytes +=
        std::string("\x40\x00\x30\xA7SQ\0\0\xFF\xFF\xFF\xFF\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF", 20);
  for (unsigned i = 0; i < depth; ++i)
    bytes += std::string("\xFE\xFF\x0D\xE0\0\0\0\0\xFE\xFF\xDD\xE0\0\0\0\0", 16);
  return bytes;
}

}  // namespace

TEST_CASE("items are as deep as the limit at most", "[part10]") {
  da::limits bounds;
  bounds.depth = 3;
  CHECK(da::read_bytes(test::file(test::explicit_uid, nested(3)), bounds).dataset.Size() == 1);
  CHECK(test::refused([&] {
          (void)da::read_bytes(test::file(test::explicit_uid, nested(4)), bounds);
        }).code == da::errc::too_deep);
}

TEST_CASE("there are as many elements as the limit at most", "[part10]") {
  const test::form& f = test::explicit_little;
  const std::string two = f.element(0x00100010, "PN", "Ab") + f.element(0x00100020, "LO", "Ab");
  da::limits bounds;
  const std::string file = test::file(test::explicit_uid, two);
  bounds.elements = 1;
  CHECK(test::refused([&] { (void)da::read_bytes(file, bounds); }).code == da::errc::too_large);
  bounds.elements = 100;
  CHECK(da::read_bytes(file, bounds).dataset.Size() == 2);
}

TEST_CASE("a deflated data set is as long as the limit at most", "[part10]") {
  const std::string value(10'000, 'A');
  const std::string element = std::string("\x10\x00\x00\x40UT\0\0\x10\x27\0\0", 12) + value;
  const std::string file = test::file(test::deflated_uid, element);
  da::limits bounds;
  bounds.inflated_bytes = 10'012;
  CHECK(da::read_bytes(file, bounds).dataset.Size() == 1);
  bounds.inflated_bytes = 10'011;
  CHECK(test::refused([&] { (void)da::read_bytes(file, bounds); }).code == da::errc::too_large);
}
