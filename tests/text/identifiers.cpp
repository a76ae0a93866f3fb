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

TEST_CASE("an identifier goes as far as it ends") {
  CHECK(identifier_in("S21-1234-A1") == "S21-1234");
  CHECK(identifier_in("S21-1234-B-001") == "S21-1234");
  CHECK(identifier_in("S21-1234-1-A1") == "S21-1234-1");
  CHECK(identifier_in("S21-1234-A PT") == "S21-1234");
}
