// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/identifiers.hpp>

#include <cstddef>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// The part of a text that is an identifier from its first atom on.
std::string_view identifier_in(std::string_view text) {
  static detail::passage all;
  detail::read_passage(text, 0, 100, all);
  const std::size_t end = detail::identifier_at(all, 0);
  return end == 0 ? std::string_view() : text.substr(0, all.atoms[end - 1].end);
}

}  // namespace

TEST_CASE("identifiers of several parts are found") {
  for (const std::string_view text :
       {"588-89-3864",   "ABC-123/45", "2023-000123", "S12-3456",    "P-12-345",   "CT21-1234",
        "C21-1234",      "HR21/1234",  "MA21-1234",   "C19/4711",    "C123-456",   "SP21-10020",
        "AB 12 34 56 C", "C-40/400",   "kV123-4567",  "2020-1230",   "12-3456",    "12/3457",
        "1234-56",       "123-457",    "12,345,678",  "1,234,567",   "S21-1234-1", "S21-1234A",
        "SP21-1234-2",   "S21/1234-1", "C20-1230",    "MA21-123",    "HR21-500",   "FA21/455",
        "HR95-1235",     "C20/1230",   "C25/1230",    "W20/1230",    "HR20/1230",  "C85-125",
        "HR95-12345",    "C19/120",    "C20-120",     "S21-1234-1A", "S21-1234A-1"})
    CHECK(identifier_in(text) == text);
}

TEST_CASE("ranges, windows, pixels and levels of the spine are none") {
  for (const std::string_view text :
       {"25-50-75",  "120/80",      "100-200",   "20-1000",     "1500/50",       "1024-64",
        "64/1024",   "123-156",     "512-512",   "b50-800",     "TE20-120",      "12-3456 ms",
        "T12-L1",    "10,512,512",  "1,150,300", "kV80/140",    "kV80-140",      "DE80/140",
        "WL40/400",  "C40/400",     "FA15/120",  "HR60/120",    "RR120/80",      "FOV350/240",
        "b500-1000", "STIR160/180", "2000/500",  "AB 12 34 56", "AB 12 34 56 X", "100,200,300",
        "C5-6",      "12-34",       "1,2,3",     "RGB(142",     "3-T",           ""}) {
    CAPTURE(text);
    CHECK(identifier_in(text).empty());
  }
}

TEST_CASE("behind TE, TR, TI, b and the like two numbers are a technique if they are round") {
  for (const std::string_view text :
       {"TE21/1234",    "TR22/0457",   "TI19/4711",   "b21/1234",    "B21-1234",    "TE22-445",
        "TR-21-1234",   "J21-1234",    "J20-120",     "JPEG21/1234", "bval21-1234", "TE20/1230",
        "te21-1234-1A", "TE21_1234",   "TE2021-1234", "TI2021/2711", "TE2021_1234", "HR2021-1234",
        "TE4711-5022",  "JPG653-288",  "JPG_653-288", "JPEG299_120", "TE50-0450",   "b00-0050",
        "B50/10000",    "bval653_288", "TR2020-1000"}) {
    CAPTURE(text);
    CHECK(identifier_in(text) == text);
  }
  for (const std::string_view text :
       {"b50-800", "b50-1000", "b50/1000", "bval50-800", "TE20-120", "TE15/120", "TR50/2000",
        "b50_1000", "TR2010/30", "TR2000-3000", "TE30_2000"}) {
    CAPTURE(text);
    CHECK(identifier_in(text).empty());
  }
}

TEST_CASE("an underscore stands between a year and a number, and between two numbers of a scan") {
  for (const std::string_view text : {"S21_1234", "CT21_1234", "S21_1234_1", "S21_1234_01",
                                      "S21_1234_1A", "S21-1234_5", "TE21_1234_5", "SP21_10021"}) {
    CAPTURE(text);
    CHECK(identifier_in(text) == text);
  }
  for (const std::string_view text : {"DTI_64_1000", "DTI_30_1000", "DWI_50_1000", "HARDI_60_3000",
                                      "TOF_16_1024", "vibe_15_3000", "diff_50_1000", "S21_123"}) {
    CAPTURE(text);
    CHECK(identifier_in(text).empty());
  }
}

TEST_CASE("an identifier goes as far as it ends") {
  CHECK(identifier_in("S21-1234-A1") == "S21-1234");
  CHECK(identifier_in("S21-1234-B-001") == "S21-1234");
  CHECK(identifier_in("S21-1234-1-A1") == "S21-1234-1");
  CHECK(identifier_in("S21-1234-A PT") == "S21-1234");
}
