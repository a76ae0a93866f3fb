// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/patterns.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// What goes, each in brackets of its own.
std::string marked(std::string_view text, detail::allowed_patterns allowed = {},
                   bool kept = false) {
  detail::passage all;
  detail::read_passage(text, 0, 1000, all);
  detail::found_patterns found;
  detail::find_patterns(all, allowed, found);
  std::string result;
  for (const detail::span one : kept ? found.kept : found.gone)
    result.append("<").append(text.substr(one.begin, one.end - one.begin)).append(">");
  return result;
}

}  // namespace

TEST_CASE("what is written like an address, a phone or an identifier is found") {
  for (const std::string_view text : {"jane.doe@example.org",
                                      "jane@ example.org",
                                      "https://example.org/a?b=c",
                                      "www.example.org/x",
                                      "ftp://x",
                                      "\\\\server\\share",
                                      "C:\\Users\\jane",
                                      "192.0.2.17",
                                      "1.2.840.10008.1",
                                      "00:1B:44:11:3A:B7",
                                      "00-1b-44-11-3a-b7",
                                      "00-1b-44-ff-fe-11-3a-b7",
                                      "fe80::1ff:fe23:4567",
                                      "+49 89 123456",
                                      "(555) 123-4567",
                                      "555-123-4567",
                                      "555.123.4567 x12",
                                      "+1-482-741-5243",
                                      "+44 (0)20 7946 0958",
                                      "12b North Main Street, Springfield IL 62704-1234",
                                      "9690 Lowe Street",
                                      "1234567",
                                      "588-89-3864",
                                      "ABC-123/45",
                                      "2023-000123"})
    CHECK(marked(text) == "<" + std::string(text) + ">");
}

TEST_CASE("measures are no phone numbers and no identifiers") {
  for (const std::string_view text : {"512 512", "1.25 0.625", "25-50-75", "256x192", "0.123456",
                                      "3 T", "2 mm", "T1 T2", "RGB(142, 114, 44)", "ratio 2.8324",
                                      "B30s 5.0", "b 1000", "@", "3T @ 2mm", "-", "12 mm 3 mm"})
    CHECK(marked(text) == "");
}

TEST_CASE("ages are found, and stay up to 89 where they may") {
  for (const std::string_view text : {"55F",
                                      "55 y",
                                      "055Y",
                                      "78-year-old",
                                      "78 years old",
                                      "6 months",
                                      "3 wks",
                                      "55 female",
                                      "age: 55",
                                      "F/55",
                                      "41 ans",
                                      "12 Jahre",
                                      "008M",
                                      "55/F",
                                      "45/m",
                                      "55 / F",
                                      "45, M",
                                      "45,M",
                                      "45_M",
                                      "55-F",
                                      "55, female",
                                      "female, 55",
                                      "m/45",
                                      "age of 55",
                                      "aged 55",
                                      "Age is 55",
                                      "78J",
                                      "1040 months",
                                      "55\xC2\xA0"
                                      "ans",
                                      "55\xE2\x80\xAF"
                                      "ans"}) {
    CAPTURE(text);
    CHECK(marked(text) == "<" + std::string(text) + ">");
    CHECK(marked(text, {false, true}).empty());
    CHECK(marked(text, {false, true}, true) == "<" + std::string(text) + ">");
  }
  // 90 years are 1,080 months and 4,696 weeks.
  for (const std::string_view text : {"90Y",
                                      "93 years old",
                                      "age 104",
                                      "91F",
                                      "93/F",
                                      "95 / M",
                                      "95,F",
                                      "93, female",
                                      "age of 95",
                                      "aged: 95",
                                      "95J",
                                      "y95",
                                      "M95",
                                      "F 93",
                                      "male 95",
                                      "1080 months",
                                      "1140 mo",
                                      "4700 weeks",
                                      "ninety five years",
                                      "ninety-three year old",
                                      "ninety years"}) {
    CAPTURE(text);
    CHECK(marked(text, {false, true}) == "<" + std::string(text) + ">");
    CHECK(marked(text, {false, true}, true).empty());
  }
}

TEST_CASE("what is like an age is none where something else is measured") {
  for (const std::string_view text :
       {"18-F", "1.75 m", "0.55, F", "F100", "M30", "female 95 kg", "200J", "3/M", "25, m",
        "FOV 95", "ninety degrees", "y2", "90 m2x"}) {
    CAPTURE(text);
    CHECK(marked(text).empty());
  }
}

TEST_CASE("fluorine is no woman of 18 years") {
  CHECK(marked("18F-FDG").empty());
  CHECK(marked("[18F]").empty());
  CHECK(marked("PET 18F FDG").empty());
  CHECK(marked("chest 18F") == "<18F>");
}

TEST_CASE("dates stay where they may") {
  CHECK(marked("on 5/12/2019 at 9:30", {true, false}).empty());
  CHECK(marked("on 5/12/2019 at 9:30", {true, false}, true) == "<5/12/2019><9:30>");
  CHECK(marked("20191205 1234567", {true, false}) == "<1234567>");
  CHECK(marked("20191205", {true, false}, true) == "<20191205>");
}

TEST_CASE("a passage takes time in proportion to its length, whatever it is made of") {
  for (const std::string_view unit :
       {"aa-",  "11-",     "a:",   "a::", "1.",  "12 ",    "12-",   "123-",  "123_",
        "12/",  "(1) ",    "+1 ",  "a@",  "@",   "a.",     "5/",    "1 Aa ", "A-1 ",
        "Tel ", "Tel 12 ", "age ", "M/",  "12,", "mar 1 ", "55 y ", "00 "}) {
    CAPTURE(unit);
    const auto work = [&](std::size_t size) {
      std::string given;
      while (given.size() < size) given += unit;
      detail::passage all;
      detail::read_passage(given, 0, given.size() + 1, all);
      detail::found_patterns found;
      detail::find_patterns(all, {}, found);
    };
    CHECK(test::growth_of(8000, work) < 40);
  }
}

TEST_CASE("what goes with an address of the passage before is not looked for again") {
  detail::passage all;
  detail::read_passage("a://b x a://c", 0, 1000, all);
  detail::found_patterns found;
  detail::find_patterns(all, {}, found, 6);
  REQUIRE(found.gone.size() == 1);
  CHECK(found.gone[0].begin == 8);
}
