// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/painted_store.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/blank_native.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

#include "support/catch.hpp"
#include "support/generated_images.hpp"
#include "support/growth.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_store;
using da::detail::painted_store;

namespace {

struct painted {
  std::shared_ptr<const byte_store> whole;
  std::shared_ptr<const painted_store> store;
};

// Words of 16 bits, behind seven bytes of something else.
painted images(const std::string& pixels, std::uint32_t columns, std::uint32_t rows,
               std::uint64_t frames, const da::region_set& regions, std::uint32_t bits = 16) {
  const da::image_layout layout({.rows = rows,
                                 .columns = columns,
                                 .bits_allocated = bits,
                                 .bits_stored = bits,
                                 .high_bit = bits - 1,
                                 .frames = frames});
  painted result;
  result.whole = std::make_shared<const byte_store>("BEFORE " + pixels);
  result.store = std::make_shared<const painted_store>(result.whole, 7, pixels.size(), layout,
                                                       da::paint_value{}, regions);
  return result;
}

}  // namespace

TEST_CASE("pixels are the same in whatever pieces they are read") {
  std::string pixels;
  for (std::size_t i = 0; i < 2 * 10 * 8 * 5; ++i) pixels.push_back(static_cast<char>(1 + i % 250));
  const da::region_set regions = da::region_set::paint({2, 1, 3, 2}, {2, 3}) |
                                 da::region_set::paint({0, 6, 10, 1}) |
                                 da::region_set::keep_only({1, 1, 8, 6}, {5, 5});
  // By hand: zeros where a region is.
  std::string expected = pixels;
  for (std::size_t frame = 1; frame <= 5; ++frame)
    for (std::size_t row = 0; row < 8; ++row)
      for (std::size_t column = 0; column < 10; ++column) {
        const bool is_second =
            (frame == 2 || frame == 3) && column >= 2 && column < 5 && (row == 1 || row == 2);
        const bool is_outside = frame == 5 && (column < 1 || column > 8 || row < 1 || row > 6);
        if (!is_second && !is_outside && row != 6) continue;
        for (std::size_t byte = 0; byte < 2; ++byte)
          expected[(((frame - 1) * 8 + row) * 10 + column) * 2 + byte] = '\0';
      }
  const painted made = images(pixels, 10, 8, 5, regions);
  CHECK(made.store->frames() == 5);
  test::image_generator any(1);
  for (int i = 0; i < 2000; ++i) {
    const std::size_t from = any.below(pixels.size() + 1);
    std::string piece(any.below(pixels.size() - from + 1), '?');
    made.store->read(from, piece.data(), piece.size());
    REQUIRE((piece == expected.substr(from, piece.size())));
  }
}

TEST_CASE("what nothing is painted over is told as the bytes of the other store") {
  const std::string pixels(2 * 100 * 50 * 4, 'p');
  const painted made = images(pixels, 100, 50, 4,
                              da::region_set::paint({0, 10, 100, 5}, {2, 2}) |
                                  da::region_set::paint({3, 40, 1, 1}, {2, 2}));
  CHECK(made.store->frames() == 1);
  std::string all;
  std::size_t own = 0;
  std::size_t pieces = 0;
  for (std::uint64_t at = 0; at < made.store->size();) {
    const byte_store::extent here = made.store->extent_at(at);
    REQUIRE(here.count != 0);
    REQUIRE(at + here.count <= made.store->size());
    std::string piece(static_cast<std::size_t>(here.count), '?');
    here.where->read(here.offset, piece.data(), piece.size());
    all += piece;
    if (here.where == made.store.get()) own += piece.size();
    at += here.count;
    ++pieces;
  }
  std::string whole(pixels.size(), '?');
  made.store->read(0, whole.data(), whole.size());
  CHECK((all == whole));
  // The rows of both rectangles and little more, in one frame of four.
  CHECK(own >= 2 * 100 * 6);
  CHECK(own < 2 * 100 * 8);
  CHECK(pieces < 10);
}

TEST_CASE("regions that do not fit and values of another size are errors before anything is read") {
  const std::string pixels(2 * 10 * 8, 'p');
  const auto code = [&](const da::region_set& regions, std::uint64_t frames) {
    return test::refused([&] { images(pixels, 10, 8, frames, regions); }).code;
  };
  CHECK(code(da::region_set::paint({9, 7, 1, 1}), 1) == da::errc{});
  CHECK(code(da::region_set::paint({10, 7, 1, 1}), 1) == da::errc::bad_arguments);
  CHECK(code(da::region_set::paint({0, 0, 1, 1}, {2, 2}), 1) == da::errc::bad_arguments);
  CHECK(code(da::region_set::paint({0, 0, 1, 1}), 2) == da::errc::truncated);
}

TEST_CASE("frames that share a byte are told as painted as a whole") {
  const std::string pixels(6, '\xFF');  // 5 frames of 3 by 3 bits, and padding
  const painted made = images(pixels, 3, 3, 5, da::region_set::paint({0, 0, 3, 1}, {2, 2}), 1);
  CHECK(made.store->extent_at(0).where == made.store.get());
  std::string read(6, '?');
  made.store->read(0, read.data(), read.size());
  // Bits 9 to 11 are black.
  CHECK(read == std::string("\xFF\xF1\xFF\xFF\xFF\xFF", 6));
}

TEST_CASE("frames of any number are painted in pieces as one by one") {
  test::image_generator any(71);
  using da::pixel_storage;
  for (int i = 0; i < 300; ++i) {
    da::image_description given;
    given.rows = static_cast<std::uint32_t>(1 + any.below(9));
    given.columns = static_cast<std::uint32_t>(1 + any.below(9));
    given.frames = 1 + any.below(120);
    given.bits_allocated = any.one_in(3) ? 1 : any.one_in(2) ? 8 : 16;
    given.bits_stored = given.bits_allocated;
    given.high_bit = given.bits_stored - 1;
    if (given.bits_allocated == 8 && any.one_in(2)) {
      given.samples = 3;
      given.colours = da::photometric::rgb;
      given.planar = static_cast<std::uint32_t>(any.below(2));
    }
    if (any.one_in(3)) given.storage = pixel_storage::big_endian_words;
    const da::image_layout layout(given);
    const auto below = [&](std::uint64_t count) {
      return static_cast<std::uint32_t>(any.below(static_cast<std::size_t>(count)));
    };
    da::region_set regions;
    for (std::size_t left = 1 + any.below(3); left != 0; --left) {
      const std::uint32_t first = 1 + below(given.frames);
      const da::frame_range frames{any.one_in(2) ? 1 : first,
                                   any.one_in(2) ? 4'000'000'000U : first + 40};
      regions |= da::region_set::paint(
          {below(given.columns), below(given.rows), 1 + below(5), 1 + below(5)}, frames);
    }
    std::string pixels;
    const std::uint64_t size = layout.native_size() + layout.native_size() % 2;
    while (pixels.size() < size) pixels.push_back(static_cast<char>(any.below(256)));
    const da::paint_value value{{given.bits_allocated == 1 ? 1U : 0xA5U, 0x5A, 0x3C}};
    // Each frame by itself, in the whole value.
    std::string expected = pixels;
    const da::native_painter painter(layout, value);
    for (std::uint32_t frame = 1; frame <= layout.frames(); ++frame)
      painter.paint(frame, regions.rectangles_in(frame, given.columns, given.rows),
                    {reinterpret_cast<unsigned char*>(expected.data()), expected.size()}, 0);
    const painted_store store(std::make_shared<const byte_store>(pixels), 0, size, layout, value,
                              regions);
    CAPTURE(i, given.rows, given.columns, given.frames, given.bits_allocated, given.planar);
    for (int j = 0; j < 30; ++j) {
      const std::size_t from = j == 0 ? 0 : any.below(pixels.size());
      std::string piece(j == 0 ? pixels.size() : any.below(pixels.size() - from + 1), '?');
      store.read(from, piece.data(), piece.size());
      REQUIRE((piece == expected.substr(from, piece.size())));
    }
  }
}

TEST_CASE("time is that of the bytes, whatever rows and frames they are of") {
  const auto read_in_pieces = [](std::uint32_t columns, std::uint32_t rows, std::uint64_t frames,
                                 std::uint32_t bits) {
    const std::string pixels(
        static_cast<std::size_t>((std::uint64_t{columns} * rows * frames * bits + 15) / 16 * 2),
        'p');
    da::region_set regions;
    for (std::uint32_t i = 0; i < columns; i += 2)
      regions |= da::region_set::paint({i, 0, 1, rows});
    const painted made = images(pixels, columns, rows, frames, regions, bits);
    std::string piece(4096, '?');
    for (std::size_t at = 0; at < pixels.size(); at += piece.size())
      made.store->read(at, piece.data(), std::min(piece.size(), pixels.size() - at));
  };
  CHECK(test::growth_of(6'000, [&](std::size_t rows) {
          read_in_pieces(64, static_cast<std::uint32_t>(rows), 1, 8);
        }) < 40);
  // Frames of one bit, by the hundred thousand as quick as some large ones.
  const double tiny = test::seconds_of([&] { read_in_pieces(1, 1, 4'000'000, 1); });
  const double large = test::seconds_of([&] { read_in_pieces(64, 60'000, 1, 8); });
  CHECK(tiny < large);
}
