// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/atom_view.hpp>

#include <cstddef>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("atoms are told by their kind, and there is nothing behind the last") {
  detail::passage all;
  detail::read_passage("Ab 12-3", 0, 100, all);
  const detail::atom_view view(all);
  CHECK(view.is_letters(0));
  CHECK(view.is_word(0, "ab"));
  CHECK_FALSE(view.is_word(0, "abc"));
  CHECK(view.is_blank(1));
  CHECK(view.over_blank(1) == 2);
  CHECK(view.over_blank(2) == 2);
  CHECK(view.is_digits(2, 2, 2));
  CHECK_FALSE(view.is_digits(2, 3));
  CHECK_FALSE(view.is_digits(2, 1, 1));
  CHECK(view.is_mark(3, "+-"));
  CHECK_FALSE(view.is_mark(3, "+"));
  CHECK(view.at(4) != nullptr);
  CHECK(view.at(5) == nullptr);
  for (const std::size_t behind : {std::size_t{5}, std::size_t{99}}) {
    CHECK_FALSE(view.is_letters(behind));
    CHECK_FALSE(view.is_digits(behind));
    CHECK_FALSE(view.is_mark(behind, "-"));
    CHECK_FALSE(view.is_blank(behind));
    CHECK_FALSE(view.is_word(behind, ""));
    CHECK_FALSE(view.has(behind, ~0U));
  }
}

TEST_CASE("white space is counted in characters") {
  detail::passage all;
  // U+00A0, U+202F and U+3000 are two and three bytes.
  detail::read_passage(
      "1 2  3\xC2\xA0"
      "4\xE2\x80\xAF"
      "5\xE3\x80\x80"
      "6",
      0, 100, all);
  const detail::atom_view view(all);
  CHECK(view.is_blank(1, 1));
  CHECK_FALSE(view.is_blank(3, 1));
  CHECK(view.is_blank(3, 2));
  CHECK(view.is_blank(5, 1));
  CHECK(view.is_blank(7, 1));
  CHECK(view.is_blank(9, 1));
}
