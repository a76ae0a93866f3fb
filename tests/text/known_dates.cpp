// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_dates.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// What of a text is the birth on 12 May 1956 or the date 5 December 2019.
std::string found_in(std::string_view given, bool dates_stay = false) {
  const detail::known_date_search::date_map dates = {
      {19560512, true}, {560512, true}, {20191205, false}, {191205, false}};
  const detail::known_date_search::day_set birthdays = {512};
  detail::passage all;
  detail::read_passage(given, 0, given.size() + 1, all);
  const detail::known_date_search search(all, dates, birthdays, dates_stay);
  for (std::size_t i = 0; i < all.atoms.size(); ++i)
    if (const std::size_t end = search.end_of(i))
      return std::string(
          given.substr(all.atoms[i].begin, all.atoms[end - 1].end - all.atoms[i].begin));
  return "";
}

}  // namespace

TEST_CASE("a known date is found with its year in every order") {
  for (const std::string_view one :
       {"19560512", "560512", "12051956", "1956-05-12", "12.5.56", "5/12/1956", "12 May 1956",
        "May 12th, 1956", "12mai56", "195605121030", "1956年5月12", "5.12.2019", "20191205"})
    CHECK(found_in("CT " + std::string(one) + " x") == one);
  for (const std::string_view other : {"1956", "05/1956", "13.5.1956", "1956-13-05", "1 2 3", ""})
    CHECK(found_in(other).empty());
}

TEST_CASE("a birthday is found without the year") {
  CHECK(found_in("on 12/05 seen") == "12/05");
  CHECK(found_in("on 12 May seen") == "12 May");
  CHECK(found_in("毎年5月12日") == "5月12");
  CHECK(found_in("매년 5월 12일") == "5월 12");
  for (const std::string_view other : {"12/5", "05-12", "5/12 2", "5 Dec", "12月5日", "5月12個"})
    CHECK(found_in(other).empty());
}

TEST_CASE("where dates may stay only that of a birth is found") {
  CHECK(found_in("5.12.2019", true).empty());
  CHECK(found_in("12.5.1956", true) == "12.5.1956");
}

TEST_CASE("a known date is found by names of months in other languages, and by roman ones") {
  for (const std::string_view one :
       {"12 Mayıs 1956", "12. května 1956", "1956. május 12", "12 Μαΐου 1956",
        "12. toukokuuta 1956", "12 mai 1956", "12 svibnja 1956", "12 травня 1956", "12.V.1956",
        "12-v-56", "May the 12th, 1956", "5. desember 2019", "5 aralık 2019", "5. prosince 2019",
        "5 грудня 2019", "5.XII.2019", "5 decembrie 2019", "5. joulukuuta 2019",
        "5 prosinca 2019"}) {
    INFO(one);
    CHECK(found_in("CT " + std::string(one) + " x") == one);
  }
  // A roman number makes no birthday, and other days are others.
  for (const std::string_view other :
       {"12 V", "V 12", "12.VI.1956", "12 ianuarie 1956", "12 i 5"}) {
    INFO(other);
    CHECK(found_in(other).empty());
  }
}

TEST_CASE("a known date is found by the era of an emperor, and with a time behind it") {
  // Showa 31 is 1956, Reiwa 1 is 2019.
  for (const auto& [given, found] : {std::pair{"S31.5.12", "31.5.12"},
                                     {"昭和31年5月12日", "31年5月12"},
                                     {"R1/12/5", "1/12/5"},
                                     {"令和1年12月5日", "1年12月5"}}) {
    INFO(given);
    CHECK(found_in(given) == found);
  }
  for (const std::string_view other : {"H31.5.12", "X31.5.12", "S32.5.12"})
    CHECK(found_in(other).empty());
  for (const std::string_view one :
       {"1956051210", "195605121030", "19560512103015", "1956051210301500", "19560512103015123"})
    CHECK(found_in(one) == one);
  for (const std::string_view other : {"1956051277", "195605121", "19560513103015"})
    CHECK(found_in(other).empty());
}
