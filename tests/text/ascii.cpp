// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/ascii.hpp>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

static_assert(detail::is_digit('0') && detail::is_digit('9') && !detail::is_digit('a'));
static_assert(detail::is_capital_letter('A') && !detail::is_capital_letter('a'));
static_assert(detail::is_small_letter('z') && !detail::is_small_letter('Z'));
static_assert(detail::is_letter('q') && !detail::is_letter('_') && !detail::is_letter('\xE4'));
static_assert(detail::is_space(' ') && detail::is_space('\n') && !detail::is_space('\0'));
static_assert(detail::is_ascii('~') && !detail::is_ascii('\x80'));

TEST_CASE("every character of ASCII is at most one of letter, digit and space") {
  int letters = 0;
  for (int i = 0; i < 128; ++i) {
    const char c = static_cast<char>(i);
    CHECK(detail::is_letter(c) + detail::is_digit(c) + detail::is_space(c) <= 1);
    letters += detail::is_letter(c);
  }
  CHECK(letters == 52);
}
