// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/pattern.hpp>

#include <string>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

static_assert(0x0010'0020_tag == da::tag{0x0010, 0x0020});
static_assert("(0010,0020)"_tag == da::tag{0x0010, 0x0020});
static_assert("PatientID"_tag == da::tag{0x0010, 0x0020});
static_assert("(60xx,3000)"_tag == da::tag_pattern({0x6000, 0x3000}, {0xFF00, 0xFFFF}));
static_assert("(60xx,3000)"_tag.matches(da::tag{0x6012, 0x3000}));
static_assert(!"(60xx,3000)"_tag.matches(da::tag{0x6112, 0x3000}));
static_assert(!"(60xx,3000)"_tag.matches(da::tag{0x6012, 0x3001}));
static_assert(R"((0019,"SIEMENS MR HEADER",0C))"_tag ==
              da::private_element{0x0019, "SIEMENS MR HEADER", 0x0C});
static_assert(da::any_private.matches(da::tag{0x0009, 0x1001}));
static_assert(!da::any_private.matches(da::tag{0x0008, 0x1001}));
static_assert(da::any_element.matches(da::tag{0x0008, 0x1001}));
static_assert(da::tag_pattern(da::tag{0x0010, 0x0020}).is_exact());
static_assert(!"(0010,xxxx)"_tag.is_exact());

TEST_CASE("a tag can be spelled in every form that the Python package and the standard use") {
  const da::any_pattern id = da::tag{0x0010, 0x0020};
  for (const char* text : {"(0x0010, 0x0020)", "(0x0010,0x0020)", "(0010,0020)", "0010,0020",
                           "00100020", "0x00100020", "PatientID", " (0010, 0020) ", "(0x10, 0x20)"})
    CHECK(da::parse_pattern(text) == id);
  CHECK(da::parse_pattern("(0008,103e)") == da::any_pattern(da::tag{0x0008, 0x103E}));
}

TEST_CASE("a mask can be spelled with x or in four parts") {
  const da::any_pattern curves = da::tag_pattern({0x5000, 0x0000}, {0xFF00, 0x0000});
  CHECK(da::parse_pattern("(50xx,xxxx)") == curves);
  CHECK(da::parse_pattern("50xxXXXX") == curves);
  CHECK(da::parse_pattern("(0x5000, 0x0000, 0xFF00, 0x0000)") == curves);
  CHECK(da::parse_pattern("OverlayData") ==
        da::any_pattern(da::tag_pattern({0x6000, 0x3000}, {0xFF00, 0xFFFF})));
}

TEST_CASE("the tuples of Python are read as Python reads them") {
  const da::any_pattern id = da::tag{0x0010, 0x0020};
  for (const char* text : {"(16, 32)", "(16,32)", "16, 32", "(0x0010, 32)", "(16, 0x0020)",
                           "(0x0010, 0x0020,)", "(16, 32, )", "(0o20, 0b100000)", "(0X10, 0x20)"}) {
    CAPTURE(text);
    CHECK(da::parse_pattern(text) == id);
  }
  CHECK(da::parse_pattern("(0x0010, 4176)") == da::any_pattern(da::tag{0x0010, 0x1050}));
  CHECK(da::parse_pattern("(8, 0)") == da::any_pattern(da::tag{0x0008, 0x0000}));
  // Four digits in each half are the standard's form, as (0010,0020) is no tuple of Python.
  CHECK(da::parse_pattern("(5200,9230)") == da::any_pattern(da::tag{0x5200, 0x9230}));
  CHECK(da::parse_pattern("(0x0010, 0020)") == id);
  CHECK("(16, 32)"_tag == da::tag{0x0010, 0x0020});
}

TEST_CASE("bits of a value that its mask leaves out count for nothing") {
  const da::any_pattern block = da::tag_pattern(da::tag{0x2001, 0x1000}, da::tag{0xFFFF, 0xFF00});
  for (const char* text : {"(0x2001, 0x1001, 0xFFFF, 0xFF00)", "(8193, 4097, 65535, 65280)",
                           "(0x2001, 4097, 0xFFFF, 65280,)", "(0x2001, 0x1000, 0xFFFF, 0xFF00)"}) {
    CAPTURE(text);
    CHECK(da::parse_pattern(text) == block);
  }
  CHECK(block.matches(da::tag{0x2001, 0x10FE}));
  CHECK_FALSE(block.matches(da::tag{0x2001, 0x1101}));
  CHECK(da::parse_pattern("(0x5012, 0x0000, 0xFF00, 0x0000)") == da::parse_pattern("(50xx,xxxx)"));
}

TEST_CASE("a private element can be spelled with either quote and any offset form") {
  const da::any_pattern b_value = da::private_element{0x0019, "SIEMENS MR HEADER", 0x0C};
  for (const char* text : {"(0019,\"SIEMENS MR HEADER\",0C)", "(0x0019, 'SIEMENS MR HEADER', 0x0c)",
                           "0019,\"SIEMENS MR HEADER\",xx0C", "(0019,\"SIEMENS MR HEADER  \",0C)"})
    CHECK(da::parse_pattern(text) == b_value);
  CHECK(da::parse_pattern("(0019,\"A, B\",01)") ==
        da::any_pattern(da::private_element{0x0019, "A, B", 0x01}));
}

TEST_CASE("blanks around a creator tell nothing, PS3.5 table 6.2-1") {
  constexpr da::private_element padded{0x0019, " ACME ", 0x0C};
  static_assert(padded.matches({{0x0019, 0x100C}, "ACME"}));
  CHECK(da::any_pattern(padded) == da::any_pattern(da::private_element{0x0019, "ACME", 0x0C}));
  CHECK_FALSE(padded.matches({{0x0019, 0x100C}, "AC ME"}));
}

TEST_CASE("text that names no element is an error that quotes it") {
  for (const char* text : {"",
                           "(",
                           "()",
                           "(0010)",
                           "0010002",
                           "001000200",
                           "(0010,002g)",
                           "(0010,00200)",
                           "(010,0020)",
                           "PatientsName",
                           "(0010,0020",
                           "00100020,",
                           "(0010,0020,,",
                           "(0010,0020,,)",
                           "(16)",
                           "(16,)",
                           "(65536, 32)",
                           "(0x10000, 32)",
                           "(-16, 32)",
                           "(016, 32)",
                           "(16, 32, 65535)",
                           "(1_6, 32)",
                           "(0b2, 32)",
                           "(1.5, 32)",
                           "(0018,\"EVEN GROUP\",01)",
                           "(0019,\"\",01)",
                           "(0019,\"OPEN,01)",
                           "(0019,\"A\",100)",
                           "(0019,\"A\",zz)",
                           "(0x5000, 0x0000, 0xFF00)",
                           "(60xx,3000,FFFF,FFFF)",
                           "(0x0010, 0x0020, 0xFFFF, 0xFFFF, 0xFFFF)",
                           "0x0010"}) {
    CAPTURE(text);
    try {
      static_cast<void>(da::parse_pattern(text));
      FAIL("it was accepted");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::bad_tag);
      CHECK(std::string(e.what()).find("'" + std::string(text) + "'") != std::string::npos);
    }
  }
}

TEST_CASE("a private element matches by creator and offset in whatever block") {
  const da::private_element where{0x0019, "ACME", 0x0C};
  CHECK(where.matches({{0x0019, 0x100C}, "ACME"}));
  CHECK(where.matches({{0x0019, 0xFF0C}, "ACME"}));
  CHECK_FALSE(where.matches({{0x0019, 0x100C}, "OTHER"}));
  CHECK_FALSE(where.matches({{0x0019, 0x100C}, ""}));
  CHECK_FALSE(where.matches({{0x0019, 0x100D}, "ACME"}));
  CHECK_FALSE(where.matches({{0x0029, 0x100C}, "ACME"}));
  CHECK_FALSE(da::private_element{0x0019, "ACME", 0x10}.matches({{0x0019, 0x0010}, "ACME"}));
  const da::any_pattern same = where;
  CHECK(same.matches({{0x0019, 0x100C}, "ACME"}));
  CHECK_FALSE(same.matches({{0x0019, 0x100C}, "OTHER"}));
  CHECK_FALSE(same.is_exact());
}

TEST_CASE("the text of a pattern can be read again") {
  for (const char* text : {"(0010,0020)", "(60xx,3000)", "(50xx,xxxx)", "(0019,\"ACME\",0C)",
                           "(0x0001, 0x0000, 0x0001, 0x0000)"}) {
    CHECK(da::to_string(da::parse_pattern(text)) == text);
  }
}
