// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/padding.hpp>

#include <string_view>

#include "support/catch.hpp"

using namespace std::string_view_literals;

namespace detail = dicom_anonymizer::detail;

TEST_CASE("padding stands behind a text, blanks on both sides", "[part10]") {
  CHECK(detail::without_padding("  1.2\0"sv) == "  1.2"sv);
  CHECK(detail::without_padding("1.2 \0 \0\0"sv) == "1.2"sv);
  CHECK(detail::without_padding("A\0B"sv) == "A\0B"sv);
  CHECK(detail::without_padding(" \0"sv).empty());
  CHECK(detail::without_blanks(" \0 A B \0"sv) == "A B"sv);
  CHECK(detail::without_blanks(" \0 "sv).empty());
  CHECK(detail::without_blanks(""sv).empty());
}
