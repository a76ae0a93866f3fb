// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/own_dummies.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

#include <dicom_anonymizer/tags/dictionary.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::counts_from_one;
using da::detail::may_have_own_dummy;

TEST_CASE("frames, segments and content items count from 1, and amounts do not") {
  STATIC_REQUIRE(counts_from_one({0x0008, 0x1160}));
  STATIC_REQUIRE(counts_from_one({0x0062, 0x000B}));
  STATIC_REQUIRE(counts_from_one({0x0040, 0xDB73}));
  STATIC_REQUIRE_FALSE(counts_from_one({0x0028, 0x0010}));
  STATIC_REQUIRE_FALSE(counts_from_one({0x0020, 0x0013}));
}

TEST_CASE("what counts from 1 is sorted, and numbers by the dictionary") {
  const auto& all = da::detail::counted_from_one;
  CHECK(std::is_sorted(std::begin(all), std::end(all)));
  CHECK(std::adjacent_find(std::begin(all), std::end(all)) == std::end(all));
  for (const std::uint32_t one : all) {
    const da::tag id(static_cast<std::uint16_t>(one >> 16),
                     static_cast<std::uint16_t>(one & 0xFFFFU));
    CHECK(may_have_own_dummy(id));
    const da::dictionary_entry* const known = da::find_attribute(id);
    if (known == nullptr) continue;  // newer than the dictionary
    const da::vr kind = known->representation;
    CHECK((kind == da::vr::IS || kind == da::vr::US || kind == da::vr::UL || kind == da::vr::SL));
  }
}

TEST_CASE("few attributes need a dummy of their own") {
  STATIC_REQUIRE(may_have_own_dummy({0x0070, 0x0002}));
  STATIC_REQUIRE(may_have_own_dummy({0x6002, 0x1001}));
  STATIC_REQUIRE(may_have_own_dummy({0x0028, 0x0030}));
  CHECK_FALSE(may_have_own_dummy({0x0010, 0x0010}));
  CHECK_FALSE(may_have_own_dummy({0x0008, 0x0104}));
  const auto few =
      std::count_if(std::begin(da::detail::dictionary), std::end(da::detail::dictionary),
                    [](const da::dictionary_entry& one) { return may_have_own_dummy(one.id); });
  CHECK(few < 600);
}
