// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_search.hpp>

#include <cstddef>
#include <string>
#include <vector>

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
