// SPDX-License-Identifier: BSD-3-Clause
// Examples of the pages in docs/reference/pixels (see reference.cpp).
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.hpp>
#include <dicom_anonymizer/pixels/blank_native.hpp>
#include <dicom_anonymizer/pixels/blank_rle.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/palette.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

#include "support/catch.hpp"
#include "support/jpeg_coder.hpp"

namespace da = dicom_anonymizer;

// begin regions: pixels/region_set.hpp pixels/rectangle.hpp
// The bar at the top of every frame, and in the first frame all that is no scan.
constexpr da::region_set burned_in = da::region_set::paint({0, 0, 1024, 60}) |
                                     da::region_set::keep_only({100, 40, 800, 700}, {1, 1});
static_assert(burned_in.touches(2));

TEST_CASE("regions say which rectangles of a frame go") {
  const std::vector<da::rectangle> second = burned_in.rectangles_in(2, 1024, 768);
  CHECK(second == std::vector<da::rectangle>{{0, 0, 1024, 60}});
  const std::vector<da::rectangle> first = burned_in.rectangles_in(1, 1024, 768);
  CHECK(first == std::vector<da::rectangle>{
                     {0, 0, 1024, 60}, {0, 60, 100, 680}, {900, 60, 124, 680}, {0, 740, 1024, 28}});
}
// end regions

// begin jpeg: pixels/blank_jpeg.hpp pixels/blank_jpeg_lossless.hpp pixels/jpeg_markers.hpp
// A frame without the bar at its top, whichever kind of JPEG it is; black if it is MONOCHROME2.
std::vector<unsigned char> without_bar(std::span<const unsigned char> frame,
                                       const da::jpeg_image& image) {
  const std::array<da::rectangle, 1> bar = {{{0, 0, image.columns, 60}}};
  std::vector<unsigned char> out;
  if (da::jpeg_kind_of(frame) == da::jpeg_kind::lossless) {
    const std::vector<std::uint16_t> black(image.samples, 0);
    da::blank_jpeg_lossless(frame, image, bar, black, out);
  } else {
    da::blank_jpeg(frame, image, bar, 0, out);
  }
  return out;
}
// end jpeg

TEST_CASE("a frame of either kind loses its bar") {
  for (const int marker : {0xC0, 0xC3}) {
    test::jpeg::frame one;
    one.marker = marker;
    one.columns = 16;
    one.rows = 80;
    one.components.resize(1);
    one.arrange();
    for (int& sample : one.components[0].samples) sample = 9;
    const test::jpeg::frame after =
        test::jpeg::decode(without_bar(test::jpeg::encode(one), {16, 80, 1, 8}));
    const test::jpeg::component& found = after.components[0];
    if (marker == 0xC3) {
      CHECK(found.samples[59 * 16] == 0);
      CHECK(found.samples[60 * 16] == 9);
    } else {
      CHECK(found.blocks[15][0] == -1024);  // rows 56 to 63
      CHECK(found.blocks[16][0] == 0);
    }
  }
}

// begin layout: pixels/image_layout.hpp
TEST_CASE("a layout is what a data set says of its pixels, if that is allowed") {
  const da::image_layout layout({.rows = 768,
                                 .columns = 1024,
                                 .samples = 3,
                                 .bits_allocated = 8,
                                 .bits_stored = 8,
                                 .high_bit = 7,
                                 .colours = da::photometric_of("YBR_FULL_422").value(),
                                 .frames = 20});
  CHECK(layout.frame_size() == 1024 * 768 * 2);  // two bytes a pixel
  layout.require_native_size(20 * 1024 * 768 * 2);
}
// end layout

// begin black: pixels/paint_value.hpp pixels/palette.hpp
TEST_CASE("what is black depends on the colours") {
  const da::image_layout ct({.rows = 512,
                             .columns = 512,
                             .bits_allocated = 16,
                             .bits_stored = 12,
                             .high_bit = 11,
                             .representation = 1});
  CHECK(da::black_of(ct).cells[0] == 0xF800);                       // -2048
  CHECK(da::black_of(ct, {.padding = 0xF830}).cells[0] == 0xF830);  // -2000

  const std::vector<unsigned char> grey = {255, 128, 0, 64};
  const da::palette_attributes one{.descriptor = {4, 0, 8}, .data = grey};
  const da::image_layout indexed({.rows = 512,
                                  .columns = 512,
                                  .bits_allocated = 8,
                                  .bits_stored = 8,
                                  .high_bit = 7,
                                  .colours = da::photometric::palette_color});
  CHECK(da::black_of(indexed, {.palettes = da::palette_set{{one, one, one}}}).cells[0] == 2);
}
// end black

// begin frames: pixels/frames.hpp
TEST_CASE("a frame is found by the heads of its fragments") {
  // The value of Pixel Data: an empty table, two fragments and the delimiter.
  const std::string value(
      "\xFE\xFF\x00\xE0\0\0\0\0"
      "\xFE\xFF\x00\xE0\x02\0\0\0ab"
      "\xFE\xFF\x00\xE0\x04\0\0\0cdef"
      "\xFE\xFF\xDD\xE0\0\0\0\0",
      38);
  da::source from(value);
  const da::encapsulated_frames frames(from, 0, value.size(), 2);
  CHECK(frames.bytes_of(2) == 4);
  std::vector<unsigned char> second;
  frames.append_frame(from, 2, second);
  CHECK(second == std::vector<unsigned char>{'c', 'd', 'e', 'f'});
}
// end frames

// begin native: pixels/blank_native.hpp
TEST_CASE("native pixels are painted over in a buffer, or in a file by runs of bytes") {
  const da::image_layout layout(
      {.rows = 2, .columns = 3, .bits_allocated = 8, .bits_stored = 8, .high_bit = 7, .frames = 2});
  const da::native_painter painter(layout, da::black_of(layout));
  const da::region_set right = da::region_set::paint({1, 0, 2, 2}, {2, 2});

  std::vector<unsigned char> pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  painter.paint(2, right.rectangles_in(2, 3, 2), pixels, 0);
  CHECK(pixels == std::vector<unsigned char>{1, 2, 3, 4, 5, 6, 7, 0, 0, 10, 0, 0});

  std::vector<std::uint64_t> offsets;  // each run would be written there
  painter.for_each_run(2, right.rectangles_in(2, 3, 2),
                       [&](const da::byte_run& run) { offsets.push_back(run.offset); });
  CHECK(offsets == std::vector<std::uint64_t>{7, 10});
}
// end native

// begin rle: pixels/blank_rle.hpp
TEST_CASE("a frame in RLE is painted over without decoding what stays") {
  const da::image_layout layout({.rows = 2,
                                 .columns = 4,
                                 .bits_allocated = 8,
                                 .bits_stored = 8,
                                 .high_bit = 7,
                                 .storage = da::pixel_storage::encapsulated});
  std::vector<unsigned char> frame(64);
  frame[0] = 1;                                           // segments
  frame[4] = 64;                                          // where the first one begins
  frame.insert(frame.end(), {253, 7, 3, 1, 2, 3, 4, 0});  // 7 7 7 7, then 1 2 3 4, and padding
  const da::region_set corner = da::region_set::paint({2, 1, 2, 1});
  const std::vector<unsigned char> blanked =
      da::blank_rle(frame, layout, da::black_of(layout), corner.rectangles_in(1, 4, 2));
  // 7 7 7 7 as it was, 1 2, two zeros, and padding
  CHECK(std::vector<unsigned char>(blanked.begin() + 64, blanked.end()) ==
        std::vector<unsigned char>{253, 7, 1, 1, 2, 255, 0, 0});
}
// end rle
