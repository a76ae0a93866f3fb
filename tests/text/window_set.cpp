// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/window_set.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("sequences are found wherever they stand, as a search for each finds them") {
  std::mt19937 random(7);
  const auto letters = [&](std::size_t size) {
    std::u32string result;
    for (std::size_t i = 0; i < size; ++i) result.push_back(U"abc"[random() % 3]);
    return result;
  };
  for (int round = 0; round < 50; ++round) {
    detail::window_set set;
    std::set<std::u32string> wanted;
    for (int i = 0; i < 4; ++i) wanted.insert(letters(1 + random() % 5));
    for (const std::u32string& one : wanted) set.add(one);
    const std::u32string text = letters(random() % 60);
    std::set<std::pair<std::size_t, std::size_t>> expected;
    for (const std::u32string& one : wanted)
      for (std::size_t at = text.find(one); at != std::u32string::npos; at = text.find(one, at + 1))
        expected.insert({at, at + one.size()});
    std::set<std::pair<std::size_t, std::size_t>> found;
    set.find_in(text, [&](std::size_t first, std::size_t behind) {
      found.insert({first, behind});
    });
    CHECK(found == expected);
  }
}

TEST_CASE("an empty sequence is none") {
  detail::window_set set;
  set.add(std::u32string());
  CHECK(set.empty());
}
