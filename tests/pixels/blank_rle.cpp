// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/blank_rle.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/region_set.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::image_description;
using da::image_layout;
using da::photometric;
using da::rectangle;
using da::region_set;
using buffer = std::vector<unsigned char>;

namespace {

constexpr test::refusal bad_arguments{da::errc::bad_arguments};
constexpr test::refusal malformed{da::errc::malformed, 0x7FE00010};
constexpr test::refusal truncated{da::errc::truncated, 0x7FE00010};

image_layout layout(std::uint32_t columns, std::uint32_t rows, std::uint32_t allocated = 8,
                    photometric colours = photometric::monochrome2) {
  return image_layout({.rows = rows,
                       .columns = columns,
                       .samples = colours <= photometric::palette_color ? 1U : 3U,
                       .bits_allocated = allocated,
                       .bits_stored = allocated,
                       .high_bit = allocated - 1,
                       .colours = colours,
                       .storage = da::pixel_storage::encapsulated});
}

void put(buffer& to, std::size_t at, std::size_t number) {
  for (std::size_t i = 0; i < 4; ++i) to[at + i] = static_cast<unsigned char>(number >> 8 * i);
}

buffer frame_of(const std::vector<buffer>& segments) {
  buffer result(64);
  put(result, 0, segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    put(result, 4 + 4 * i, result.size());
    result.insert(result.end(), segments[i].begin(), segments[i].end());
    if (result.size() % 2 != 0) result.push_back(0);
  }
  return result;
}

// Of a frame of one segment.
buffer blanked(const buffer& segment, std::uint32_t columns, std::uint32_t rows,
               const std::vector<rectangle>& rectangles, std::uint64_t value = 0) {
  const buffer result =
      da::blank_rle(frame_of({segment}), layout(columns, rows), {{value, 0, 0}}, rectangles);
  REQUIRE(result.size() % 2 == 0);
  return {result.begin() + 64, result.end()};
}

// Decodes as PS3.5 section G.3.2 says, until the bytes end.
buffer decoded(const buffer& frame, std::size_t segment) {
  const auto number = [&](std::size_t at) {
    std::size_t result = 0;
    for (std::size_t i = 4; i > 0; --i) result = result * 256 + frame.at(at + i - 1);
    return result;
  };
  const std::size_t end = segment + 1 < number(0) ? number(8 + 4 * segment) : frame.size();
  buffer result;
  for (std::size_t at = number(4 + 4 * segment); at < end;) {
    const auto head = static_cast<signed char>(frame.at(at++));
    if (head >= 0) {
      for (int i = 0; i <= head && at < end; ++i) result.push_back(frame.at(at++));
    } else if (head != -128 && at < end) {
      result.insert(result.end(), static_cast<std::size_t>(1 - head), frame.at(at++));
    }
  }
  return result;
}

// The lengths of runs of a segment in pixels, padding left out.
std::vector<std::size_t> run_lengths(const buffer& segment, std::size_t pixels) {
  std::vector<std::size_t> result;
  std::size_t sum = 0;
  for (std::size_t at = 0; sum < pixels;) {
    const auto head = static_cast<signed char>(segment.at(at));
    const std::size_t count = static_cast<std::size_t>(head < 0 ? 1 - head : 1 + head);
    at += head < 0 ? 2 : 1 + count;
    result.push_back(count);
    sum += count;
  }
  return result;
}

// Runs of any length and kind, over the ends of rows unless they are to end there.
buffer coded_at_random(std::mt19937& random, const buffer& pixels, std::size_t row) {
  buffer result;
  for (std::size_t at = 0; at < pixels.size();) {
    const std::size_t left = row == 0 ? pixels.size() - at : row - at % row;
    std::size_t same = 1;
    while (same < left && same < 128 && pixels[at + same] == pixels[at]) ++same;
    if (random() % 8 == 0) result.push_back(128);
    if (same > 1 && random() % 4 != 0) {
      const std::size_t count = 2 + random() % (same - 1);
      result.push_back(static_cast<unsigned char>(257 - count));
      result.push_back(pixels[at]);
      at += count;
    } else {
      const std::size_t count = 1 + random() % std::min<std::size_t>(left, 128);
      result.push_back(static_cast<unsigned char>(count - 1));
      result.insert(result.end(), pixels.begin() + static_cast<std::ptrdiff_t>(at),
                    pixels.begin() + static_cast<std::ptrdiff_t>(at + count));
      at += count;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("runs that no rectangle touches are the same bytes, however they were coded") {
  // 4 columns, 3 rows: 7 x 4, no run, 1 2 3 4 5 (over the end of its row), 6 x 1, 8 x 2.
  const buffer segment = {253, 7, 128, 4, 1, 2, 3, 4, 5, 0, 6, 255, 8};
  CHECK(blanked(segment, 4, 3, {}) == buffer{253, 7, 128, 4, 1, 2, 3, 4, 5, 0, 6, 255, 8, 0});
  CHECK(blanked(segment, 4, 3, {{3, 0, 1, 1}}) ==
        buffer{254, 7, 0, 0, 128, 4, 1, 2, 3, 4, 5, 0, 6, 255, 8, 0});
  CHECK(blanked(segment, 4, 3, {{1, 1, 2, 1}}, 9) ==
        buffer{253, 7, 128, 0, 1, 255, 9, 1, 4, 5, 0, 6, 255, 8});
  CHECK(blanked(segment, 4, 3, {{3, 2, 1, 1}}, 9) ==
        buffer{253, 7, 128, 4, 1, 2, 3, 4, 5, 0, 6, 0, 8, 0, 9, 0});
}

TEST_CASE("what is painted is coded row by row, and padding behind the last pixel goes") {
  CHECK(blanked({253, 7, 253, 7, 253, 7}, 4, 3, {{0, 0, 4, 3}}) == buffer{253, 0, 253, 0, 253, 0});
  // Coded over the ends of rows it was.
  CHECK(blanked({245, 7}, 4, 3, {{0, 1, 4, 1}}, 9) == buffer{253, 7, 253, 9, 253, 7});
  CHECK(blanked({245, 7, 0, 0}, 4, 3, {{0, 0, 4, 3}}) == buffer{253, 0, 253, 0, 253, 0});
  CHECK(blanked({128, 245, 7, 'J'}, 4, 3, {}) == buffer{128, 245, 7, 0});
  CHECK(blanked({245, 7, 0, 0, 0, 0}, 4, 3, {}) == buffer{245, 7});
  // 300 columns are 128, 128 and 44.
  CHECK(blanked({129, 7, 129, 7, 213, 7}, 300, 1, {{0, 0, 300, 1}}) ==
        buffer{129, 0, 129, 0, 213, 0});
}

TEST_CASE("segments have the highest byte of a cell first, PS3.5 section G.2") {
  const buffer same = {253, 7, 253, 7};
  const buffer first = {255, 0x12, 255, 7, 253, 7};
  const buffer second = {255, 0x34, 255, 7, 253, 7};
  const std::vector<rectangle> corner = {{0, 0, 2, 1}};
  CHECK(da::blank_rle(frame_of({same, same}), layout(4, 2, 16), {{0x1234, 0, 0}}, corner) ==
        frame_of({first, second}));
  const auto painted = [](unsigned char value) { return buffer{255, value, 255, 7, 253, 7}; };
  CHECK(da::blank_rle(frame_of({same, same, same}), layout(4, 2, 8, photometric::ybr_full),
                      {{1, 2, 3}}, corner) == frame_of({painted(1), painted(2), painted(3)}));
  CHECK(da::blank_rle(frame_of(std::vector<buffer>(6, same)), layout(4, 2, 16, photometric::rgb),
                      {{0x0102, 0x0304, 0x0506}}, corner) ==
        frame_of({painted(1), painted(2), painted(3), painted(4), painted(5), painted(6)}));
}

TEST_CASE("pixels of the rectangles become the value, and no other pixel changes") {
  std::mt19937 random(20261128);
  const auto below = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random()) % limit;
  };
  std::size_t painted_pixels = 0;
  std::size_t kept_pixels = 0;
  for (int round = 0; round < 3000; ++round) {
    const bool is_wide = below(10) == 0;
    const std::uint32_t columns = 1 + below(is_wide ? 700 : 20);
    const std::uint32_t rows = 1 + below(8);
    const std::uint32_t bytes = std::vector<std::uint32_t>{1, 2, 4}[below(3)];
    const photometric colours = below(2) == 0 ? photometric::monochrome2 : photometric::rgb;
    const std::size_t samples = colours == photometric::rgb ? 3 : 1;
    const std::size_t row = below(2) == 0 ? columns : 0;
    std::vector<buffer> planes(samples * bytes, buffer(std::size_t{columns} * rows));
    std::vector<buffer> segments;
    for (buffer& plane : planes) {
      for (unsigned char& byte : plane) byte = static_cast<unsigned char>(below(3) + 10);
      segments.push_back(coded_at_random(random, plane, row));
    }
    region_set regions;
    for (std::uint32_t i = 1 + below(3); i > 0; --i) {
      const rectangle where{below(columns), below(rows), 1 + below(columns), 1 + below(rows)};
      regions |= below(3) == 0 ? region_set::keep_only(where) : region_set::paint(where);
    }
    const std::vector<rectangle> rectangles = regions.rectangles_in(1, columns, rows);
    da::paint_value value;
    for (std::size_t i = 0; i < samples; ++i) {
      value.cells[i] = random();
      if (bytes < 4) value.cells[i] &= (std::uint64_t{1} << 8 * bytes) - 1;
    }
    const buffer result = da::blank_rle(
        frame_of(segments), layout(columns, rows, 8 * bytes, colours), value, rectangles);
    REQUIRE(result.size() % 2 == 0);
    for (std::size_t segment = 0; segment < planes.size(); ++segment) {
      const buffer pixels = decoded(result, segment);
      REQUIRE(pixels.size() >= planes[segment].size());
      // The value as its bytes are, by division.
      std::uint64_t sample = value.cells[segment / bytes];
      for (std::size_t lower = segment % bytes + 1; lower < bytes; ++lower) sample /= 256;
      for (std::size_t i = 0; i < planes[segment].size(); ++i) {
        bool goes = false;
        for (const rectangle& one : rectangles)
          goes = goes || (i % columns >= one.left && i % columns < one.right() &&
                          i / columns >= one.top && i / columns < one.bottom());
        ++(goes ? painted_pixels : kept_pixels);
        if (pixels[i] != (goes ? static_cast<unsigned char>(sample % 256) : planes[segment][i]))
          FAIL("pixel " << i << " of segment " << segment);
      }
    }
    if (row == 0) continue;
    // Rows that were coded each by itself still are.
    const auto number = [&](std::size_t at) {
      return static_cast<std::size_t>(result[at] | result[at + 1] << 8 | result[at + 2] << 16);
    };
    buffer first(result.begin() + 64,
                 result.begin() +
                     static_cast<std::ptrdiff_t>(planes.size() > 1 ? number(8) : result.size()));
    std::erase(first, static_cast<unsigned char>(128));  // no pixel and no other head is 128
    std::size_t at = 0;
    if (value.cells[0] >> 8 * (bytes - 1) != 128)
      for (const std::size_t length : run_lengths(first, planes[0].size())) {
        REQUIRE(at / columns == (at + length - 1) / columns);
        at += length;
      }
  }
  CHECK(painted_pixels > 100'000);
  CHECK(kept_pixels > 100'000);
}

TEST_CASE("a frame that is damaged is an error") {
  const auto refused = [](const buffer& frame, std::uint32_t allocated = 8) {
    return test::refused([&] {
      (void)da::blank_rle(frame, layout(4, 2, allocated), {}, std::vector<rectangle>{{0, 0, 1, 1}});
    });
  };
  const buffer good = frame_of({{253, 1, 3, 1, 2, 3, 4}});
  CHECK(good.size() == 72);
  CHECK(refused(good) == test::no_refusal);
  CHECK(refused({good.begin(), good.begin() + 71}) == test::no_refusal);  // without padding
  for (std::ptrdiff_t cut = 65; cut < 71; ++cut)
    CHECK(refused({good.begin(), good.begin() + cut}) == truncated);
  for (std::ptrdiff_t cut = 0; cut < 64; ++cut)
    CHECK(refused({good.begin(), good.begin() + cut}) == truncated);
  CHECK(refused({good.begin(), good.begin() + 64}) == malformed);
  CHECK(refused(good, 16) == malformed);                      // two segments
  CHECK(refused(frame_of({{253, 1, 254, 1}})) == truncated);  // 7 pixels
  CHECK(refused(frame_of({{253, 1, 252, 1}})) == malformed);  // 9 pixels
  CHECK(refused(frame_of({{128, 128, 128, 128}})) == truncated);
  buffer other = good;
  other[4] = 66;
  CHECK(refused(other) == malformed);
  other[4] = 0;
  CHECK(refused(other) == malformed);
  const buffer two = frame_of({{249, 1}, {249, 2}});
  CHECK(refused(two, 16) == test::no_refusal);
  for (const unsigned char offset : buffer{0, 63, 64, 68, 255}) {
    other = two;
    other[8] = offset;
    CHECK(refused(other, 16) == malformed);
  }
  other = two;
  other[11] = 0xFF;
  CHECK(refused(other, 16) == malformed);
}

TEST_CASE("a second frame behind the last segment is an error, and padding is none") {
  const auto refused = [](const buffer& frame, std::uint32_t allocated = 8) {
    return test::refused([&] {
      (void)da::blank_rle(frame, layout(4, 2, allocated), {}, std::vector<rectangle>{{0, 0, 1, 1}});
    });
  };
  const auto with = [](buffer frame, const buffer& behind) {
    frame.insert(frame.end(), behind.begin(), behind.end());
    return frame;
  };
  const buffer good = frame_of({{249, 1}});
  CHECK(refused(with(good, good)) == malformed);
  CHECK(refused(with(good, {0, 7})) == malformed);
  CHECK(refused(with(good, {7, 7})) == malformed);
  CHECK(refused(with(good, {7})) == test::no_refusal);  // an encoder may pad with anything
  CHECK(refused(with(good, buffer(9, 0))) == test::no_refusal);
  const buffer two = frame_of({{249, 1}, {249, 2}});
  CHECK(refused(with(two, two), 16) == malformed);
  // What the first segment of two has behind its last pixel is no frame, and goes.
  const buffer gap = frame_of({{249, 1, 'J', 'O', 'H', 'N'}, {249, 2}});
  CHECK(da::blank_rle(gap, layout(4, 2, 16), {}, {}) == two);
}

TEST_CASE("rectangles that are none of this frame are an error, and layouts that RLE has not") {
  const buffer frame = frame_of({{253, 1, 253, 1}});
  const auto refused = [&](const std::vector<rectangle>& rectangles) {
    return test::refused([&] { (void)da::blank_rle(frame, layout(4, 2), {}, rectangles); });
  };
  CHECK(refused({{0, 0, 1, 2}, {1, 0, 1, 2}}) == test::no_refusal);
  CHECK(refused({{0, 0, 1, 1}, {0, 1, 4, 1}}) == test::no_refusal);
  CHECK(refused({{0, 0, 5, 1}}) == bad_arguments);
  CHECK(refused({{0, 1, 1, 2}}) == bad_arguments);
  CHECK(refused({{0, 0, 0, 1}}) == bad_arguments);
  CHECK(refused({{0, 0, 2, 1}, {1, 0, 1, 1}}) == bad_arguments);
  CHECK(refused({{0, 0, 1, 2}, {1, 0, 1, 1}}) == bad_arguments);
  CHECK(refused({{0, 1, 1, 1}, {0, 0, 1, 1}}) == bad_arguments);
  const auto unsupported = [&](const image_layout& other) {
    return test::refused([&] { (void)da::blank_rle(frame, other, {}, std::vector<rectangle>{}); });
  };
  CHECK(unsupported(layout(4, 2, 1)) == test::refusal{da::errc::unsupported_pixels, 0x00280100});
  CHECK(unsupported(layout(4, 2, 8, photometric::ybr_full_422)) ==
        test::refusal{da::errc::unsupported_pixels, 0x00280004});
  CHECK(unsupported(layout(4, 2, 64, photometric::rgb)) == malformed);  // 24 segments
  CHECK(unsupported(image_layout({.rows = 2,
                                  .columns = 4,
                                  .bits_allocated = 32,
                                  .kind = da::sample_kind::float_32,
                                  .storage = da::pixel_storage::encapsulated})) ==
        test::refusal{da::errc::unsupported_pixels, 0x00280100});
}

TEST_CASE("time grows with the pixels, whatever the rectangles") {
  const auto work = [](std::size_t rows) {
    constexpr std::uint32_t columns = 128;
    buffer segment;
    for (std::size_t i = 0; i < rows * columns; ++i) segment.insert(segment.end(), {0, 7});
    region_set stripes;
    for (std::uint32_t i = 0; i < 64; ++i)
      stripes |= region_set::paint({2 * i, 0, 1, static_cast<std::uint32_t>(rows)});
    const auto height = static_cast<std::uint32_t>(rows);
    CHECK(da::blank_rle(frame_of({segment}), layout(columns, height), {},
                        stripes.rectangles_in(1, columns, height))
              .size() == 64 + segment.size());
  };
  CHECK(test::growth_of(300, work) < 40);
}

TEST_CASE("a frame that is changed at random is refused, or what is left of it decodes") {
  std::mt19937 random(20261129);
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    const buffer pixels(64, static_cast<unsigned char>(random()));
    buffer frame =
        frame_of({coded_at_random(random, pixels, 8), coded_at_random(random, pixels, 0)});
    const std::size_t from = random() % 4 == 0 ? 0 : 64;
    for (unsigned i = 1 + static_cast<unsigned>(random()) % 3; i > 0; --i)
      frame[from + random() % (frame.size() - from)] = static_cast<unsigned char>(random());
    if (random() % 4 == 0) frame.resize(random() % frame.size());
    frame.shrink_to_fit();  // so that sanitizers see what is read behind the end
    try {
      const buffer result = da::blank_rle(frame, layout(8, 8, 16), {{0x0102, 0, 0}},
                                          std::vector<rectangle>{{1, 2, 5, 3}});
      for (std::size_t segment = 0; segment < 2; ++segment) {
        const buffer after = decoded(result, segment);
        REQUIRE(after.size() >= 64);
        CHECK(after[2 * 8 + 1] == segment + 1);
      }
    } catch (const da::error&) {
      ++refused;
    }
  }
  CHECK(refused > 500);
  CHECK(refused < 2500);
}
