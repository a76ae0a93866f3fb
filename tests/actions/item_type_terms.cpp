// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/item_type_terms.hpp>

#include <algorithm>
#include <iterator>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::has_structural_terms;
using da::detail::is_structural_term;

TEST_CASE("terms of the standard say what an item is, with padding or without") {
  STATIC_REQUIRE(is_structural_term({0x0040, 0xA040}, "TEXT"));
  STATIC_REQUIRE(is_structural_term({0x0040, 0xA040}, "NUM "));
  STATIC_REQUIRE(is_structural_term({0x0040, 0xA010}, "HAS OBS CONTEXT "));
  STATIC_REQUIRE(is_structural_term({0x0070, 0x0024}, "N "));
  STATIC_REQUIRE(is_structural_term({0x0070, 0x0020}, {"\2\0", 2}));
}

TEST_CASE("any other value is none, wherever it stands") {
  STATIC_REQUIRE_FALSE(is_structural_term({0x0040, 0xA040}, ""));
  STATIC_REQUIRE_FALSE(is_structural_term({0x0040, 0xA040}, "CANARY"));
  STATIC_REQUIRE_FALSE(is_structural_term({0x0040, 0xA040}, "TEX"));
  STATIC_REQUIRE_FALSE(is_structural_term({0x0040, 0xA040}, "TEXT\\NUM"));
  STATIC_REQUIRE_FALSE(is_structural_term({0x0040, 0xA040}, "CONTAINS"));
  STATIC_REQUIRE_FALSE(is_structural_term({0x0010, 0x0040}, "N"));
}

TEST_CASE("few attributes have such terms") {
  STATIC_REQUIRE(has_structural_terms({0x0040, 0xA050}));
  STATIC_REQUIRE_FALSE(has_structural_terms({0x0040, 0xA160}));
  STATIC_REQUIRE_FALSE(has_structural_terms({0x0010, 0x0010}));
  const auto& all = da::detail::item_type_terms;
  CHECK(std::is_sorted(std::begin(all), std::end(all),
                       [](const auto& one, const auto& other) { return one.id < other.id; }));
}
