// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/paint_value.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::photometric;

namespace {

using cells = std::array<std::uint64_t, 3>;

da::image_layout layout(photometric colours, std::uint32_t allocated, std::uint32_t stored,
                        std::uint32_t representation = 0, std::uint32_t above = 0) {
  const bool is_grey = colours == photometric::monochrome1 || colours == photometric::monochrome2 ||
                       colours == photometric::palette_color;
  return da::image_layout({.rows = 1,
                           .columns = 2,
                           .samples = is_grey ? 1U : 3U,
                           .bits_allocated = allocated,
                           .bits_stored = stored,
                           .high_bit = stored - 1 + above,
                           .representation = representation,
                           .colours = colours,
                           .storage = colours == photometric::ybr_ict
                                          ? da::pixel_storage::encapsulated
                                          : da::pixel_storage::little_endian});
}

std::uint64_t grey(photometric colours, std::uint32_t allocated, std::uint32_t stored,
                   std::uint32_t representation = 0, std::uint32_t above = 0) {
  return da::black_of(layout(colours, allocated, stored, representation, above)).cells[0];
}

std::uint64_t padded(std::uint32_t allocated, std::uint32_t stored, std::uint32_t representation,
                     std::uint16_t padding) {
  return da::black_of(layout(photometric::monochrome2, allocated, stored, representation),
                      {.padding = padding})
      .cells[0];
}

}  // namespace

TEST_CASE("black of MONOCHROME2 is the lowest value of Bits Stored") {
  for (const std::uint32_t allocated : {8U, 16U, 32U, 64U})
    CHECK(grey(photometric::monochrome2, allocated, 8) == 0);
  CHECK(grey(photometric::monochrome2, 1, 1) == 0);
  CHECK(grey(photometric::monochrome2, 8, 8, 1) == 0x80);
  CHECK(grey(photometric::monochrome2, 16, 16, 1) == 0x8000);
  CHECK(grey(photometric::monochrome2, 16, 12, 1) == 0xF800);  // -2048
  CHECK(grey(photometric::monochrome2, 16, 10, 1) == 0xFE00);  // -512
  CHECK(grey(photometric::monochrome2, 32, 32, 1) == 0x80000000);
  CHECK(grey(photometric::monochrome2, 32, 24, 1) == 0xFF800000);
  CHECK(grey(photometric::monochrome2, 64, 64, 1) == 0x8000000000000000);
  CHECK(grey(photometric::monochrome2, 16, 12, 1, 4) == 0x8000);  // High Bit 15
  CHECK(grey(photometric::monochrome2, 16, 12, 1, 2) == 0xE000);
  CHECK(grey(photometric::monochrome2, 8, 1, 1) == 0xFF);  // -1 and 0
}

TEST_CASE("black of MONOCHROME1 is the highest value of Bits Stored") {
  CHECK(grey(photometric::monochrome1, 1, 1) == 1);
  CHECK(grey(photometric::monochrome1, 8, 8) == 0xFF);
  CHECK(grey(photometric::monochrome1, 16, 12) == 0x0FFF);
  CHECK(grey(photometric::monochrome1, 16, 10) == 0x03FF);
  CHECK(grey(photometric::monochrome1, 16, 12, 0, 4) == 0xFFF0);
  CHECK(grey(photometric::monochrome1, 16, 12, 1) == 0x07FF);
  CHECK(grey(photometric::monochrome1, 16, 16, 1) == 0x7FFF);
  CHECK(grey(photometric::monochrome1, 32, 32) == 0xFFFFFFFF);
  CHECK(grey(photometric::monochrome1, 64, 64) == 0xFFFFFFFFFFFFFFFF);
  CHECK(grey(photometric::monochrome1, 64, 64, 1) == 0x7FFFFFFFFFFFFFFF);
}

TEST_CASE("Pixel Padding Value is black where Bits Stored can hold it") {
  CHECK(padded(16, 16, 0, 63'536) == 63'536);
  CHECK(padded(16, 16, 1, 63'536) == 63'536);  // -2000
  CHECK(padded(16, 12, 1, 63'536) == 63'536);
  CHECK(padded(16, 12, 1, 0xF7FF) == 0xF800);  // -2049
  CHECK(padded(16, 12, 1, 0x0800) == 0xF800);  // 2048
  CHECK(padded(16, 12, 1, 0x07FF) == 0x07FF);
  CHECK(padded(16, 12, 0, 0x0FFF) == 0x0FFF);
  CHECK(padded(16, 12, 0, 0x1000) == 0);
  CHECK(padded(8, 8, 0, 0xFF) == 0xFF);
  CHECK(padded(8, 8, 0, 0x100) == 0);
  CHECK(padded(32, 32, 1, 63'536) == 0xFFFFF830);
  CHECK(padded(32, 32, 0, 63'536) == 63'536);
  CHECK(da::black_of(layout(photometric::monochrome1, 16, 12), {.padding = 5}).cells[0] == 0xFFF);
}

TEST_CASE("black of colours follows from what they mean") {
  CHECK(da::black_of(layout(photometric::rgb, 8, 8)).cells == cells{0, 0, 0});
  CHECK(da::black_of(layout(photometric::rgb, 16, 16), {.padding = 5}).cells == cells{0, 0, 0});
  CHECK(da::black_of(layout(photometric::ybr_ict, 8, 8)).cells == cells{0, 0, 0});
  CHECK(da::black_of(layout(photometric::ybr_full, 8, 8)).cells == cells{0, 128, 128});
  CHECK(da::black_of(layout(photometric::ybr_full_422, 8, 8)).cells == cells{0, 128, 128});
  CHECK(da::black_of(layout(photometric::ybr_full, 16, 16)).cells == cells{0, 0x8000, 0x8000});
  CHECK(da::black_of(layout(photometric::ybr_full, 16, 10)).cells == cells{0, 0x200, 0x200});
  CHECK(da::black_of(layout(photometric::ybr_full, 16, 12, 0, 4)).cells ==
        cells{0, 0x8000, 0x8000});
  CHECK(da::black_of(layout(photometric::ybr_partial_422, 8, 8)).cells == cells{16, 128, 128});
}

TEST_CASE("black of floating point numbers is their padding value or 0.0") {
  const da::image_layout floats(
      {.rows = 1, .columns = 1, .bits_allocated = 32, .kind = da::sample_kind::float_32});
  CHECK(da::black_of(floats, {.padding = 5}).cells[0] == 0);
  CHECK(da::black_of(floats, {.float_padding = std::bit_cast<std::uint32_t>(-2.0F)}).cells[0] ==
        0xC0000000);
  const da::image_layout doubles(
      {.rows = 1, .columns = 1, .bits_allocated = 64, .kind = da::sample_kind::double_64});
  CHECK(da::black_of(doubles, {.float_padding = std::bit_cast<std::uint64_t>(-2.0)}).cells[0] ==
        0xC000000000000000);
}

TEST_CASE("black of PALETTE COLOR is its darkest index, and needs the palettes") {
  const std::vector<unsigned char> data = {9, 7, 8};
  const da::palette_attributes one{{3, 0, 8}, data, false};
  const da::black_sources sources{.palettes = da::palette_set{{one, one, one}, false}};
  const da::image_layout indexed = layout(photometric::palette_color, 8, 8);
  CHECK(da::black_of(indexed, sources).cells[0] == 1);
  CHECK(test::refused([&] { (void)da::black_of(indexed); }) ==
        test::refusal{da::errc::malformed, 0x00281101});
}
