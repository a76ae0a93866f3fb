// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/character_terms.hpp>

#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;

TEST_CASE("every set of PS3.3 tables C.12-2 to C.12-5 is known by what its terms end with") {
  for (const std::string_view name :
       {"100", "101", "109", "110", "144", "127", "126", "138", "148", "203", "166", "13", "87",
        "159", "149", "58", "192", "GB18030", "GBK"}) {
    CAPTURE(name);
    CHECK(find_term(name) != nullptr);
  }
  for (const std::string_view name : {"", "999", "UTF16", "EBCDIC"})
    CHECK(find_term(name) == nullptr);
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  CHECK(is_utf8("J\xC3\xA9r\xC3\xB4me"));
  CHECK(is_utf8("\xF0\x9F\xA9\xBB"));
  CHECK_FALSE(is_utf8("J\xE9r"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));          // longer than it need be
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));      // half of a pair
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));  // behind U+10FFFF
  CHECK_FALSE(is_utf8("\xC3"));
}

TEST_CASE("the second byte of GB18030 may be a backslash, and none of its four bytes") {
  CHECK(gb_length("A\\") == 1);
  CHECK(gb_length("\x81\\") == 2);
  CHECK(gb_length("\xCD\xF5") == 2);
  CHECK(gb_length("\x81\x30\x81\x30") == 1);
}
