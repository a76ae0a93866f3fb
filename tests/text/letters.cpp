// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/letters.hpp>

#include <cstddef>
#include <iterator>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::detail;

TEST_CASE("a character of UTF-8 is taken away whole, and of what is none one byte") {
  std::string_view text = "a\xC3\xBC\xE7\x8E\x8B\xF0\xA0\x80\x80\xFF\xE7\x8E";
  for (const char32_t expected : {0x61U, 0xFCU, 0x738BU, 0x20000U, 0xFFU, 0xE7U, 0x8EU})
    CHECK(detail::take_character(text) == expected);
  CHECK(text.empty());
}

TEST_CASE("letters are sorted, and count as what counts as itself") {
  for (std::size_t i = 0; i + 1 < std::size(detail::marked_letters); ++i)
    CHECK(detail::marked_letters[i].character < detail::marked_letters[i + 1].character);
  for (const detail::letter& row : detail::marked_letters)
    for (const char32_t part : row.counts_as) {
      if (part == 0) continue;
      std::size_t count = 0;
      detail::each_letter(part, [&](char32_t) { ++count; });
      CHECK(count == 1);
    }
}
