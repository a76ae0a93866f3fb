// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/blank_frame.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

#include "support/catch.hpp"
#include "support/generated_images.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::vector<unsigned char>;

da::image_layout grey(std::uint32_t columns, std::uint32_t rows, std::uint32_t stored,
                      bool is_signed = false) {
  return da::image_layout({.rows = rows,
                           .columns = columns,
                           .bits_allocated = stored > 8 ? 16U : 8U,
                           .bits_stored = stored,
                           .high_bit = stored - 1,
                           .representation = is_signed ? 1U : 0U,
                           .storage = da::pixel_storage::encapsulated});
}

test::jpeg::frame lossless(int columns, int rows, int precision) {
  test::jpeg::frame made;
  made.marker = 0xC3;
  made.precision = precision;
  made.columns = columns;
  made.rows = rows;
  made.dc = test::jpeg::wide_table();
  made.components = {{.id = 1}};
  made.arrange();
  for (std::size_t i = 0; i < made.components[0].samples.size(); ++i)
    made.components[0].samples[i] = static_cast<int>(i * 37 % (std::size_t{1} << precision));
  return made;
}

std::string reason(const bytes& frame) {
  const da::image_layout layout = grey(8, 8, 8);
  const da::rectangle corner{0, 0, 1, 1};
  bytes out = {1, 2, 3};
  try {
    da::blank_frame(frame, layout, da::black_of(layout), {&corner, 1}, out);
  } catch (const da::error& failed) {
    CHECK(out == bytes{1, 2, 3});
    return failed.reason();
  }
  return {};
}

bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("a lossless JPEG frame gets the value that its decoder gives") {
  struct kind {
    std::uint32_t stored;
    int precision;
    bool is_signed;
    int black;
  };
  // A codestream has no signs: of -2048 the lowest bits, as many as its precision.
  for (const kind& one : {kind{8, 8, false, 0}, kind{12, 12, false, 0}, kind{12, 12, true, 0x800},
                          kind{12, 16, true, 0xF800}}) {
    CAPTURE(one.stored, one.precision, one.is_signed);
    const test::jpeg::frame before = lossless(20, 9, one.precision);
    const da::image_layout layout = grey(20, 9, one.stored, one.is_signed);
    const da::rectangle where{3, 2, 5, 4};
    bytes out = {42};
    da::blank_frame(test::jpeg::encode(before), layout, da::black_of(layout), {&where, 1}, out);
    REQUIRE(out.front() == 42);
    out.erase(out.begin());
    const test::jpeg::frame after = test::jpeg::decode(out);
    for (std::size_t row = 0; row < 9; ++row)
      for (std::size_t column = 0; column < 20; ++column) {
        const bool is_inside = column >= 3 && column < 8 && row >= 2 && row < 6;
        const std::size_t at = row * 20 + column;
        REQUIRE(after.components[0].samples.at(at) ==
                (is_inside ? one.black : before.components[0].samples.at(at)));
      }
  }
}

TEST_CASE("a sequential JPEG frame loses whole blocks") {
  test::jpeg::frame before;
  before.columns = 24;
  before.rows = 16;
  before.components = {{.id = 1}};
  before.arrange();
  for (std::size_t i = 0; i < before.components[0].blocks.size(); ++i) {
    before.components[0].blocks[i][0] = static_cast<int>(i) + 1;
    before.components[0].blocks[i][5] = 7;
  }
  const da::image_layout layout = grey(24, 16, 8);
  const da::rectangle where{9, 9, 2, 2};
  bytes out;
  da::blank_frame(test::jpeg::encode(before), layout, da::black_of(layout), {&where, 1}, out);
  const test::jpeg::frame after = test::jpeg::decode(out);
  for (std::size_t i = 0; i < 6; ++i) {
    const test::jpeg::block& now = after.components[0].blocks[i];
    if (i != 4) {
      CHECK(now == before.components[0].blocks[i]);
    } else {
      test::jpeg::block black{};
      black[0] = -1024;  // 8 times 128 below the middle
      CHECK(now == black);
    }
  }
}

TEST_CASE("a frame in RLE is exact") {
  test::image made;
  made.columns = 12;
  made.rows = 5;
  test::image_generator(3).fill(made);
  const da::image_layout layout = grey(12, 5, 8);
  const da::rectangle where{2, 1, 3, 2};
  bytes out;
  da::blank_frame(bytes_of(made.rle_frame(0)), layout, da::black_of(layout), {&where, 1}, out);
  for (std::size_t row = 1; row < 3; ++row)
    for (std::size_t column = 2; column < 5; ++column) test::blacken(made, 0, row, column);
  CHECK((test::pixels_of_rle(made, std::string(out.begin(), out.end())) == made.pixels));
}

TEST_CASE("what cannot be painted over is refused by its name, and nothing is appended") {
  const std::string rest(60, 'x');
  CHECK(reason(bytes_of("\xFF\x4F\xFF\x51" + rest)) == "JPEG 2000 cannot be painted over");
  CHECK(reason(bytes_of(std::string("\0\0\0\x0CjP  \r\n\x87\n", 12) + rest)) ==
        "JPEG 2000 cannot be painted over");
  CHECK(reason(bytes_of("\xFF\x0A" + rest)) == "JPEG XL cannot be painted over");
  CHECK(reason(bytes_of(std::string("\0\0\0\x0CJXL \r\n\x87\n", 12) + rest)) ==
        "JPEG XL cannot be painted over");
  CHECK(reason(bytes_of(std::string("\0\0\0\1\x67", 5) + rest)) == "video cannot be painted over");
  CHECK(reason(bytes_of(rest)) == "a coding of pixels that is not known cannot be painted over");
  CHECK(reason({}) == "a coding of pixels that is not known cannot be painted over");
  CHECK(reason(bytes_of("\xFF")) == "a coding of pixels that is not known cannot be painted over");
  const std::string frame_header("\0\x0B\x08\0\x08\0\x08\x01\x01\x11\0", 11);
  CHECK(reason(bytes_of("\xFF\xD8\xFF\xF7" + frame_header + rest)).find("JPEG-LS") !=
        std::string::npos);
  CHECK(reason(bytes_of("\xFF\xD8\xFF\xC2" + frame_header + rest)).find("progressive") !=
        std::string::npos);
  CHECK(reason(bytes_of("\xFF\xD8\xFF\xC9" + frame_header + rest)).find("arithmetic") !=
        std::string::npos);
}
