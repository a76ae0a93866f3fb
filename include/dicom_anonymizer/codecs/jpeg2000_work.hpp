// SPDX-License-Identifier: BSD-3-Clause
// How much work a JPEG 2000 codestream asks a decoder for.
#pragma once

#include <array>
#include <cstdint>

namespace dicom_anonymizer::detail {

// How the tiles of a codestream are coded, ITU-T T.800 section A.6.1: of all that its headers say
// what makes the most work.  Sizes are exponents of 2; those of precincts are of the resolution
// that so many levels have halved.
struct jpeg2000_style {
  static constexpr std::uint32_t most_levels = 32;

  std::uint32_t levels = 0;
  std::uint32_t layers = 1;
  std::uint32_t block_width = 10;
  std::uint32_t block_height = 10;
  bool goes_by_position = false;  // a progression that looks at places for precincts
  std::array<std::uint8_t, most_levels + 1> precinct_width{};
  std::array<std::uint8_t, most_levels + 1> precinct_height{};

  constexpr jpeg2000_style() {
    precinct_width.fill(15);
    precinct_height.fill(15);
  }
};

// A tile on the reference grid; the ends are behind it.
struct jpeg2000_tile {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t right = 0;
  std::uint32_t bottom = 0;
};

// What a decoder does beyond work for each byte and each sample.
struct jpeg2000_work {
  std::uint64_t packets = 0;  // each has a byte at least
  std::uint64_t blocks = 0;   // code-blocks, for each of which a decoder keeps about 330 bytes
  std::uint64_t steps = 0;    // places in tables of packets, and looks at code-blocks and places

  friend bool operator==(const jpeg2000_work&, const jpeg2000_work&) = default;
};

// The work for one tile, or 2^40 of each where it is more.
[[nodiscard]] jpeg2000_work work_for(const jpeg2000_tile& tile, std::uint32_t components,
                                     const jpeg2000_style& style) noexcept;

// Whether a decoder can be asked for all tiles: a codestream of so many bytes cannot hold more
// packets, and steps are in proportion to bytes and samples, so that time is.  Code-blocks are in
// proportion to bytes, so that memory is: eight for each, as one that holds something is seldom
// told by less than a bit; without any, one for 512 samples, twice what blocks of 32 by 32 need.
[[nodiscard]] constexpr bool is_bearable(const jpeg2000_work& all, std::uint64_t bytes,
                                         std::uint64_t samples) noexcept {
  return all.packets <= bytes && all.blocks <= 65'536 + 8 * bytes + samples / 512 &&
         all.steps <= 65'536 + 64 * bytes + samples;
}

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/codecs/jpeg2000_work.ipp>
#endif
