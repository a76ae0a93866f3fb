// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/palette.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using bytes = std::vector<unsigned char>;
using entries = std::vector<std::uint16_t>;

namespace {

constexpr test::refusal malformed{da::errc::malformed};
constexpr test::refusal truncated{da::errc::truncated};

bytes words(const entries& all, bool big_endian = false) {
  bytes result;
  for (const std::uint16_t one : all) {
    const auto low = static_cast<unsigned char>(one & 0xFF);
    const auto high = static_cast<unsigned char>(one >> 8);
    result.push_back(big_endian ? high : low);
    result.push_back(big_endian ? low : high);
  }
  return result;
}

entries read(const bytes& data, std::uint16_t count, std::uint16_t bits, bool is_segmented = false,
             bool big_endian = false) {
  return da::palette_entries({{count, 0, bits}, data, is_segmented}, big_endian);
}

test::refusal refused(const bytes& data, std::uint16_t count, std::uint16_t bits,
                      bool is_segmented = false) {
  return test::refused([&] { (void)read(data, count, bits, is_segmented); });
}

da::image_layout indexed(std::uint32_t stored, std::uint32_t representation = 0) {
  return da::image_layout({.rows = 1,
                           .columns = 1,
                           .bits_allocated = stored > 8 ? 16U : 8U,
                           .bits_stored = stored,
                           .high_bit = stored - 1,
                           .representation = representation,
                           .colours = da::photometric::palette_color});
}

struct palettes {
  entries red, green, blue;
  std::uint16_t first = 0;
  std::uint16_t bits = 16;

  [[nodiscard]] std::int64_t darkest(const da::image_layout& layout) const {
    const bytes r = words(red);
    const bytes g = words(green);
    const bytes b = words(blue);
    const auto one = [&](const bytes& data) {
      return da::palette_attributes{
          {static_cast<std::uint16_t>(data.size() / 2), first, bits}, data, false};
    };
    return da::darkest_index({{one(r), one(g), one(b)}, false}, layout);
  }
};

}  // namespace

TEST_CASE("entries of 16 bits are words of either byte order") {
  const entries all = {0x0102, 0xFFFE, 0};
  CHECK(read(words(all), 3, 16) == all);
  CHECK(read(words(all, true), 3, 16, false, true) == all);
  CHECK(read(words(entries(65'536, 7)), 0, 16) == entries(65'536, 7));
}

TEST_CASE("entries of 8 bits are bytes, or each in a word") {
  CHECK(read({1, 2, 3, 0}, 3, 8) == entries{1, 2, 3});
  CHECK(read({1, 2, 3}, 3, 8) == entries{1, 2, 3});
  CHECK(read({2, 1, 0, 3}, 3, 8, false, true) == entries{1, 2, 3});
  CHECK(read({1, 0, 2, 0, 3, 0}, 3, 8) == entries{1, 2, 3});
  CHECK(read({0, 1, 0, 2, 0, 3}, 3, 8, false, true) == entries{1, 2, 3});
  CHECK(read({9, 0}, 1, 8) == entries{9});
}

TEST_CASE("a palette that is not as long as it says is an error") {
  CHECK(refused(bytes{1, 2}, 3, 8) == truncated);
  CHECK(refused(bytes{1, 2, 3, 0, 0}, 3, 8) == malformed);
  CHECK(refused(words({1, 2}), 3, 16) == truncated);
  CHECK(refused(words({1, 2, 3, 4}), 3, 16) == malformed);
  CHECK(refused(bytes{1, 2, 3, 0}, 3, 12) == malformed);
  CHECK(refused(bytes{}, 0, 16) == truncated);
}

TEST_CASE("segments are entries, lines and repeated segments, PS3.3 section C.7.9.2") {
  // By hand: two entries, a line of 4 from 10 to 30, two segments again from byte 0 on.
  const entries segments = {0, 2, 0, 10, 1, 4, 30, 2, 2, 0, 0};
  const entries expected = {0, 10, 15, 20, 25, 30, 0, 10, 15, 20, 25, 30};
  CHECK(read(words(segments), 12, 16, true) == expected);
  CHECK(read(words(segments, true), 12, 16, true, true) == expected);
  // Of 8 bits an offset has four bytes, the lowest first.
  const bytes small = {0, 2, 0, 10, 1, 4, 30, 2, 2, 0, 0, 0, 0};
  CHECK(read(small, 12, 8, true) == expected);
  bytes padded = small;
  padded.push_back(0);
  CHECK(read(padded, 12, 8, true) == expected);
  bytes turned = padded;
  for (std::size_t i = 0; i + 1 < turned.size(); i += 2) std::swap(turned[i], turned[i + 1]);
  CHECK(read(turned, 12, 8, true, true) == expected);
  // Down, and rounded: 100, 66.7, 33.3, 0.
  CHECK(read(words({0, 1, 100, 1, 3, 0}), 4, 16, true) == entries{100, 67, 33, 0});
  // A repeated line begins where the entries before it end.
  CHECK(read(words({0, 1, 4, 1, 2, 8, 0, 1, 0, 2, 1, 6, 0}), 6, 16, true) ==
        entries{4, 6, 8, 0, 4, 8});
}

TEST_CASE("segments that are damaged are an error") {
  CHECK(refused(words({1, 4, 30}), 4, 16, true) == malformed);             // a line from nowhere
  CHECK(refused(words({3, 4, 30}), 4, 16, true) == malformed);             // no such segment
  CHECK(refused(words({0, 0, 0, 1, 5}), 1, 16, true) == malformed);        // nothing
  CHECK(refused(words({0, 2, 1, 2}), 3, 16, true) == truncated);           // too few
  CHECK(refused(words({0, 3, 1, 2}), 3, 16, true) == truncated);           // cut
  CHECK(refused(words({0, 4, 1, 2, 3, 4}), 3, 16, true) == malformed);     // too many
  CHECK(refused(words({0, 1, 1, 0, 1, 2}), 1, 16, true) == malformed);     // more behind
  CHECK(refused(words({0, 1, 1, 2, 1, 6, 0}), 2, 16, true) == malformed);  // repeats itself
  CHECK(refused(words({0, 1, 1, 2, 1, 1, 0}), 2, 16, true) == malformed);  // half a word
  CHECK(refused(words({0, 1, 1, 2, 0, 0, 0}), 2, 16, true) == malformed);  // repeats nothing
  CHECK(refused(words({0, 1, 1, 2, 1, 0xFFFE, 0xFFFF}), 2, 16, true) == truncated);
  CHECK(refused(bytes{}, 1, 16, true) == truncated);
}

TEST_CASE("the darkest index is that of the least light") {
  CHECK(palettes{{5, 4, 3}, {5, 4, 3}, {5, 4, 3}}.darkest(indexed(8)) == 2);
  // 299 * 10 against 114 * 20 and 587 * 5.
  CHECK(palettes{{10, 0, 0}, {0, 0, 5}, {0, 20, 0}}.darkest(indexed(8)) == 1);
  CHECK(palettes{{1, 0, 0}, {1, 0, 0}, {1, 0, 0}}.darkest(indexed(8)) == 1);  // the lowest
  CHECK(palettes{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}.darkest(indexed(8)) == 0);
}

TEST_CASE("entries that no pixel can have are not the darkest") {
  const entries down = {9, 8, 7, 6, 5};
  CHECK(palettes{down, down, down}.darkest(indexed(2)) == 3);
  CHECK(palettes{down, down, down, 2}.darkest(indexed(2)) == 3);
  CHECK(test::refused([&] {
          (void)palettes{down, down, down, 4}.darkest(indexed(2));
        }) == malformed);
  // -3 to 1 are mapped, of which two bits with a sign hold -2 to 1.
  CHECK(palettes{down, down, down, 0xFFFD}.darkest(indexed(2, 1)) == 1);
  const entries up = {5, 6, 7, 8, 9};
  CHECK(palettes{up, up, up, 0xFFFD}.darkest(indexed(2, 1)) == -2);
  CHECK(palettes{up, up, up, 0xFFFD}.darkest(indexed(8, 1)) == -3);
}

TEST_CASE("0 is as dark as the entry that it shows") {
  const entries up = {5, 6, 7};
  CHECK(palettes{up, up, up, 10}.darkest(indexed(8)) == 0);  // below the first
  const entries down = {7, 6, 5};
  CHECK(palettes{down, down, down, 10}.darkest(indexed(8)) == 12);
  CHECK(palettes{down, down, down, 0xFFF0}.darkest(indexed(8, 1)) == 0);  // behind the last
}

TEST_CASE("palettes that do not belong together are an error") {
  const bytes two = {1, 0, 2, 0};
  const da::palette_attributes one{{2, 0, 16}, two, false};
  const da::palette_attributes later{{2, 1, 16}, two, false};
  const da::palette_attributes shorter{{1, 0, 16}, std::span(two).first(2), false};
  const auto refused_set = [](const da::palette_set& set) {
    return test::refused([&] { (void)da::darkest_index(set, indexed(8)); });
  };
  CHECK(refused_set({{one, one, one}, false}) == test::no_refusal);
  CHECK(refused_set({{one, later, one}, false}) == malformed);
  CHECK(refused_set({{one, one, shorter}, false}) == malformed);
}
