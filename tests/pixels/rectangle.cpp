// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/rectangle.hpp>

#include <cstdint>
#include <limits>

#include "support/catch.hpp"

using dicom_anonymizer::rectangle;

namespace {

constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();

static_assert(rectangle{2, 3, 4, 5}.right() == 6);
static_assert(rectangle{2, 3, 4, 5}.bottom() == 8);
static_assert(rectangle{2, 3, 4, 5} == rectangle{2, 3, 4, 5});
static_assert(rectangle{2, 3, 4, 5} != rectangle{2, 3, 4, 6});
static_assert(rectangle{most, most, most, most}.right() == 8'589'934'590);
static_assert(rectangle{most, most, most, most}.bottom() == 8'589'934'590);

bool has(const rectangle& one, std::uint32_t column, std::uint32_t row) {
  for (std::uint32_t y = 0; y < one.height; ++y)
    for (std::uint32_t x = 0; x < one.width; ++x)
      if (one.left + x == column && one.top + y == row) return true;
  return false;
}

template <class Work>
void for_each_small(const Work& work) {
  for (std::uint32_t left = 0; left < 4; ++left)
    for (std::uint32_t top = 0; top < 4; ++top)
      for (std::uint32_t width = 0; width < 4; ++width)
        for (std::uint32_t height = 0; height < 4; ++height)
          work(rectangle{left, top, width, height});
}

}  // namespace

TEST_CASE("a rectangle without columns or rows has no pixel") {
  CHECK(rectangle{}.is_empty());
  CHECK(rectangle{1, 1, 0, 5}.is_empty());
  CHECK(rectangle{1, 1, 5, 0}.is_empty());
  CHECK_FALSE(rectangle{1, 1, 1, 1}.is_empty());
}

TEST_CASE("rectangles intersect where a pixel is in both") {
  for_each_small([](const rectangle& one) {
    for_each_small([&](const rectangle& other) {
      bool is_shared = false;
      for (std::uint32_t y = 0; y < 8 && !is_shared; ++y)
        for (std::uint32_t x = 0; x < 8 && !is_shared; ++x)
          is_shared = has(one, x, y) && has(other, x, y);
      if (one.intersects(other) != is_shared) FAIL_CHECK("one of the pairs differs");
    });
  });
  CHECK(rectangle{most, most, most, most}.intersects({most, most, 1, 1}));
}

TEST_CASE("a rectangle that is clipped has the pixels that lie in the frame") {
  for_each_small([](const rectangle& one) {
    for (std::uint32_t columns = 0; columns < 6; ++columns)
      for (std::uint32_t rows = 0; rows < 6; ++rows) {
        const rectangle clipped = one.clipped_to(columns, rows);
        for (std::uint32_t y = 0; y < 8; ++y)
          for (std::uint32_t x = 0; x < 8; ++x)
            if (has(clipped, x, y) != (x < columns && y < rows && has(one, x, y)))
              FAIL_CHECK("a pixel differs");
      }
  });
  CHECK(rectangle{10, 10, most, most}.clipped_to(100, 50) == rectangle{10, 10, 90, 40});
  CHECK(rectangle{most, most, most, most}.clipped_to(most, most).is_empty());
}

TEST_CASE("a rectangle grows to the blocks that have one of its pixels") {
  CHECK(rectangle{3, 5, 2, 1}.grown_to_blocks(2, 1) == rectangle{2, 5, 4, 1});
  CHECK(rectangle{2, 5, 2, 1}.grown_to_blocks(2, 1) == rectangle{2, 5, 2, 1});
  CHECK(rectangle{0, 0, 17, 8}.grown_to_blocks(16, 8) == rectangle{0, 0, 32, 8});
  CHECK(rectangle{15, 7, 2, 2}.grown_to_blocks(16, 8) == rectangle{0, 0, 32, 16});
  CHECK(rectangle{5, 5, 0, 2}.grown_to_blocks(16, 8).is_empty());
}
