// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/overlay_bits.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::detail::native_pixels;
using da::detail::native_pixels_of;
using da::detail::pixel_cells;
using namespace std::string_literals;

namespace {

static_assert(native_pixels_of("1.2.840.10008.1.2") == native_pixels::little_endian);
static_assert(native_pixels_of("1.2.840.10008.1.2.1.99") == native_pixels::little_endian);
static_assert(native_pixels_of("1.2.840.10008.1.2.2") == native_pixels::big_endian);
static_assert(native_pixels_of("1.2.840.10008.1.2.4.50") == native_pixels::none);
static_assert(native_pixels_of("1.2.840.10008.1.2.1.98") == native_pixels::none);
static_assert(native_pixels_of("1.2.840.10008.1.2.5") == native_pixels::none);
static_assert(native_pixels_of("1.2.3") == native_pixels::none);

struct image {
  unsigned rows = 4, columns = 4, samples = 1, allocated = 16, stored = 12, high = 11;
  std::string frames = {};
  std::string colours = {};
  bool tells_samples = true;

  [[nodiscard]] pixel_cells cells() const {
    pixel_cells result;
    const auto us = [&](std::uint16_t element, unsigned value) {
      result.meet({0x0028, element}, test::number(value, 2));
    };
    if (tells_samples) us(0x0002, samples);
    if (!colours.empty()) result.meet({0x0028, 0x0004}, colours, da::vr::CS);
    if (!frames.empty()) result.meet({0x0028, 0x0008}, frames);
    us(0x0010, rows);
    us(0x0011, columns);
    us(0x0100, allocated);
    us(0x0101, stored);
    us(0x0102, high);
    return result;
  }
};

void put_plane(pixel_cells& cells, std::uint16_t group, unsigned allocated, unsigned position) {
  cells.meet({group, 0x0100}, test::number(allocated, 2));
  cells.meet({group, 0x0102}, test::number(position, 2));
}

}  // namespace

TEST_CASE("the size of native pixel data follows from rows, columns, samples, bits and frames") {
  CHECK(image{}.cells().native_size() == 4 * 4 * 2);
  CHECK(image{.samples = 3, .allocated = 8, .stored = 8, .high = 7}.cells().native_size() == 48);
  CHECK(image{.frames = "10"}.cells().native_size() == 320);
  CHECK(image{.frames = "  "}.cells().native_size() == 32);  // one frame
  CHECK(image{.frames = " 10 "}.cells().native_size() == 320);
  CHECK(image{.rows = 3, .columns = 3, .allocated = 1, .stored = 1, .high = 0, .frames = "2"}
            .cells()
            .native_size() == 4);  // 18 bits are 3 bytes, or two frames of 2 bytes each
  CHECK(image{.allocated = 32, .stored = 32, .high = 31}.cells().native_size() == 64);
  for (const image& untold :
       {image{.rows = 0}, image{.samples = 0}, image{.allocated = 12}, image{.frames = "x"},
        image{.frames = "1.0"}, image{.frames = "1 f"}, image{.frames = "1\\1"},
        image{.frames = "0"}, image{.frames = "99999999999999"},
        image{.rows = 65535, .columns = 65535, .samples = 4}})
    CHECK_FALSE(untold.cells().native_size());
  CHECK_FALSE(pixel_cells().native_size());
}

TEST_CASE("a number that is written with another VR than US tells no size") {
  for (const std::uint16_t element : std::vector<std::uint16_t>{0x0002, 0x0010, 0x0011, 0x0100}) {
    pixel_cells cells = image{}.cells();
    cells.meet({0x0028, element}, "16", da::vr::IS);
    CHECK_FALSE(cells.native_size());
  }
  pixel_cells cells = image{}.cells();
  cells.meet({0x0028, 0x0010}, test::number(5, 2), da::vr::UN);
  cells.meet({0x0028, 0x0008}, "2 ", da::vr::LO);
  cells.meet({0x0028, 0x0004}, "MONOCHROME2 ", da::vr::CS);
  CHECK(cells.native_size() == 5 * 4 * 2 * 2);
}

TEST_CASE("something may stand behind the frames where their size or their form is not known") {
  const pixel_cells cells = image{.rows = 3, .columns = 3, .allocated = 8}.cells();  // 9 bytes
  for (const std::uint64_t length : {8U, 9U, 10U, 12U})
    CHECK_FALSE(cells.may_hide_behind(length, true));
  CHECK(cells.may_hide_behind(8, false));
  CHECK_FALSE(cells.may_hide_behind(9, false));
  CHECK_FALSE(cells.may_hide_behind(10, false));
  CHECK(cells.may_hide_behind(12, false));
  CHECK(image{.frames = "0"}.cells().may_hide_behind(32, true));
}

TEST_CASE("more than one byte of padding is no part of the pixels") {
  const pixel_cells even = image{.allocated = 8, .stored = 8, .high = 7}.cells();  // 16 bytes
  CHECK(even.pixels_of(16) == 16);
  CHECK(even.pixels_of(17) == 17);
  CHECK(even.pixels_of(18) == 16);
  CHECK(even.pixels_of(10) == 10);
  const pixel_cells odd =
      image{.rows = 3, .columns = 3, .allocated = 8, .stored = 8, .high = 7}.cells();
  CHECK(odd.pixels_of(9) == 9);
  CHECK(odd.pixels_of(10) == 10);
  CHECK(odd.pixels_of(12) == 10);
  CHECK(pixel_cells().pixels_of(1000) == 1000);
}

TEST_CASE("a plane is in the pixels where its bits say so") {
  pixel_cells cells = image{}.cells();
  put_plane(cells, 0x6000, 1, 0);    // a plane of its own
  put_plane(cells, 0x6002, 16, 12);  // in the pixels
  put_plane(cells, 0x6004, 16, 0);
  cells.meet({0x6004, 0x3000}, "data");
  put_plane(cells, 0x6006, 1, 15);   // so say some writers
  put_plane(cells, 0x6008, 16, 16);  // there is no such bit
  put_plane(cells, 0x600A, 16, 0);
  put_plane(cells, 0x600C, 1, 13);  // there and in data
  cells.meet({0x600C, 0x3000}, "data");
  cells.meet({0x600E, 0x0100}, "16", da::vr::IS);  // anywhere
  cells.meet({0x600E, 0x0102}, "12", da::vr::IS);
  const std::vector<da::detail::embedded_plane> planes = cells.planes();
  REQUIRE(planes.size() == 5);
  CHECK(planes[0].group == 0x6002);
  CHECK(planes[0].position == 12);
  CHECK_FALSE(cells.is_stored(planes[0]));
  CHECK(planes[1].group == 0x6006);
  CHECK_FALSE(cells.is_stored(planes[1]));
  CHECK(planes[2].group == 0x600A);
  CHECK(cells.is_stored(planes[2]));
  CHECK(planes[3].group == 0x600C);
  CHECK(planes[3].position == 13);
  CHECK_FALSE(cells.is_stored(planes[3]));
  CHECK(planes[4].group == 0x600E);
  CHECK(cells.is_stored(planes[4]));  // perhaps
}

TEST_CASE("the bits of a pixel follow from bits stored and high bit") {
  CHECK(image{}.cells().stored_bits(false) == "\xFF\x0F"s);
  CHECK(image{}.cells().stored_bits(true) == "\x0F\xFF"s);
  CHECK(image{.high = 15}.cells().stored_bits(false) == "\xF0\xFF"s);
  CHECK(image{.allocated = 8, .stored = 6, .high = 5}.cells().stored_bits(true) == "\x3F"s);
  CHECK(image{.allocated = 32, .stored = 24, .high = 23}.cells().stored_bits(false) ==
        "\xFF\xFF\xFF\0"s);
  CHECK_FALSE(image{.allocated = 32, .stored = 24, .high = 23}.cells().stored_bits(true));
  CHECK_FALSE(image{.stored = 17}.cells().stored_bits(false));
  CHECK_FALSE(image{.stored = 0}.cells().stored_bits(false));
  CHECK_FALSE(image{.high = 10}.cells().stored_bits(false));
  CHECK_FALSE(image{.high = 16}.cells().stored_bits(false));
  CHECK_FALSE(image{.allocated = 12}.cells().stored_bits(false));
}

TEST_CASE("colours that are not told of every pixel take less room, PS3.3 section C.7.6.3.1.2") {
  const auto cells = [](const char* colours) {
    return image{.samples = 3, .allocated = 8, .stored = 8, .high = 7, .colours = colours}.cells();
  };
  CHECK(cells("RGB ").native_size() == 48);
  CHECK(cells("YBR_FULL").native_size() == 48);
  for (const char* const half : {"YBR_FULL_422", "YBR_PARTIAL_422 "}) {
    CHECK(cells(half).native_size() == 32);
    CHECK_FALSE(cells(half).may_hide_behind(32, true));
    // Some writers leave the name when they have filled in the colours: nobody can tell.
    CHECK(cells(half).may_hide_behind(48, true));
    CHECK(cells(half).pixels_of(48) == 48);
  }
  CHECK(cells("YBR_PARTIAL_420 ").native_size() == 24);
}

TEST_CASE("colours may not be told of every pixel where the term is not one of PS3.3") {
  const auto cells = [](const char* colours, unsigned samples = 3) {
    return image{.samples = samples, .allocated = 8, .stored = 8, .high = 7, .colours = colours}
        .cells();
  };
  for (const char* const odd :
       {"", "YBR_FULL_422\\X", "YBR_FULL_411 ", "YBR FULL 422", "RGB\\YBR_FULL_42", "YUV"})
    for (const std::uint64_t length : {24U, 32U, 40U, 48U, 54U}) {
      INFO(odd << " of " << length);
      CHECK(cells(odd).may_hide_behind(length, true));
      CHECK(cells(odd).pixels_of(length) == length);
    }
  CHECK(cells("ybr_full_422").native_size() == 32);
  CHECK(cells(" Ybr_Partial_420").native_size() == 24);
  CHECK(cells("YBR_FULL_422").pixels_of(32) == 32);
  for (const char* const full :
       {"RGB ", "rgb", "YBR_FULL", "YBR_RCT ", "YBR_ICT ", "HSV ", "XYB "}) {
    CHECK_FALSE(cells(full).may_hide_behind(48, true));
    CHECK(cells(full).pixels_of(54) == 48);
  }
  // One sample is told of each pixel, whatever it means.
  CHECK_FALSE(cells("GREY", 1).may_hide_behind(16, true));
  CHECK(cells("GREY", 1).pixels_of(24) == 16);
}

TEST_CASE("pixels are not cut where more of them may be there than is told") {
  image one{.allocated = 8, .stored = 8, .high = 7};
  CHECK(one.cells().pixels_of(26) == 16);
  one.tells_samples = false;
  CHECK_FALSE(one.cells().may_hide_behind(16, true));
  CHECK(one.cells().may_hide_behind(48, true));
  CHECK(one.cells().pixels_of(48) == 48);
  one.colours = "RGB ";
  CHECK(one.cells().native_size() == 48);
  CHECK(one.cells().pixels_of(54) == 48);
  one.tells_samples = true;  // one sample of three colours
  CHECK_FALSE(one.cells().native_size());
  image frames{.allocated = 8, .stored = 8, .high = 7, .colours = "MONOCHROME2 "};
  CHECK(frames.cells().pixels_of(80) == 80);  // five frames, without Number of Frames
  CHECK(frames.cells().may_hide_behind(80, true));
  CHECK(frames.cells().pixels_of(24) == 16);
  frames.frames = "1 ";
  CHECK(frames.cells().pixels_of(80) == 16);
  CHECK_FALSE(frames.cells().may_hide_behind(80, true));
}
