// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>

#include <array>
#include <string>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::array<unsigned char, da::pseudonym_bytes>;

// The number with this last byte and this first one.
bytes number(unsigned char last, unsigned char first = 0) {
  bytes result{};
  result.front() = first;
  result.back() = last;
  return result;
}

}  // namespace

TEST_CASE("bytes are spelled as a number in the digits of the alphabet") {
  CHECK(da::identifier_form().spell(number(0)) == "0000000000000000");
  CHECK(da::identifier_form().spell(number(33)) == "0000000000000011");
  CHECK(da::identifier_form(3, "0123456789").spell(number(255)) == "255");
  CHECK(da::identifier_form(2, "0123456789").spell(number(255)) == "55");
  CHECK(da::identifier_form(4, "ab").spell(number(5)) == "abab");
  // 2^248 modulo 10^20, computed with Python.
  CHECK(da::identifier_form(20, "0123456789", "X-").spell(number(0, 1)) ==
        "X-79131187530910662656");
}

TEST_CASE("the pseudonym that is made by default is long enough and fits everywhere") {
  const da::identifier_form usual;
  CHECK(usual.bits() == 80);
  CHECK(usual.length() == 16);  // of SH, CS and AE
  CHECK(usual.alphabet().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ") ==
        std::string::npos);  // of CS
}

TEST_CASE("a form that makes no good pseudonyms is refused") {
  const test::refusal bad{da::errc::bad_arguments};
  const auto form = [](std::size_t length, const char* alphabet, const char* prefix = "") {
    return test::refused([&] { da::identifier_form(length, alphabet, prefix); });
  };
  CHECK(form(8, "0123456789") == test::no_refusal);
  CHECK(form(64, "0123456789ABCDEF") == test::no_refusal);  // 256 bits
  CHECK(form(64, "0123456789ABCDEFG") == bad);
  CHECK(form(0, "0123456789") == bad);
  CHECK(form(65, "01") == bad);
  CHECK(form(8, "") == bad);
  CHECK(form(8, "0") == bad);
  CHECK(form(8, "010") == bad);
  CHECK(form(8, "01\\") == bad);
  CHECK(form(8, "01^") == bad);
  CHECK(form(8, "01\n") == bad);
  CHECK(form(8, "01\xC3\xA4") == bad);
  CHECK(form(8, "01 ") == bad);
  CHECK(form(8, "01", "SITE 1 ") == test::no_refusal);
  CHECK(form(8, "01", " SITE") == bad);
  CHECK(form(8, "01", "A=B") == bad);
}
