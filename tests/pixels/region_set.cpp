// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/region_set.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::frame_range;
using da::pixel_region;
using da::rectangle;
using da::region_set;

namespace {

constexpr std::uint32_t last_of_all = std::numeric_limits<std::uint32_t>::max();
constexpr test::refusal bad_arguments{da::errc::bad_arguments};

constexpr region_set bar_and_scan =
    region_set::paint({0, 0, 1024, 60}) | region_set::keep_only({100, 50, 800, 600}, {2, 3});
static_assert(bar_and_scan.size() == 2);
static_assert(!bar_and_scan.empty());
static_assert(region_set().empty());
static_assert(bar_and_scan.touches(1));
static_assert(!region_set::paint({0, 0, 1, 1}, {2, 3}).touches(1));
static_assert(region_set::paint({0, 0, 1, 1}, {2, 3}).touches(2));
static_assert(region_set::paint({0, 0, 1, 1}, {2, 3}).touches(3));
static_assert(!region_set::paint({0, 0, 1, 1}, {2, 3}).touches(4));
static_assert(bar_and_scan.unchanged_until(1) == 1);
static_assert(bar_and_scan.unchanged_until(2) == 3);
static_assert(bar_and_scan.unchanged_until(3) == 3);
static_assert(bar_and_scan.unchanged_until(4) == last_of_all);
static_assert((bar_and_scan | bar_and_scan) == bar_and_scan);
static_assert(region_set() == region_set());
static_assert(bar_and_scan != region_set());
static_assert(frame_range{}.contains(1) && frame_range{}.contains(last_of_all));

constexpr region_set as_many_as_fit() {
  region_set result;
  for (std::uint32_t i = 0; i < region_set::most; ++i)
    result |= region_set::paint({i * 10, 0, 5, 5});
  return result;
}
constexpr region_set full = as_many_as_fit();
static_assert(full.size() == 64);

// What the contract says of one pixel, without any geometry of rectangles.
bool goes(const region_set& set, std::uint32_t frame, std::uint32_t column, std::uint32_t row) {
  bool is_painted = false;
  bool is_any_kept = false;
  bool is_kept = false;
  for (const pixel_region& one : set) {
    if (frame < one.frames.first || frame > one.frames.last) continue;
    const bool has = column >= one.where.left && column - one.where.left < one.where.width &&
                     row >= one.where.top && row - one.where.top < one.where.height;
    if (one.what == pixel_region::purpose::paint) {
      is_painted = is_painted || has;
    } else {
      is_any_kept = true;
      is_kept = is_kept || has;
    }
  }
  return is_painted || (is_any_kept && !is_kept);
}

std::vector<unsigned> times_painted(const std::vector<rectangle>& all, std::uint32_t columns,
                                    std::uint32_t rows) {
  std::vector<unsigned> result(std::size_t{columns} * rows);
  for (const rectangle& one : all)
    for (std::uint32_t y = one.top; y < one.top + one.height; ++y)
      for (std::uint32_t x = one.left; x < one.left + one.width; ++x)
        ++result.at(std::size_t{y} * columns + x);
  return result;
}

}  // namespace

TEST_CASE("a region without pixels or without frames is an error") {
  CHECK(test::refused([] { (void)region_set::paint({0, 0, 0, 1}); }) == bad_arguments);
  CHECK(test::refused([] { (void)region_set::keep_only({0, 0, 1, 0}); }) == bad_arguments);
  CHECK(test::refused([] { (void)region_set::paint({0, 0, 1, 1}, {0, 1}); }) == bad_arguments);
  CHECK(test::refused([] { (void)region_set::paint({0, 0, 1, 1}, {3, 2}); }) == bad_arguments);
  CHECK(test::refused([] { (void)region_set::paint({0, 0, 1, 1}, {3, 3}); }) == test::no_refusal);
}

TEST_CASE("a 65th region is an error, and one that is there already is none") {
  CHECK(test::refused([] { (void)(full | region_set::paint({0, 0, 1, 1})); }) == bad_arguments);
  CHECK((full | region_set::paint({630, 0, 5, 5})) == full);
  CHECK((full | full) == full);
}

TEST_CASE("a full-width bar is one rectangle") {
  CHECK(region_set::paint({0, 0, 5000, 60}).rectangles_in(1, 1024, 768) ==
        std::vector<rectangle>{{0, 0, 1024, 60}});
  CHECK((region_set::paint({0, 0, 1024, 30}) | region_set::paint({0, 30, 1024, 30}))
            .rectangles_in(7, 1024, 768) == std::vector<rectangle>{{0, 0, 1024, 60}});
}

TEST_CASE("what is kept alone leaves the bands around it") {
  CHECK(region_set::keep_only({100, 50, 800, 600}).rectangles_in(1, 1024, 768) ==
        std::vector<rectangle>{
            {0, 0, 1024, 50}, {0, 50, 100, 600}, {900, 50, 124, 600}, {0, 650, 1024, 118}});
  CHECK(region_set::keep_only({0, 0, 1024, 768}).rectangles_in(1, 1024, 768).empty());
  CHECK(region_set::keep_only({0, 0, 1024, 768}).touches(1));
}

TEST_CASE("only the frames of a region lose its pixels") {
  CHECK(bar_and_scan.rectangles_in(1, 1024, 768) == std::vector<rectangle>{{0, 0, 1024, 60}});
  CHECK(bar_and_scan.rectangles_in(2, 1024, 768).size() == 4);
  CHECK(bar_and_scan.rectangles_in(2, 1024, 768).front() == rectangle{0, 0, 1024, 60});
  CHECK(region_set::paint({0, 0, 1, 1}, {2, 3}).rectangles_in(4, 10, 10).empty());
}

TEST_CASE("a region wholly outside of the image is an error, and so is a range behind it") {
  const region_set below = region_set::paint({0, 768, 1024, 60});
  CHECK(test::refused([&] { (void)below.rectangles_in(1, 1024, 768); }) == bad_arguments);
  CHECK(test::refused([&] { below.require_fit(1024, 768, 1); }) == bad_arguments);
  CHECK(test::refused([&] { below.require_fit(1024, 769, 1); }) == test::no_refusal);
  const region_set beside = region_set::keep_only({1024, 0, 1, 1}, {2, 2});
  CHECK(test::refused([&] { (void)beside.rectangles_in(2, 1024, 768); }) == bad_arguments);
  CHECK(beside.rectangles_in(1, 1024, 768).empty());
  CHECK(test::refused([&] { beside.require_fit(1024, 768, 2); }) == bad_arguments);
  const region_set later = region_set::paint({0, 0, 1, 1}, {3, 9});
  CHECK(test::refused([&] { later.require_fit(10, 10, 2); }) == bad_arguments);
  CHECK(test::refused([&] { later.require_fit(10, 10, 3); }) == test::no_refusal);
}

TEST_CASE("rectangles cover the pixels that go, each once and in order") {
  std::mt19937 random(20261128);
  const auto below = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random()) % limit;
  };
  std::size_t painted = 0;
  std::size_t untouched = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t columns = 1 + below(24);
    const std::uint32_t rows = 1 + below(24);
    region_set set;
    for (std::uint32_t i = 1 + below(8); i > 0; --i) {
      const rectangle where{below(columns), below(rows), 1 + below(12), 1 + below(12)};
      const std::uint32_t first = 1 + below(3);
      const frame_range frames{first, below(2) == 0 ? last_of_all : first + below(2)};
      set |=
          below(3) == 0 ? region_set::keep_only(where, frames) : region_set::paint(where, frames);
    }
    for (std::uint32_t frame = 1; frame <= 5; ++frame) {
      const std::vector<rectangle> all = set.rectangles_in(frame, columns, rows);
      const std::vector<unsigned> times = times_painted(all, columns, rows);
      for (std::uint32_t y = 0; y < rows; ++y)
        for (std::uint32_t x = 0; x < columns; ++x) {
          const bool is_gone = goes(set, frame, x, y);
          ++(is_gone ? painted : untouched);
          if (times[std::size_t{y} * columns + x] != (is_gone ? 1U : 0U))
            FAIL("a pixel is painted wrongly");
        }
      for (std::size_t i = 1; i < all.size(); ++i)
        REQUIRE((all[i - 1].top < all[i].top ||
                 (all[i - 1].top == all[i].top && all[i - 1].left < all[i].left)));
      if (!set.touches(frame)) REQUIRE(all.empty());
      if (set.unchanged_until(frame) > frame)
        REQUIRE(set.rectangles_in(frame + 1, columns, rows) == all);
    }
  }
  CHECK(painted > 100'000);
  CHECK(untouched > 100'000);
}
