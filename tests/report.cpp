// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/report.hpp>

#include <cstdint>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("reports add up action by action") {
  da::report one{{3}, {{"empty", 1}, {"delete", 2}}};
  one += da::report{{4}, {{"empty", 5}, {"keep", 1}}};
  CHECK(one == da::report{{7}, {{"delete", 2}, {"empty", 6}, {"keep", 1}}});
  CHECK_FALSE(one == da::report{});
  one.unreadable_dates = 2;
  one.invalid_values = 3;
  one.unclean_overlays = 3;
  one.cleaned_frames = 5;
  one.unclean_frames = 7;
  one += one;
  CHECK(one.unreadable_dates == 4);
  CHECK(one.unclean_overlays == 6);
  CHECK(one.invalid_values == 6);
  CHECK(one.cleaned_frames == 10);
  CHECK(one.unclean_frames == 14);
}

TEST_CASE(
    "attributes whose dates could not be read are listed once, in order and not without end") {
  da::report one;
  one.unreadable_date_tags = {{0x0008, 0x0020}, {0x0008, 0x0030}};
  da::report other;
  other.unreadable_date_tags = {{0x0008, 0x0012}, {0x0008, 0x0030}};
  one += other;
  CHECK(one.unreadable_date_tags ==
        std::vector<da::tag>{{0x0008, 0x0012}, {0x0008, 0x0020}, {0x0008, 0x0030}});
  std::vector<da::tag> up;
  std::vector<da::tag> down;
  for (std::uint16_t i = 0; i < 200; ++i) {
    da::detail::take_note(up, {0x0009, i});
    da::detail::take_note(down, {0x0009, static_cast<std::uint16_t>(199 - i)});
  }
  CHECK(up == down);
  CHECK(up.size() == 64);
  CHECK(up.back() == da::tag{0x0009, 63});
}

TEST_CASE(
    "numbers of texts add up, and attributes are the first ones whatever order they come in") {
  da::text::removal_counts words;
  words.add(da::text::removal::pattern, 2);
  words.add(da::text::removal::known_value);
  da::text_numbers up;
  da::text_numbers down;
  da::text_numbers halves[2];
  for (std::uint16_t i = 0; i < 100; ++i) {
    up.add({0x0040, i}, 1, 0, words);
    down.add({0x0040, static_cast<std::uint16_t>(99 - i)}, 1, 0, words);
    halves[i % 2].add({0x0040, i}, 1, 0, words);
  }
  CHECK(up == down);
  halves[0] += halves[1];
  CHECK(up == halves[0]);
  CHECK(up.cleaned_values == 100);
  CHECK(up.removed_words.total() == 300);
  CHECK(up.removed_words[da::text::removal::pattern] == 200);
  REQUIRE(up.removed_words_by_attribute.size() == 64);
  CHECK(up.removed_words_by_attribute.rbegin()->first == da::tag{0x0040, 63});
  CHECK(up.removed_words_by_attribute.rbegin()->second == 3);
  // Of what lost no words there is no attribute.
  da::text_numbers none;
  none.add({0x0040, 0x0001}, 0, 1, {});
  CHECK(none.removed_words_by_attribute.empty());
  CHECK(none.emptied_values == 1);
}
