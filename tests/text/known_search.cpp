// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_search.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/cleaner.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

TEST_CASE("a value inside a word takes the word, or is noted by its bytes") {
  text::known_values known;
  known.add_name("=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E");
  const std::string given = "x \xE5\xB1\xB1\xE7\x94\xB0\xE9\xA0\xAD";
  detail::passage all;
  detail::read_passage(given, 0, 100, all);
  std::vector<detail::span> inside;
  detail::take_known_values(all, known, false, &inside);
  CHECK_FALSE(all.tokens[1].goes());
  REQUIRE(inside.size() == 1);
  CHECK(inside[0].begin == 2);
  CHECK(inside[0].end == 8);
  detail::take_known_values(all, known, false, nullptr);
  CHECK(all.tokens[1].goes_as(text::removal::known_value));
  CHECK_FALSE(all.tokens[0].goes());
}

TEST_CASE("digits behind a decimal point are no identifier and no date") {
  text::known_values known;
  known.add_identifier("77881");
  known.add_date("19560512", true);
  known.add_phone("5605123");
  const text::vocabulary words;
  const text::cleaner cleaner(words, known);
  for (const std::string_view number :
       {"0.5\\1.2778812\\3", "0.560512", "-0.77881", "+0.77881", "1.77881e-3", "1.77881E12",
        "2.77881mm", "3.5605123", "(0.77881, 0.177881)", "0.77881 0.177881"}) {
    CAPTURE(number);
    CHECK(cleaner.scrub(number).text == number);
  }
  // Before the point they may be one, and what looks like no number is none.
  for (const std::string_view other :
       {"77881", "77881.5", "1,77881", "1.77881.dcm", "scan_1.77881", "A-1.77881", "1.2.77881",
        "1.77881-2", "1.77881ab", "1.560512_a", "MR.77881"}) {
    CAPTURE(other);
    CHECK(cleaner.scrub(other).changed);
  }
  text::known_values whole;
  whole.add_identifier("1.77881");
  CHECK(text::cleaner(words, whole).scrub("ID 1.77881").text == "ID");
}

TEST_CASE("ten thousand names cost what they cost to add") {
  const auto with_names = [](std::size_t count) {
    text::known_values known;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i * 7919);
      std::string name;
      for (const char c : number) name.push_back(static_cast<char>('a' + (c - '0')));
      known.add_name(name + "son^" + name + "ina");
    }
    detail::passage all;
    std::string given;
    for (std::size_t i = 0; i < 200; ++i) given += "bcdeson chest jkl ";
    detail::read_passage(given, 0, 10000, all);
    detail::take_known_values(all, known, false, nullptr);
  };
  CHECK(test::growth_of(1000, with_names) < 40);
}
