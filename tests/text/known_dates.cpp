// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_dates.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

namespace {

// What of a text is a known date; the last one, if there are several.
std::string found(std::string_view given, bool dates_stay = false) {
  text::known_values known;
  known.add_date("19560512", true);
  known.add_date("20190307", false);
  detail::passage all;
  detail::read_passage(given, 0, 100, all);
  std::string result;
  detail::known_dates(all, known, dates_stay)
      .search([&](std::size_t first, std::size_t behind, bool) {
        const std::size_t begin = all.atoms[first].begin;
        result = given.substr(begin, all.atoms[behind - 1].end - begin);
      });
  return result;
}

}  // namespace

TEST_CASE("a known date is found in every order and with every sign") {
  for (const std::string_view spelled :
       {"19560512", "12051956", "560512", "1956-05-12", "12.05.1956", "05/12/1956", "12 May 1956",
        "May 12, 1956", "12th of May 1956", "12-05-56", "195605121530", "20190307", "7 March 2019"})
    CHECK(found("seen " + std::string(spelled) + " here") == spelled);
}

TEST_CASE("another date, and the fraction of a number, are no known date") {
  for (const std::string_view given :
       {"1956-05-13", "19570512", "0.560512", "13 May 1956", "12 weeks 1956", "1956 mm 12"})
    CHECK(found(given).empty());
}

TEST_CASE("where dates may stay only that of the birth counts, and its day without a year") {
  CHECK(found("2019-03-07", true).empty());
  CHECK(found("1956-05-12", true) == "1956-05-12");
  CHECK(found("on 12/05 born") == "12/05");
  CHECK(found("on 07/03 seen").empty());
}
