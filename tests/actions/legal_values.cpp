// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/legal_values.hpp>

#include <string>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::detail;
using dicom_anonymizer::vr;

// Examples and limits of PS3.5 table 6.2-1.
static_assert(detail::is_date("19930822") && detail::is_date("20000229"));
static_assert(!detail::is_date("19930831 ") && !detail::is_date("19930229"));
static_assert(!detail::is_date("1993.08.22"));  // of ACR-NEMA, read but never written
static_assert(detail::is_time("070907.0705") && detail::is_time("1010") && detail::is_time("0210"));
static_assert(!detail::is_time("021 ") && !detail::is_time("2410") && !detail::is_time("07:09"));
static_assert(detail::is_date_time("1999") && detail::is_date_time("19990102030405.123456+0100"));
static_assert(!detail::is_date_time("199") && !detail::is_date_time("19990102+01"));
static_assert(detail::is_age("018M") && !detail::is_age("18M") && !detail::is_age("018X"));
static_assert(detail::is_uid("1.2.840.10008.1.2") && !detail::is_uid("1.02.3"));
static_assert(!detail::is_uid("1.2.") && !detail::is_uid(".1.2") && !detail::is_uid("1..2"));
static_assert(detail::is_decimal_string("-1.5E+3") && !detail::is_decimal_string("1,5"));
static_assert(detail::is_code_string("AB_1 2") && !detail::is_code_string("ab"));
static_assert(detail::is_person_name("A^B^C^D^E=F=G"));
static_assert(!detail::is_person_name("A^B^C^D^E^F") && !detail::is_person_name("A=B=C=D"));
static_assert(detail::is_uri("https://a.invalid/b?c=%20") && !detail::is_uri("a b"));

TEST_CASE("an integer string is one of 32 bits", "[actions]") {
  CHECK(detail::is_integer_string("-2147483648"));
  CHECK(detail::is_integer_string("+2147483647"));
  CHECK_FALSE(detail::is_integer_string("2147483648"));
  CHECK_FALSE(detail::is_integer_string("1.0"));
}

// An LO has 64 characters, whatever bytes they take; an AE has 16 bytes.
TEST_CASE("characters are counted where the standard counts them", "[actions]") {
  std::string letters;
  for (int i = 0; i < 64; ++i) letters += "\xC3\xA4";
  CHECK(detail::is_legal_text(letters, vr::LO));
  CHECK_FALSE(detail::is_legal_text(letters + "a", vr::LO));
  CHECK(detail::is_legal_text(std::string(16, 'A'), vr::AE));
  CHECK_FALSE(detail::is_legal_text(std::string(17, 'A'), vr::AE));
  CHECK_FALSE(detail::is_legal_text("   ", vr::AE));
}

TEST_CASE("controls lay out long texts and nothing else", "[actions]") {
  CHECK(detail::is_legal_text("a\r\nb", vr::LT));
  CHECK_FALSE(detail::is_legal_text("a\r\nb", vr::LO));
  CHECK_FALSE(detail::is_legal_text("a\x01", vr::LT));
}

// PS3.6: Image Type is 2-n, Patient's Name 1, and a backslash in an LT is a letter.
TEST_CASE("values are counted by VR and allowed by attribute", "[actions]") {
  CHECK(detail::value_count("A\\B\\C", vr::CS) == 3);
  CHECK(detail::value_count("A\\B\\C", vr::LT) == 1);
  CHECK(detail::value_count("", vr::CS) == 0);
  CHECK(detail::is_allowed_count({0x0008, 0x0008}, 2));
  CHECK_FALSE(detail::is_allowed_count({0x0008, 0x0008}, 1));
  CHECK_FALSE(detail::is_allowed_count({0x0010, 0x0010}, 2));
}

TEST_CASE("numbers are little endian, and nothing is written of what is none", "[actions]") {
  const auto bytes = [](std::string_view text, vr kind) {
    std::string out;
    return detail::append_binary(out, text, kind) ? out : std::string("none");
  };
  CHECK(bytes("258", vr::US) == "\x02\x01");
  CHECK(bytes("-2", vr::SS) == "\xFE\xFF");
  CHECK(bytes("65536", vr::US) == "none");
  CHECK(bytes("1.5", vr::FL) == std::string("\0\0\xC0\x3F", 4));
  CHECK(bytes("inf", vr::FD) == "none");
  CHECK(bytes("(0010,0020)", vr::AT) == std::string("\x10\0\x20\0", 4));
}
