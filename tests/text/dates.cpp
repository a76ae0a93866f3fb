// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/dates.hpp>

#include <cstddef>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// The part of a text that is a date from its first atom on.
std::string_view date_in(std::string_view text) {
  static detail::passage all;
  detail::read_passage(text, 0, 100, all);
  const std::size_t end = detail::date_at(all, 0);
  return end == 0 ? std::string_view() : text.substr(0, all.atoms[end - 1].end);
}

}  // namespace

TEST_CASE("dates are found in all spellings") {
  for (const std::string_view text : {"2019-12-05",
                                      "2019/12/05",
                                      "2019.12.5",
                                      "2019_12_05",
                                      "2019:12:05",
                                      "2019 - 12 - 05",
                                      "5/12/19",
                                      "05.12.2019",
                                      "5-12-19",
                                      "05_12_2019",
                                      "5 Dec 2019",
                                      "5th of December 2019",
                                      "5. Dez. 2019",
                                      "5dec19",
                                      "05-DEC-2019",
                                      "12 mars 2019",
                                      "12 ao\xC3\xBBt 2019",
                                      "3 M\xC3\xA4rz",
                                      "Dec 5, 2019",
                                      "December 5th, 2019",
                                      "Dec 2019",
                                      "Sept. 19",
                                      "12/2019",
                                      "2019-12",
                                      "H31.4.5",
                                      "9:30",
                                      "21:30:15",
                                      "21:30:15.25",
                                      "9:30 pm",
                                      "10h30",
                                      "9 Uhr",
                                      "9.30 Uhr",
                                      "2019-12-05T10:30:00Z",
                                      "5 \xD1\x8F\xD0\xBD\xD0\xB2\xD0\xB0\xD1\x80\xD1\x8F 2019"})
    CHECK(date_in(text) == text);
}

TEST_CASE("a date ends where it ends") {
  CHECK(date_in("5 Dec 2019 CT") == "5 Dec 2019");
  CHECK(date_in("5/12/2019, head") == "5/12/2019");
  CHECK(date_in("12 mar 30mm") == "12 mar");
  CHECK(date_in("05.12.2019.") == "05.12.2019");
}

TEST_CASE("numbers that are no date are none") {
  for (const std::string_view text :
       {"512", "1.2.10.4", "0.625", "3x3x3", "1/2", "45/99/12", "30:1", "10:99", "May be", "mars",
        "T1", "2019", "1.2.840.10008", "12 mm", "5 decubitus", "99:30"})
    CHECK(date_in(text).empty());
}

TEST_CASE("eight digits are a date if they can be one") {
  CHECK(detail::is_compact_date("20191205"));
  CHECK(detail::is_compact_date("20191205103000"));
  for (const std::string_view text : {"20191305", "20191200", "18991205", "2019120", "201912051"})
    CHECK_FALSE(detail::is_compact_date(text));
}

TEST_CASE("a number of many digits is none") {
  CHECK(detail::number_of("0123") == 123);
  CHECK(detail::number_of("1234567890") == -1);
}
