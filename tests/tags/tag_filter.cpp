// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/tag_filter.hpp>

#include <cstdint>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("a filter holds what was added, and little else") {
  da::detail::tag_filter filter;
  for (unsigned i = 0; i < 300; ++i)
    filter.add({static_cast<std::uint16_t>(8 + 2 * (i % 20)), static_cast<std::uint16_t>(i * 7)});
  for (unsigned i = 0; i < 300; ++i)
    CHECK(filter.may_hold(
        {static_cast<std::uint16_t>(8 + 2 * (i % 20)), static_cast<std::uint16_t>(i * 7)}));
  int wrong = 0;
  for (std::uint16_t i = 0; i < 10000; ++i) wrong += filter.may_hold({0x3006, i}) ? 1 : 0;
  CHECK(wrong < 1000);
  CHECK_FALSE(da::detail::tag_filter().may_hold({0x0008, 0x0005}));
}
