// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/private_blocks.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::private_block;
using da::detail::private_blocks;

TEST_CASE("a private element belongs to the block of its creator") {
  private_blocks blocks;
  CHECK(blocks.meet({0x0009, 0x1001}) == nullptr);
  blocks.open({0x0009, 0x0010}, "ACME", 1);
  blocks.open({0x0009, 0x0011}, "OTHER", 2);
  const private_block* met = blocks.meet({0x0009, 0x1101});
  REQUIRE(met != nullptr);
  CHECK(met->name == "OTHER");
  CHECK(met->had_elements);
  CHECK_FALSE(blocks.all()[0].had_elements);
  CHECK(blocks.meet({0x0009, 0x1201}) == nullptr);
  CHECK(blocks.meet({0x000B, 0x1001}) == nullptr);
}

TEST_CASE("blocks are left with their group") {
  private_blocks blocks;
  CHECK_FALSE(blocks.are_left({0x0010, 0x0010}));
  blocks.open({0x0009, 0x0010}, "ACME", 1);
  CHECK_FALSE(blocks.are_left({0x0009, 0x1001}));
  CHECK(blocks.are_left({0x0010, 0x0010}));
  blocks.close();
  CHECK(blocks.empty());
}
