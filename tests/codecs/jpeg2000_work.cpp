// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/codecs/jpeg2000_work.hpp>

#include <cstdint>

#include "support/catch.hpp"

using namespace dicom_anonymizer::detail;

namespace {

constexpr jpeg2000_tile whole{0, 0, 512, 512};

jpeg2000_style usual() {
  jpeg2000_style style;
  style.levels = 5;
  style.block_width = style.block_height = 6;
  return style;
}

}  // namespace

TEST_CASE("without precincts each resolution, component and layer has a packet") {
  jpeg2000_style style = usual();
  CHECK(work_for(whole, 1, style).packets == 6);
  CHECK(work_for(whole, 3, style).packets == 18);
  style.layers = 10;
  CHECK(work_for(whole, 3, style).packets == 180);
}

TEST_CASE("precincts are counted in each resolution, T.800 equation B-16") {
  jpeg2000_style style = usual();
  style.levels = 1;
  style.precinct_width = {7, 7};
  style.precinct_height = {6, 7};
  // 512 by 512 in 128 by 64: 4 by 8; 256 by 256 in 128 by 128: 2 by 2.
  CHECK(work_for(whole, 1, style).packets == 36);
  // They are counted from the origin of the grid, so that a tile cuts more of them.
  CHECK(work_for({100, 60, 612, 572}, 1, style).packets == 5 * 9 + 3 * 3);
  // A half of a column begins at the next whole one: from 1 to 1, and from 1 to 2.
  CHECK(work_for({1, 0, 2, 512}, 1, style).packets == 8);
  CHECK(work_for({2, 0, 3, 2}, 1, style).packets == 1 + 1);
}

TEST_CASE("what sound codestreams ask for is bearable") {
  jpeg2000_style style = usual();
  CHECK(is_bearable(work_for(whole, 3, style), 8'000, 3 * 512 * 512));
  style.layers = 20;
  style.precinct_width.fill(7);
  style.precinct_height.fill(7);
  style.goes_by_position = true;
  CHECK(is_bearable(work_for(whole, 3, style), 40'000, 3 * 512 * 512));
}

TEST_CASE("more packets than bytes are not bearable") {
  jpeg2000_style style = usual();
  style.layers = 65'535;
  CHECK_FALSE(is_bearable(work_for(whole, 1, style), 6 * 65'535 - 1, 512 * 512));
  style.layers = 1;
  style.precinct_width.fill(0);
  style.precinct_height.fill(0);
  CHECK_FALSE(is_bearable(work_for(whole, 1, style), 100'000, 512 * 512));
}

TEST_CASE("layers that each look at very many code-blocks are not bearable") {
  jpeg2000_style style;
  style.block_width = style.block_height = 2;
  style.layers = 5'000;
  const jpeg2000_tile large{0, 0, 8192, 8192};
  CHECK_FALSE(is_bearable(work_for(large, 1, style), 600'000, 8192 * 8192));
  style.layers = 5;
  CHECK(is_bearable(work_for(large, 1, style), 600'000, 8192 * 8192));
}

TEST_CASE("code-blocks are counted in each band, T.800 equation B-15") {
  jpeg2000_style style = usual();
  // 512 by 512: in the five resolutions bands of 256 to 16, 4 by 4, 2 by 2 and three times one
  // block; and the lowest band.
  CHECK(work_for(whole, 1, style).blocks == 3 * (16 + 4 + 1 + 1 + 1) + 1);
  CHECK(work_for(whole, 3, style).blocks == 3 * 70);
  // From 1 to 2 there is no even sample.
  style.levels = 1;
  CHECK(work_for({1, 0, 2, 2}, 1, style).blocks == 2);
  CHECK(work_for({0, 0, 1, 1}, 1, style).blocks == 1);
  // 100 to 228 in halves: 50 to 114, in blocks of 64 two of them; a precinct of 32 has bands of 16.
  style.levels = 0;
  CHECK(work_for({100, 0, 228, 64}, 1, style).blocks == 3);
  style.levels = 1;
  CHECK(work_for({100, 0, 228, 128}, 1, style).blocks == 3 * 2 + 2);
  style.precinct_width[0] = style.precinct_height[0] = 5;
  CHECK(work_for({100, 0, 228, 128}, 1, style).blocks == 3 * 5 * 4 + 2);
}

TEST_CASE("more code-blocks than bytes and samples account for are not bearable") {
  jpeg2000_style style;
  style.block_width = style.block_height = 2;
  const jpeg2000_tile large{0, 0, 8192, 8192};
  REQUIRE(work_for(large, 1, style).blocks == 2048 * 2048);
  constexpr std::uint64_t samples = 8192 * 8192, least = (2048 * 2048 - 65'536 - samples / 512) / 8;
  CHECK_FALSE(is_bearable(work_for(large, 1, style), 97, samples));
  CHECK_FALSE(is_bearable(work_for(large, 1, style), least - 1, samples));
  CHECK(is_bearable(work_for(large, 1, style), least, samples));
  // One of a single colour, in the smallest blocks that encoders use.
  style.block_width = style.block_height = 5;
  style.levels = 5;
  CHECK(is_bearable(work_for(large, 1, style), 97, samples));
}

TEST_CASE("places for precincts that hardly any precinct takes are not bearable") {
  jpeg2000_style style;
  style.levels = 32;
  style.precinct_width[0] = 0;
  style.precinct_height[1] = 0;
  const jpeg2000_tile large{0, 0, 32'768, 4'096};
  CHECK(is_bearable(work_for(large, 3, style), 200'000, std::uint64_t{3} * 32'768 * 4'096));
  style.goes_by_position = true;
  CHECK_FALSE(is_bearable(work_for(large, 3, style), 200'000, std::uint64_t{3} * 32'768 * 4'096));
}

TEST_CASE("work is counted without overflow") {
  jpeg2000_style style;
  style.levels = 32;
  style.layers = 65'535;
  style.block_width = style.block_height = 2;
  style.goes_by_position = true;
  style.precinct_width.fill(0);
  style.precinct_height.fill(0);
  const jpeg2000_work work = work_for({0, 0, 0x7FFFFFFF, 0x7FFFFFFF}, 3, style);
  CHECK(work.packets == std::uint64_t{1} << 40);
  CHECK(work.blocks == std::uint64_t{1} << 40);
  CHECK(work.steps == std::uint64_t{1} << 40);
}
