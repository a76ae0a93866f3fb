// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/actual_encoding.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::encoding;
using da::errc;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;

namespace {

encoding encoding_of(const test::form& f) {
  return {.explicit_vr = f.explicit_vr, .big_endian = f.big_endian, .deflated = false};
}

encoding found(const std::string& bytes, const test::form& declared) {
  da::source in{bytes};
  return da::detail::actual_encoding(in, 0, encoding_of(declared));
}

constexpr test::form forms[] = {explicit_little, implicit_little, explicit_big};

}  // namespace

TEST_CASE("the first elements show the encoding, whatever is declared") {
  for (const test::form& f : forms)
    for (const test::form& declared : forms)
      for (const std::string& first :
           {f.element(0x00080000, "UL", f.n(4, 4)), f.element(0x00080005, "CS", ""),
            f.element(0x00080006, "SQ", ""), f.element(0x00080016, "UI", "1.2.3.44"),
            f.element(0x00041130, "CS", "SET ")}) {
        CHECK(found(first + f.element(0x00100010, "PN", "A^B "), declared) == encoding_of(f));
        CHECK(found(first, declared) == encoding_of(f));
      }
}

TEST_CASE("a first element that nobody knows is read as declared") {
  for (const test::form& f : forms)
    CHECK(found(f.element(0x00090010, "LO", "ACME") + f.element(0x00091001, "LO", "ab"), f) ==
          encoding_of(f));
}

TEST_CASE("a private first element shows whether there are VRs") {
  const auto& f = explicit_little;
  const std::string bytes =
      f.element(0x00090010, "LO", "ACME") + f.element(0x00100010, "PN", "A^B ");
  CHECK(found(bytes, implicit_little) == encoding_of(f));
}

TEST_CASE("a first element that nobody knows hides no byte order") {
  for (const test::form& f : {explicit_little, explicit_big})
    for (const test::form& declared : forms)
      for (const std::string& first :
           {f.element(0x00080003, "US", f.n(2, 2)), f.element(0x00080003, "FD", f.n(1, 8)),
            f.element(0x00080003, "AT", f.tag(0x00100010)), f.element(0x00070001, "SS", f.n(1, 2)),
            f.element(0x00070010, "LO", "ACME")})
        // In the other order the first swallows the others; NULs follow.
        for (const std::size_t filling : {std::size_t{0}, std::size_t{5000}})
          CHECK(found(first + f.element(0x00100010, "PN", "A^B ") +
                          f.element(0x00100020, "LO", "4711") +
                          f.element(0x00280010, "US", f.n(2, 2)) +
                          f.element(0x7FE00010, "OW", std::string(filling, '\0')),
                      declared) == encoding_of(f));
}

TEST_CASE("items show the byte order of their sequence, and a private group its own") {
  for (const test::form& f : {explicit_little, explicit_big}) {
    const std::string items = f.item(f.element(0x00080100, "SH", "ab"));
    CHECK(found(f.open_sequence(0x00080003, items), f) == encoding_of(f));
    CHECK(found(f.open_sequence(0x00080003, items),
                f.big_endian ? explicit_little : explicit_big) == encoding_of(f));
    CHECK(found(f.open_sequence(0x4453100C, explicit_little.item(""), "UN"), f) == encoding_of(f));
    CHECK(found(f.element(0x00090010, "LO", ""), f) == encoding_of(f));
  }
}

TEST_CASE("what may be in either byte order is refused") {
  const std::string bytes = explicit_little.element(0x00080003, "LO", "");
  for (const test::form& declared : forms)
    CHECK(test::refused([&] { (void)found(bytes, declared); }).code == errc::malformed);
}

TEST_CASE("letters for a length before what is no Explicit VR are refused") {
  const std::string letters = explicit_little.element(0x00080005, "CS", "ISO_IR 100");
  const std::string bytes = letters + "no element" + std::string(700'000, '\0');
  CHECK(test::refused([&] { (void)found(bytes, implicit_little); }).code == errc::malformed);
}

TEST_CASE("what has no first element is as declared") {
  for (const test::form& f : forms) {
    CHECK(found("", f) == encoding_of(f));
    CHECK(found(std::string(7, '\x08'), f) == encoding_of(f));
  }
}
