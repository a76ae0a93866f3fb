// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/blank_native.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::image_description;
using da::image_layout;
using da::photometric;
using da::pixel_storage;
using da::rectangle;
using da::sample_kind;
using buffer = std::vector<unsigned char>;

namespace {

// One after the other of the cells of a value, by the bits: it reads the whole value in the order
// in which PS3.5 section 8 writes it, and knows of no offset.
class cell_stream {
 public:
  cell_stream(buffer value, const image_description& given) : bytes_(std::move(value)) {
    const std::size_t cell = given.bits_allocated / 8;
    if (given.storage == pixel_storage::big_endian_words) {
      // Words of two bytes, but numbers of several bytes are written the highest first.
      const std::size_t unit = std::max<std::size_t>(cell, 2);
      for (std::size_t i = 0; i + unit <= bytes_.size(); i += unit)
        std::reverse(bytes_.begin() + static_cast<std::ptrdiff_t>(i),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(i + unit));
    }
    width_ = given.bits_allocated;
  }

  std::uint64_t next() {
    std::uint64_t result = 0;
    for (unsigned i = 0; i < width_; ++i, ++at_)
      result |= std::uint64_t{static_cast<unsigned char>(bytes_.at(at_ / 8) >> (at_ % 8) & 1)} << i;
    return result;
  }

 private:
  buffer bytes_;
  unsigned width_;
  std::size_t at_ = 0;
};

struct sample {
  std::uint32_t frame, column, row, number;
  std::uint64_t value;
};

bool is_paired(const image_description& given) {
  return given.colours == photometric::ybr_full_422 ||
         given.colours == photometric::ybr_partial_422;
}

std::vector<sample> samples_of(const buffer& value, const image_description& given) {
  cell_stream stream(value, given);
  std::vector<sample> result;
  for (std::uint32_t frame = 1; frame <= given.frames; ++frame) {
    const std::uint32_t planes = given.samples == 3 && given.planar == 1 ? 3 : 1;
    for (std::uint32_t plane = 0; plane < planes; ++plane)
      for (std::uint32_t row = 0; row < given.rows; ++row)
        for (std::uint32_t column = 0; column < given.columns; ++column) {
          if (is_paired(given)) {
            // Two luminances, then the colours of both.
            result.push_back({frame, column, row, 0, stream.next()});
            result.push_back({frame, column + 1, row, 0, stream.next()});
            result.push_back({frame, column, row, 1, stream.next()});
            result.push_back({frame, column, row, 2, stream.next()});
            ++column;
            continue;
          }
          if (planes == 3) {
            result.push_back({frame, column, row, plane, stream.next()});
            continue;
          }
          for (std::uint32_t number = 0; number < given.samples; ++number)
            result.push_back({frame, column, row, number, stream.next()});
        }
  }
  return result;
}

bool has(const rectangle& one, std::uint32_t column, std::uint32_t row) {
  return column >= one.left && column < one.left + one.width && row >= one.top &&
         row < one.top + one.height;
}

class native_check {
 public:
  void run(image_description given) {
    std::uint64_t all_bits = ~std::uint64_t{0};
    if (given.bits_allocated < 64) all_bits = (std::uint64_t{1} << given.bits_allocated) - 1;
    da::paint_value paint;
    for (std::uint64_t& cell : paint.cells) cell = random_() & all_bits;
    if (given.storage == pixel_storage::big_endian_words && given.bits_allocated > 16 &&
        given.kind == sample_kind::integer)
      paint.cells = {0, all_bits, 0};  // of others the order is not sure
    const image_layout layout(given);
    const da::native_painter painter(layout, paint);

    std::uint64_t bits = std::uint64_t{given.rows} * given.columns * given.frames *
                         given.bits_allocated * given.samples;
    if (is_paired(given)) bits = bits / 3 * 2;
    buffer before(static_cast<std::size_t>((bits + 7) / 8));
    before.resize(before.size() + before.size() % 2);
    for (unsigned char& byte : before) byte = static_cast<unsigned char>(random_());
    layout.require_native_size(before.size());

    const std::uint32_t frame = 1 + below(static_cast<std::uint32_t>(given.frames));
    std::vector<rectangle> rectangles;
    for (std::uint32_t i = 1 + below(2); i > 0; --i) {
      const std::uint32_t left = below(given.columns);
      const std::uint32_t top = below(given.rows);
      rectangles.push_back(below(4) == 0 ? rectangle{0, top, given.columns, given.rows - top}
                                         : rectangle{left, top, 1 + below(given.columns - left),
                                                     1 + below(given.rows - top)});
    }
    buffer after = before;
    painter.paint(frame, rectangles, after, 0);
    compare(given, paint, frame, rectangles, before, after);
    paint_in_pieces(painter, frame, rectangles, before, after);
    write_runs(painter, frame, rectangles, before, after);
  }

  std::size_t painted = 0;
  std::size_t kept = 0;

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  void compare(const image_description& given, const da::paint_value& paint, std::uint32_t frame,
               const std::vector<rectangle>& rectangles, const buffer& before,
               const buffer& after) {
    const std::vector<sample> old_samples = samples_of(before, given);
    const std::vector<sample> new_samples = samples_of(after, given);
    for (std::size_t i = 0; i < old_samples.size(); ++i) {
      const sample& one = old_samples[i];
      bool goes = false;
      for (const rectangle& where : rectangles) {
        goes = goes || (one.frame == frame && has(where, one.column, one.row));
        if (is_paired(given))  // with the other pixel of the pair
          goes = goes || (one.frame == frame && has(where, one.column ^ 1U, one.row));
      }
      ++(goes ? painted : kept);
      if (new_samples[i].value != (goes ? paint.cells[one.number] : one.value))
        FAIL("sample " << one.number << " of pixel " << one.column << ", " << one.row
                       << " of frame " << one.frame << (goes ? " stays" : " changed"));
    }
    // What pads the value is no pixel.
    cell_stream padding_before(before, given);
    cell_stream padding_after(after, given);
    for (std::size_t i = 0; i < old_samples.size(); ++i) {
      (void)padding_before.next();
      (void)padding_after.next();
    }
    const std::size_t cells = before.size() * 8 / given.bits_allocated;
    for (std::size_t i = old_samples.size(); i < cells; ++i)
      REQUIRE(padding_before.next() == padding_after.next());
  }

  // A window moves over the value.
  void paint_in_pieces(const da::native_painter& painter, std::uint32_t frame,
                       const std::vector<rectangle>& rectangles, const buffer& before,
                       const buffer& expected) {
    buffer result = before;
    for (std::size_t at = 0; at < result.size();) {
      const std::size_t count = std::min<std::size_t>(1 + below(13), result.size() - at);
      painter.paint(frame, rectangles, std::span(result).subspan(at, count), at);
      at += count;
    }
    REQUIRE(result == expected);
  }

  // As who writes them into a file, in pieces.
  void write_runs(const da::native_painter& painter, std::uint32_t frame,
                  const std::vector<rectangle>& rectangles, const buffer& before,
                  const buffer& expected) {
    buffer result = before;
    painter.for_each_run(frame, rectangles, [&](const da::byte_run& run) {
      REQUIRE(run.length != 0);
      REQUIRE(run.offset + run.length <= result.size());
      if (run.mask != 0xFF) {
        REQUIRE(run.length == 1);
        for (unsigned bit = 0; bit < 8; ++bit) {
          unsigned char& byte = result[static_cast<std::size_t>(run.offset)];
          const unsigned wanted = (run.mask >> bit & 1) != 0 ? run.pattern[0] : byte;
          byte = static_cast<unsigned char>((byte & ~(1U << bit)) | (wanted & (1U << bit)));
        }
        return;
      }
      for (std::uint64_t done = 0; done < run.length;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(1 + below(9), run.length - done));
        run.copy_to(done,
                    std::span(result).subspan(static_cast<std::size_t>(run.offset + done), count));
        done += count;
      }
    });
    REQUIRE(result == expected);
  }

  std::mt19937_64 random_{20261128};
};

}  // namespace

TEST_CASE("the pixels of the rectangles become the value, and no other bit changes") {
  native_check check;
  const auto storages = {pixel_storage::little_endian, pixel_storage::big_endian_words,
                         pixel_storage::big_endian_bytes};
  for (const photometric colours :
       {photometric::monochrome1, photometric::monochrome2, photometric::palette_color,
        photometric::rgb, photometric::ybr_full, photometric::ybr_full_422,
        photometric::ybr_partial_422})
    for (const std::uint32_t allocated : {1U, 8U, 16U, 32U, 64U})
      for (const std::uint32_t stored : {1U, 8U, 10U, 12U, 16U, 32U})
        for (const std::uint32_t representation : {0U, 1U})
          for (const std::uint32_t planar : {0U, 1U})
            for (const pixel_storage storage : storages)
              for (const std::uint64_t frames : {1U, 2U, 3U}) {
                const bool is_grey = colours <= photometric::palette_color;
                if (stored > allocated || (allocated == 1 && (!is_grey || representation == 1)) ||
                    (!is_grey && representation == 1) || (is_grey && planar == 1) ||
                    (allocated > 8 && storage == pixel_storage::big_endian_bytes))
                  continue;
                for (const std::uint32_t columns : {1U, 2U, 3U, 10U, 17U}) {
                  image_description given{.rows = 1 + columns % 4,
                                          .columns = columns,
                                          .samples = is_grey ? 1U : 3U,
                                          .bits_allocated = allocated,
                                          .bits_stored = stored,
                                          .high_bit = stored - 1,
                                          .representation = representation,
                                          .planar = planar,
                                          .colours = colours,
                                          .frames = frames,
                                          .storage = storage};
                  if (is_paired(given) && (planar == 1 || columns % 2 == 1)) continue;
                  check.run(given);
                  check.run(given);
                }
              }
  for (const pixel_storage storage :
       {pixel_storage::little_endian, pixel_storage::big_endian_words})
    for (const sample_kind kind : {sample_kind::float_32, sample_kind::double_64})
      for (int i = 0; i < 10; ++i)
        check.run({.rows = 3,
                   .columns = 5,
                   .bits_allocated = kind == sample_kind::float_32 ? 32U : 64U,
                   .frames = 2,
                   .kind = kind,
                   .storage = storage});
  CHECK(check.painted > 10'000);
  CHECK(check.kept > 10'000);
}

TEST_CASE("a bar as wide as the image is one run, and one in planes is one in each") {
  image_description given{.rows = 768,
                          .columns = 1024,
                          .samples = 3,
                          .bits_allocated = 8,
                          .bits_stored = 8,
                          .high_bit = 7,
                          .colours = photometric::rgb,
                          .frames = 2};
  const std::vector<rectangle> bar = {{0, 0, 1024, 60}};
  const auto runs = [&] {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> result;
    da::native_painter(image_layout(given), {}).for_each_run(2, bar, [&](const da::byte_run& run) {
      result.emplace_back(run.offset, run.length);
    });
    return result;
  };
  using expected = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
  CHECK(runs() == expected{{2'359'296, 184'320}});
  given.planar = 1;
  CHECK(runs() == expected{{2'359'296, 61'440}, {3'145'728, 61'440}, {3'932'160, 61'440}});
}

TEST_CASE("runs lie where 64 bits have to count") {
  const image_layout large({.rows = 65'000,
                            .columns = 65'000,
                            .bits_allocated = 1,
                            .bits_stored = 1,
                            .high_bit = 0,
                            .frames = 8});
  std::vector<std::uint64_t> offsets;
  da::native_painter(large, {}).for_each_run(
      8, std::vector<rectangle>{{0, 64'999, 65'000, 1}},
      [&](const da::byte_run& run) { offsets.push_back(run.offset); });
  // The last 8125 of 8 * 528,125,000 bytes.
  CHECK(offsets == std::vector<std::uint64_t>{4'224'991'875});
}

TEST_CASE("what the layout has not is an error") {
  image_description given{.rows = 4,
                          .columns = 6,
                          .bits_allocated = 16,
                          .bits_stored = 12,
                          .high_bit = 11,
                          .frames = 2};
  const da::native_painter painter(image_layout(given), {});
  const auto refused = [&](std::uint32_t frame, const rectangle& where) {
    buffer bytes(96);
    return test::refused([&] { painter.paint(frame, std::vector{where}, bytes, 0); });
  };
  const test::refusal bad_arguments{da::errc::bad_arguments};
  CHECK(refused(1, {0, 0, 6, 4}) == test::no_refusal);
  CHECK(refused(2, {0, 0, 6, 4}) == test::no_refusal);
  CHECK(refused(0, {0, 0, 6, 4}) == bad_arguments);
  CHECK(refused(3, {0, 0, 6, 4}) == bad_arguments);
  CHECK(refused(1, {1, 0, 6, 4}) == bad_arguments);
  CHECK(refused(1, {0, 1, 6, 4}) == bad_arguments);
  CHECK(refused(1, {0, 0, 0xFFFFFFFF, 0xFFFFFFFF}) == bad_arguments);
  given.storage = pixel_storage::encapsulated;
  CHECK(test::refused([&] { (void)da::native_painter(image_layout(given), {}); }) == bad_arguments);
  given.storage = pixel_storage::big_endian_words;
  given.bits_allocated = 32;
  CHECK(test::refused([&] {
          (void)da::native_painter(image_layout(given), {{1, 0, 0}});
        }) == test::refusal{da::errc::unsupported_pixels, 0x00280100});
  CHECK(test::refused([&] { (void)da::native_painter(image_layout(given), {}); }) ==
        test::no_refusal);
}

TEST_CASE("eight bits in big endian words are turned in pairs") {
  const image_layout layout({.rows = 1,
                             .columns = 5,
                             .bits_allocated = 8,
                             .bits_stored = 8,
                             .high_bit = 7,
                             .storage = pixel_storage::big_endian_words});
  // Pixels 1 2 3 4 5 and a byte of padding.
  buffer value = {2, 1, 4, 3, 0, 5};
  da::native_painter(layout, {{9, 0, 0}}).paint(1, std::vector<rectangle>{{1, 0, 2, 1}}, value, 0);
  CHECK(value == buffer{9, 1, 4, 9, 0, 5});
  da::native_painter(layout, {{8, 0, 0}}).paint(1, std::vector<rectangle>{{4, 0, 1, 1}}, value, 0);
  CHECK(value == buffer{9, 1, 4, 9, 0, 8});
}
