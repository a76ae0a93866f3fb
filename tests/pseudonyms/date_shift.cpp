// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include <rapidcheck.h>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace std::string_view_literals;

namespace {

std::string date(std::string_view text, std::int32_t days) {
  const da::shifted_text result = da::shifted_dates(text, {days, 0});
  CHECK(result.unreadable == 0);
  return result.text;
}

std::string date_time(std::string_view text, da::date_shift by) {
  const da::shifted_text result = da::shifted_date_times(text, by);
  CHECK(result.unreadable == 0);
  return result.text;
}

// A pair of DA and TM, with a space between.
std::string pair(std::string_view dates, std::string_view times, da::date_shift by) {
  return da::shifted_dates(dates, by, times).text + ' ' + da::shifted_times(times, by).text;
}

const da::shifted_text emptied{"", 1};

// What the C library makes of it: the judge of our calendar.
std::string judged(int year, int month, int day, int second_of_day, std::int64_t seconds) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  const std::time_t moment = ::timegm(&parts) + second_of_day + seconds;
  std::tm moved{};
  ::gmtime_r(&moment, &moved);
  char text[80];
  std::snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02d", moved.tm_year + 1900,
                moved.tm_mon + 1, moved.tm_mday, moved.tm_hour, moved.tm_min, moved.tm_sec);
  return text;
}

}  // namespace

TEST_CASE("a date moves over months, leap years and centuries") {
  CHECK(date("19980131", 1) == "19980201");
  CHECK(date("20000301", -1) == "20000229");
  CHECK(date("19000301", -1) == "19000228");
  CHECK(date("20240229", 366) == "20250301");
  CHECK(date("20240101", -365) == "20230101");
  CHECK(date("19700101", -1) == "19691231");
  CHECK(date("20000101", -3650) == "19900103");
}

TEST_CASE("a date keeps its form") {
  CHECK(date("1998.01.31", 1) == "1998.02.01");
  CHECK(date("1998", -1) == "1997");
  CHECK(date("199801", -1) == "199712");
  CHECK(date("19980131\\19980201", 1) == "19980201\\19980202");
  CHECK(date("19980131\\\\19980201", 1) == "19980201\\\\19980202");
  CHECK(date("", 1).empty());
  CHECK(date("  ", 1) == "  ");
  CHECK(date("19980131 ", 1) == "19980201 ");
  CHECK(date(" 19980131\0"sv, 1) == " 19980201\0"sv);
  CHECK(date("19980131-19980201", 1) == "19980201-19980202");
  CHECK(date("19980131-", 1) == "19980201-");
  CHECK(date("-19980131 ", 1) == "-19980201 ");
}

TEST_CASE("a date that leaves day or month open is another one afterwards, back and on") {
  CHECK(date("2020", 1) == "2021");
  CHECK(date("2020", 365) == "2021");
  CHECK(date("2020", 366) == "2022");
  CHECK(date("2020", -1) == "2019");
  CHECK(date("2020", -365) == "2019");
  CHECK(date("2020", -366) == "2018");
  CHECK(date("202002", 1) == "202003");
  CHECK(date("202002", 31) == "202003");
  CHECK(date("202002", 32) == "202004");
  CHECK(date("202002", -31) == "202001");
  CHECK(date("202002", -32) == "201912");
  CHECK(date("201912", 31) == "202001");
  CHECK(date("2019-202006", 20) == "2020-202007");
  CHECK(date_time("2020", {20, 0}) == "2021");
  CHECK(date_time("202006+0100", {5, 86399}) == "202007+0100");
  for (const std::string_view text : {"2020", "2021", "1900", "202002", "202102", "202012"})
    for (std::int32_t days = -800; days <= 800; ++days) {
      if (days == 0) continue;
      CAPTURE(text, days);
      CHECK(date(text, days) != text);
      for (const std::int32_t seconds : {0, 1, 86399})
        CHECK(date_time(text, {days, seconds}) != text);
      CHECK((date(text, days) < text) == (days < 0));
    }
}

TEST_CASE("what is no date is empty afterwards and counted") {
  for (const std::string_view text : {"19980231"sv,
                                      "19981301"sv,
                                      "19980100"sv,
                                      "00000000"sv,
                                      "00000101"sv,
                                      "1998-01-31"sv,
                                      "199801311"sv,
                                      "98"sv,
                                      "1998.01"sv,
                                      "1998.1.31"sv,
                                      "SMITH"sv,
                                      "1998013O"sv,
                                      "*"sv,
                                      "-"sv,
                                      "19980131-SMITH"sv,
                                      "SMITH-19980131"sv,
                                      "19980131-19980201-19980202"sv,
                                      "1998 131"sv,
                                      "+1998131"sv,
                                      "1998013\xB1"sv,
                                      "19980131101112"sv}) {
    CAPTURE(text);
    CHECK(da::shifted_dates(text, {-1, 0}) == emptied);
  }
  CHECK(da::shifted_dates("19980131\\SMITH\\19980201", {1, 0}) ==
        da::shifted_text{"19980201\\\\19980202", 1});
}

TEST_CASE("a date that moves where no text can follow is empty afterwards and counted") {
  CHECK(da::shifted_dates("00010101", {-1, 0}) == emptied);
  CHECK(da::shifted_dates("00010102", {-1, 0}).text == "00010101");
  CHECK(da::shifted_dates("99991231", {1, 0}) == emptied);
  CHECK(da::shifted_date_times("0001", {-1, 0}) == emptied);
}

TEST_CASE("without seconds times stay as they are, and are read all the same") {
  for (const std::string_view text :
       {"10"sv, "1012"sv, "101213"sv, "101213.1"sv, "101213.123456 "sv, "10:12:13"sv, "10:12"sv,
        "10:12:13.5"sv, "235960"sv, "1012-1113"sv, "10\\11"sv, "1012-"sv})
    CHECK(da::shifted_times(text, {-1, 0}) == da::shifted_text{std::string(text), 0});
  for (const std::string_view text :
       {"24"sv, "240000"sv, "1060"sv, "101261"sv, "1"sv, "101"sv, "10:1"sv, "10:12:"sv, "101213."sv,
        "101213.1234567"sv, "1012.5"sv, "SMITH"sv, "10:1213"sv, "1012:13"sv})
    CHECK(da::shifted_times(text, {-1, 0}) == emptied);
}

TEST_CASE("a date and a time are one instant") {
  constexpr std::int32_t hour = 3600;
  CHECK(pair("19991231", "230000", {-1, 2 * hour}) == "19991231 010000");
  CHECK(pair("19991231", "220000", {-1, 1 * hour}) == "19991230 230000");
  CHECK(pair("20000228", "235959.75", {1, 1}) == "20000301 000000.75");
  CHECK(pair("19980131", "10", {-1, 14 * hour}) == "19980131 00");
  CHECK(pair("19980131", "1012", {-1, 14 * hour}) == "19980131 0012");
  CHECK(pair("1998.01.31", "23:59:59", {-1, 1}) == "1998.01.31 00:00:00");
  CHECK(pair("19981231", "235960", {-1, 1}) == "19981231 000001");
  CHECK(pair("19981231", "235960", {-1, 86399}) == "19981231 235959");
  CHECK(pair("19980131\\19980131", "23\\01", {-1, hour}) == "19980131\\19980130 00\\02");
  CHECK(pair("19980101-19980131", "2300-0100", {-1, hour}) == "19980101-19980130 0000-0200");
  CHECK(pair("19980131", "", {-1, hour}) == "19980130 ");
  CHECK(pair("", "2330", {-1, hour}) == " 0030");
  CHECK(pair("19980131", "noon", {-1, hour}) == "19980130 ");
  // Which time belongs to which date cannot be told.
  CHECK(pair("19980131\\19980131", "23", {-1, hour}) == "19980130\\19980130 00");
}

TEST_CASE("a date without a time moves by whole days") {
  for (const std::int32_t seconds : {0, 1, 86399}) {
    CHECK(da::shifted_dates("19980131", {-30, seconds}).text == "19980101");
    CHECK(da::shifted_dates("19980131", {-30, seconds}, "").text == "19980101");
  }
}

TEST_CASE("a DT moves as one instant and keeps its precision and its offset") {
  CHECK(date_time("1998", {-1, 0}) == "1997");
  CHECK(date_time("199803", {-1, 0}) == "199802");
  CHECK(date_time("19980301", {-1, 0}) == "19980228");
  CHECK(date_time("1998030110", {-1, 0}) == "1998022810");
  CHECK(date_time("19980301235960.123456+0100 ", {-1, 0}) == "19980228235960.123456+0100 ");
  CHECK(date_time("1998-0500", {-1, 0}) == "1997-0500");
  CHECK(date_time("19980301235959-0500", {-1, 1}) == "19980301000000-0500");
  CHECK(date_time("1998030123", {-1, 3600}) == "1998030100");
  CHECK(date_time("19980301101112.5\\199803011011+1400", {1, 60}) ==
        "19980302101212.5\\199803021012+1400");
}

TEST_CASE("an offset from UTC that cannot be one is no year of a range") {
  for (const std::string_view text :
       {"19500101101112-1300"sv, "19500101101112-1201"sv, "19500101101112.5-2001"sv,
        "19500101-1300"sv, "1950-1499"sv, "19500101101112+1401"sv, " 1950010110-1300 "sv})
    CHECK(da::shifted_date_times(text, {-3000, 0}) == emptied);
  // Dates and times have none.
  CHECK(da::shifted_times("10-1300", {0, 60}).unreadable == 0);
  CHECK(date("1998-1300", 0) == "1998-1300");
  CHECK(date_time("1998-2001", {0, 0}) == "1998-2001");
}

TEST_CASE("an offset from UTC is told from the end of a range") {
  CHECK(date_time("19980301-19980302", {-1, 0}) == "19980228-19980301");
  CHECK(date_time("1998-1999", {-1, 0}) == "1997-1998");  // 1999 is no offset
  CHECK(date_time("1998-1200", {-1, 0}) == "1997-1200");
  CHECK(date_time("19980301-0500-19980302-0500", {-1, 0}) == "19980228-0500-19980301-0500");
  CHECK(date_time("19980301-0500-", {-1, 0}) == "19980228-0500-");
  CHECK(date_time("-19980302+0130", {-1, 0}) == "-19980301+0130");
}

TEST_CASE("what is no DT is empty afterwards and counted") {
  for (const std::string_view text :
       {"19980301+0160"sv, "19980301+1401"sv, "19980301+01"sv, "199803011"sv, "19980301 1011"sv,
        "19980230"sv, "1998030124"sv, "1998.03.01"sv, "SMITH"sv, "19980301101112.1234567"sv,
        "199803011011.5"sv})
    CHECK(da::shifted_date_times(text, {-1, 0}) == emptied);
}

TEST_CASE("offsets from UTC are known") {
  for (const std::string_view text : {"+0000"sv, "-1200"sv, "+1400"sv, "+0545"sv})
    CHECK(da::is_utc_offset(text));
  for (const std::string_view text : {"0000"sv, "-1201"sv, "+1500"sv, "+0560"sv, "+01"sv, ""sv})
    CHECK(!da::is_utc_offset(text));
}

TEST_CASE("the longest range is a date, and padding makes none longer") {
  const std::string longest = "20200101101112.123456+0100";
  CHECK(longest.size() == 26);
  const std::string moved = "20200102101112.123456+0100";
  const std::string blanks(100'000, ' ');
  CHECK(date_time(blanks + longest + '-' + longest + blanks, {1, 0}) ==
        blanks + moved + '-' + moved + blanks);
}

// ------------------------------------------------------------------- any date

namespace {

// More often than the 100 times that RapidCheck tries, unless the environment says how often.
template <class Property>
bool holds(const Property& property) {
  // The same values each time; RC_PARAMS="seed=..." tries others.
  ::setenv("RC_PARAMS", "seed=20261127 max_success=3000", 0);
  return rc::check(property);
}

struct some_moment {
  int year;
  int month;
  int day;
  int second_of_day;

  [[nodiscard]] std::string date() const {
    char text[40];
    std::snprintf(text, sizeof text, "%04d%02d%02d", year, month, day);
    return text;
  }
  [[nodiscard]] std::string time() const {
    char text[40];
    std::snprintf(text, sizeof text, "%02d%02d%02d", second_of_day / 3600, second_of_day / 60 % 60,
                  second_of_day % 60);
    return text;
  }
};

some_moment any_moment() {
  const int year = *rc::gen::inRange(1000, 9000);
  const int month = *rc::gen::inRange(1, 13);
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days[] = {31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return {year, month, *rc::gen::inRange(1, days[month - 1] + 1), *rc::gen::inRange(0, 86400)};
}

da::date_shift any_shift() {
  const auto days = *rc::gen::nonZero<std::int32_t>() % 100'000;
  return {days == 0 ? 1 : days, *rc::gen::inRange(0, 86400)};
}

// Seconds between 1970 and a text of 14 digits.
std::int64_t seconds_of(const std::string& text) {
  std::tm parts{};
  parts.tm_year = std::stoi(text.substr(0, 4)) - 1900;
  parts.tm_mon = std::stoi(text.substr(4, 2)) - 1;
  parts.tm_mday = std::stoi(text.substr(6, 2));
  return ::timegm(&parts) + std::stoi(text.substr(8, 2)) * 3600 +
         std::stoi(text.substr(10, 2)) * 60 + std::stoi(text.substr(12, 2));
}

// A pair that moved, in 14 digits.
std::string moved_pair(const some_moment& one, da::date_shift by) {
  return da::shifted_dates(one.date(), by, one.time()).text +
         da::shifted_times(one.time(), by).text;
}

}  // namespace

TEST_CASE("any date and time move as the C library's calendar says") {
  CHECK(holds([] {
    const some_moment one = any_moment();
    const da::date_shift by = any_shift();
    const std::string expected = judged(one.year, one.month, one.day, one.second_of_day,
                                        std::int64_t{by.days} * 86400 + by.seconds);
    RC_ASSERT(moved_pair(one, by) == expected);
    RC_ASSERT(da::shifted_date_times(one.date() + one.time(), by).text == expected);
    RC_ASSERT(da::shifted_dates(one.date(), by).text ==
              judged(one.year, one.month, one.day, 0, std::int64_t{by.days} * 86400).substr(0, 8));
  }));
}

TEST_CASE("intervals between any two moments of a patient stay as they were") {
  CHECK(holds([] {
    const some_moment one = any_moment();
    const some_moment other = any_moment();
    const da::date_shift by = any_shift();
    const std::int64_t before =
        seconds_of(other.date() + other.time()) - seconds_of(one.date() + one.time());
    RC_ASSERT(seconds_of(moved_pair(other, by)) - seconds_of(moved_pair(one, by)) == before);
    const std::string as_date_time =
        da::shifted_date_times(other.date() + other.time() + "+0100", by).text;
    RC_ASSERT(seconds_of(as_date_time) - seconds_of(moved_pair(one, by)) == before);
  }));
}

TEST_CASE("any date that moves away and back is the same") {
  CHECK(holds([] {
    const some_moment one = any_moment();
    const std::int32_t days = any_shift().days;
    const std::string moved = da::shifted_dates(one.date(), {days, 0}).text;
    RC_ASSERT(moved != one.date());
    RC_ASSERT(da::shifted_dates(moved, {-days, 0}).text == one.date());
  }));
}

TEST_CASE("any bytes come out as dates of the same length or empty, and are counted then") {
  CHECK(holds([] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::inRange('0', ':'), rc::gen::element('-', '+', '.', ':', ' ')));
    for (const auto& result :
         {da::shifted_dates(text, {-1, 0}), da::shifted_times(text, {-1, 3600}),
          da::shifted_date_times(text, {-1, 3600})}) {
      RC_ASSERT(result.unreadable == (result.text.empty() && !text.empty() ? 1U : 0U));
      RC_ASSERT(result.text.empty() || result.text.size() == text.size());
    }
  }));
}
