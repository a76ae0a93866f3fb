// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/key_table.hpp>

#include <cstdint>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("what was added is found after the table has grown, and nothing else") {
  detail::key_table table;
  CHECK(table.empty());
  for (std::uint64_t i = 1; i <= 5000; ++i) table.add(i * 0x10001, {});
  CHECK_FALSE(table.empty());
  for (std::uint64_t i = 1; i <= 5000; ++i) {
    CHECK(table.find(i * 0x10001) != nullptr);
    CHECK(table.find(i * 0x10001 + 1) == nullptr);
  }
}

TEST_CASE("of two forms the one that is found more often counts") {
  detail::key_table table;
  table.add(1, {true, false});
  table.add(1, {false, true});
  REQUIRE(table.find(1) != nullptr);
  CHECK_FALSE(table.find(1)->is_short_number);
  CHECK(table.find(1)->may_be_split);
}
