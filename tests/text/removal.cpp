// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/removal.hpp>

#include <set>
#include <string_view>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;

TEST_CASE("counts of words that went add up by reason") {
  text::removal_counts one;
  one.add(text::removal::pattern, 2);
  one.add(text::removal::neighbour);
  text::removal_counts other;
  other.add(text::removal::pattern);
  other += one;
  CHECK(other[text::removal::pattern] == 3);
  CHECK(other[text::removal::neighbour] == 1);
  CHECK(other[text::removal::unknown_word] == 0);
  CHECK(other.total() == 4);
  CHECK(one.total() == 3);
}

TEST_CASE("each reason has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < text::removal_reasons; ++i)
    names.insert(to_string(static_cast<text::removal>(i)));
  CHECK(names.size() == text::removal_reasons);
}
