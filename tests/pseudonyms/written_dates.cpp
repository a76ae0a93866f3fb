// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/written_dates.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace std::string_view_literals;

namespace {

std::size_t looked_at = 0;  // bytes, by the reader below

std::optional<da::detail::written_moment> counted(std::string_view text) {
  looked_at += text.size();
  return da::detail::written_moment::date_time(text);
}

}  // namespace

TEST_CASE("each byte of a date is looked at a limited number of times, whatever dashes there are") {
  // Two moments of 26 characters and a dash, PS3.5 table 6.2-1: 53 places for it.
  constexpr std::size_t most = 2 * 53;
  for (const std::string_view piece :
       {"-"sv, "2020-"sv, "20200101-0500-"sv, "12-"sv, "-\\"sv, " -"sv}) {
    std::string text;
    while (text.size() < 10'000) text += piece;
    looked_at = 0;
    da::detail::written_values values(text, &counted);
    std::size_t count = 0;
    while (const auto value = values.next()) {
      CHECK_FALSE(value->is_read());
      ++count;
    }
    CHECK(count == 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\\')));
    CHECK(looked_at <= most * text.size());
  }
}
