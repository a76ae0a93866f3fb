// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/error.hpp>

#include <set>
#include <string>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("an error says its reason and the places that became known") {
  da::error e(da::errc::truncated, "the value ends early");
  CHECK(std::string(e.what()) == "the value ends early");
  e.at({0x0010, 0x0010}).at_offset(300).in_action("empty");
  CHECK(std::string(e.what()) == "the value ends early, action empty, at (0010,0010), offset 300");
  CHECK(e.code() == da::errc::truncated);
  CHECK(e.reason() == "the value ends early");
  CHECK(e.where() == da::tag{0x0010, 0x0010});
  CHECK(e.offset() == 300U);
  CHECK(e.action() == "empty");
}

TEST_CASE("a place that is known is not overwritten") {
  da::error e(da::errc::malformed, "wrong");
  e.at({0x0010, 0x0010}).at({0x0008, 0x0018}).at_offset(1).at_offset(2);
  e.in_action("replace").in_action("keep");
  CHECK(e.where() == da::tag{0x0010, 0x0010});
  CHECK(e.offset() == 1U);
  CHECK(e.action() == "replace");
}

TEST_CASE("every code has a name of its own") {
  std::set<std::string_view> names;
  for (int code = 1; code <= static_cast<int>(da::errc::unsupported_pixels); ++code) {
    const std::string_view name = da::to_string(static_cast<da::errc>(code));
    CHECK(name != "unknown");
    CHECK(names.insert(name).second);
  }
}
