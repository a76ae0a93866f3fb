// SPDX-License-Identifier: BSD-3-Clause
// What codecs/jpeg2000_work.hpp declares.
#pragma once

#include <dicom_anonymizer/codecs/jpeg2000_work.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstdint>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE jpeg2000_work work_for(const jpeg2000_tile& tile, std::uint32_t components,
                                               const jpeg2000_style& style) noexcept {
  constexpr std::uint64_t enough = std::uint64_t{1} << 40;
  const auto product = [](std::uint64_t one, std::uint64_t other) {
    return one != 0 && other > enough / one ? enough : one * other;
  };
  const auto upwards = [](std::uint64_t value, std::uint32_t exponent) {
    return (value + (std::uint64_t{1} << exponent) - 1) >> exponent;
  };
  std::uint64_t precincts = 0, most_precincts = 0, blocks = 0;
  std::uint32_t least_width = 63, least_height = 63;
  for (std::uint32_t level = 0; level <= style.levels; ++level) {
    const std::uint32_t wide = style.precinct_width[level], high = style.precinct_height[level];
    least_width = std::min(least_width, wide + level);
    least_height = std::min(least_height, high + level);
    // T.800 equations B-14 and B-16.
    const std::uint64_t left = upwards(tile.left, level), right = upwards(tile.right, level);
    const std::uint64_t top = upwards(tile.top, level), bottom = upwards(tile.bottom, level);
    if (left == right || top == bottom) continue;
    const std::uint64_t here =
        product(upwards(right, wide) - (left >> wide), upwards(bottom, high) - (top >> high));
    precincts += here;
    most_precincts = std::max(most_precincts, here);
    // Code-blocks of the lowest band, or of three that are half as large; a precinct cuts them.
    const bool has_bands = level < style.levels;
    const auto blocks_along = [&](std::uint64_t from, std::uint64_t to, std::uint32_t block,
                                  std::uint32_t precinct, std::uint64_t is_high) {
      // T.800 equation B-15: the low samples are the even ones.
      if (has_bands) {
        from = (from + 1 - is_high) >> 1U;
        to = (to + 1 - is_high) >> 1U;
      }
      if (from == to) return std::uint64_t{0};
      const auto size = std::min(block, has_bands && precinct > 0 ? precinct - 1 : precinct);
      return upwards(to, size) - (from >> size);
    };
    for (std::uint64_t band = has_bands ? 1 : 0; band < (has_bands ? 4 : 1); ++band)
      blocks += product(blocks_along(left, right, style.block_width, wide, band & 1U),
                        blocks_along(top, bottom, style.block_height, high, band >> 1U));
  }
  jpeg2000_work result;
  const std::uint64_t samples = components;
  result.packets = product(product(style.layers, samples), precincts);
  result.blocks = product(samples, blocks);
  // A table of all packets, had each resolution as many precincts as the richest.
  result.steps += product(product(std::uint64_t{style.layers} + 1, samples),
                          product(style.levels + 1, most_precincts));
  result.steps += product(style.layers, result.blocks);
  if (style.goes_by_position) {
    const std::uint64_t places = product(upwards(tile.right - tile.left, least_width) + 1,
                                         upwards(tile.bottom - tile.top, least_height) + 1);
    result.steps += product(product(places, samples), style.levels + 1);
  }
  if (result.steps > enough) result.steps = enough;
  return result;
}

}  // namespace dicom_anonymizer::detail
