// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/frames.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::byte_span;
using da::encapsulated_frames;
using namespace std::string_literals;
using numbers = std::vector<std::uint64_t>;

namespace {

std::string little(std::uint64_t number, unsigned bytes) {
  std::string result;
  for (unsigned i = 0; i < bytes; ++i) {
    result.push_back(static_cast<char>(number % 256));
    number /= 256;
  }
  return result;
}

std::string table(const numbers& entries, unsigned bytes = 4) {
  std::string result;
  for (const std::uint64_t one : entries) result += little(one, bytes);
  return result;
}

std::string item(const std::string& value) {
  return "\xFE\xFF\x00\xE0"s + little(value.size(), 4) + value;
}

const std::string delimiter = "\xFE\xFF\xDD\xE0\0\0\0\0"s;

std::string value_of(const numbers& basic, const std::vector<std::string>& fragments) {
  std::string result = item(table(basic));
  for (const std::string& one : fragments) result += item(one);
  return result + delimiter;
}

struct long_tables {
  std::string offsets;
  std::string lengths;
};

std::span<const unsigned char> bytes(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

// The value stands behind three other bytes.
encapsulated_frames read(const std::string& value, std::uint32_t frames,
                         const std::optional<long_tables>& extended = std::nullopt,
                         const std::string& behind = "xx") {
  da::source from("abc" + value + behind);
  std::optional<da::extended_offsets> given;
  if (extended) given = {bytes(extended->offsets), bytes(extended->lengths)};
  return {from, 3, value.size(), frames, given};
}

test::refusal refused(const std::string& value, std::uint32_t frames,
                      const std::optional<long_tables>& extended = std::nullopt) {
  return test::refused([&] { (void)read(value, frames, extended); });
}

// What the frames are, in text.
std::vector<std::string> frames_in(const std::string& value, std::uint32_t frames) {
  da::source from("abc" + value);
  const encapsulated_frames all(from, 3, value.size(), frames);
  std::vector<std::string> result;
  for (std::uint32_t frame = 1; frame <= all.size(); ++frame) {
    std::vector<unsigned char> one;
    all.append_frame(from, frame, one);
    REQUIRE(one.size() == all.bytes_of(frame));
    result.emplace_back(one.begin(), one.end());
  }
  return result;
}

constexpr std::uint32_t pixels = 0x7FE00010;
test::refusal malformed(std::uint64_t offset) { return {da::errc::malformed, pixels, offset}; }
const test::refusal no_place{da::errc::malformed, pixels};

}  // namespace

TEST_CASE("without tables one frame is all fragments, and else a fragment is a frame") {
  const std::vector<std::string> three = {"abcd", "ef", "ghijkl"};
  CHECK(frames_in(value_of({}, three), 1) == std::vector<std::string>{"abcdefghijkl"});
  CHECK(frames_in(value_of({}, three), 3) == three);
  CHECK(refused(value_of({}, three), 2) == no_place);
  CHECK(refused(value_of({}, three), 4) == no_place);
  CHECK(read(value_of({}, three), 3).told_by() == encapsulated_frames::table::none);
}

TEST_CASE("the Basic Offset Table tells where frames begin, from the first fragment on") {
  // Items begin at 0, 12, 22 and 36.
  const std::vector<std::string> four = {"abcd", "ef", "ghijkl", "mn"};
  CHECK(frames_in(value_of({0, 22}, four), 2) == std::vector<std::string>{"abcdef", "ghijklmn"});
  CHECK(frames_in(value_of({0, 12, 36}, four), 3) ==
        std::vector<std::string>{"abcd", "efghijkl", "mn"});
  CHECK(frames_in(value_of({0, 12, 22, 36}, four), 4) == four);
  CHECK(frames_in(value_of({0}, four), 1) == std::vector<std::string>{"abcdefghijklmn"});
  const encapsulated_frames all = read(value_of({0, 22}, four), 2);
  CHECK(all.told_by() == encapsulated_frames::table::basic);
  CHECK(all.basic_table() == byte_span{11, 8});
  REQUIRE(all.fragments().size() == 4);
  CHECK(all.fragments()[0] == byte_span{27, 4});
  CHECK(all.fragments()[1] == byte_span{39, 2});
  CHECK(all.fragments_of(2).size() == 2);
  CHECK(all.fragments_of(2)[0] == byte_span{49, 6});
}

TEST_CASE("a damaged Basic Offset Table is an error where it stands, and nothing is guessed") {
  const std::vector<std::string> four = {"abcd", "ef", "ghijkl", "mn"};
  for (const numbers& entries :
       {numbers{0, 12, 22},      // for three frames
        numbers{0, 12, 22, 35},  // no fragment
        numbers{0, 12, 12, 36}, numbers{0, 22, 12, 36}, numbers{12, 22, 36, 48},
        numbers{0, 12, 22, 48}, numbers{0, 0, 0, 0}, numbers{8, 20, 30, 44},
        numbers{0, 12, 22, 0xFFFFFFFF}, numbers{0, 12, 22, 36, 46}})
    CHECK(refused(value_of(entries, four), 4) == malformed(11));
  CHECK(refused(value_of({0, 12, 22, 36, 46}, four), 5) == malformed(11));
  CHECK(refused(item(table({0}) + "xx") + item("ab") + delimiter, 1) == malformed(11));
}

TEST_CASE("the Extended Offset Table tells that each frame is one fragment") {
  const std::vector<std::string> three = {"abcd", "ef", "ghijkl"};
  const std::string value = value_of({}, three);
  const auto tables = [](const numbers& offsets, const numbers& lengths) {
    return long_tables{table(offsets, 8), table(lengths, 8)};
  };
  const encapsulated_frames all = read(value, 3, tables({0, 12, 22}, {4, 2, 6}));
  CHECK(all.told_by() == encapsulated_frames::table::extended);
  CHECK(all.fragments_of(3)[0].size == 6);
  CHECK(all.basic_table() == byte_span{11, 0});
  // The length may leave out what makes it even.
  CHECK(refused(value, 3, tables({0, 12, 22}, {3, 1, 5})) == test::no_refusal);
  const test::refusal offsets{da::errc::malformed, 0x7FE00001};
  const test::refusal lengths{da::errc::malformed, 0x7FE00002};
  CHECK(refused(value, 3, tables({0, 12, 22}, {4, 2, 4})) == lengths);
  CHECK(refused(value, 3, tables({0, 12, 22}, {4, 2, 7})) == lengths);
  CHECK(refused(value, 3, tables({0, 12, 22}, {4, 2})) == lengths);
  CHECK(refused(value, 3, tables({0, 12, 21}, {4, 2, 6})) == offsets);
  CHECK(refused(value, 3, tables({0, 22, 12}, {4, 2, 6})) == offsets);
  CHECK(refused(value, 3, tables({0, 12, 0x100000016}, {4, 2, 6})) == offsets);
  CHECK(refused(value, 3, tables({0, 12}, {4, 2, 6})) == offsets);
  CHECK(refused(value, 2, tables({0, 12}, {4, 2})) == offsets);
  CHECK(refused(value, 1, tables({0}, {12})) == offsets);
  CHECK(refused(value, 3, long_tables{"abc", "abc"}) == offsets);
  CHECK(refused(value_of({0, 12, 22}, three), 3, tables({0, 12, 22}, {4, 2, 6})) == no_place);
}

TEST_CASE("a value that is no row of fragments is an error where it ceases to be") {
  const std::string good = value_of({}, {"abcd", "ef"});
  CHECK(good.size() == 8 + 12 + 10 + 8);
  CHECK(refused(good, 2) == test::no_refusal);
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    CAPTURE(cut);
    CHECK(refused(good.substr(0, cut), 2).code == da::errc::truncated);
  }
  CHECK(refused(good + "xx", 2) == malformed(33));
  CHECK(refused(good.substr(0, 30) + "\xFE\xFF\xDD\xE0\x02\0\0\0ab"s, 2) == malformed(33));
  CHECK(refused(delimiter, 1) == malformed(3));
  CHECK(refused(item("") + delimiter, 1) == no_place);
  CHECK(refused(item("") + item("") + delimiter, 1) == malformed(11));
  CHECK(refused(item("") + "\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF"s + delimiter, 1) == malformed(11));
  CHECK(refused(item("") + "\xFE\xFF\x0D\xE0\0\0\0\0"s + delimiter, 1) == malformed(11));
  CHECK(refused(item("") + "\xFE\xFF\x00\xE0\xFE\xFF\xFF\xFF"s + delimiter, 1) ==
        test::refusal{da::errc::truncated, pixels, 11});
  CHECK(refused(good, 0) == no_place);
  da::source small(std::string("abc"));
  CHECK(test::refused([&] { (void)encapsulated_frames(small, 2, 2, 1); }).code ==
        da::errc::truncated);
  CHECK(test::refused([&] { (void)encapsulated_frames(small, ~0ULL, ~0ULL, 1); }).code ==
        da::errc::truncated);
}

TEST_CASE("native frames follow each other, and share what is smaller than they") {
  da::image_description grey{
      .rows = 3, .columns = 5, .bits_allocated = 8, .bits_stored = 8, .high_bit = 7, .frames = 3};
  CHECK(da::native_frame(da::image_layout(grey), 1) == byte_span{0, 15});
  CHECK(da::native_frame(da::image_layout(grey), 2) == byte_span{15, 15});
  CHECK(da::native_frame(da::image_layout(grey), 3) == byte_span{30, 15});
  grey.storage = da::pixel_storage::big_endian_bytes;
  CHECK(da::native_frame(da::image_layout(grey), 2) == byte_span{15, 15});
  grey.storage = da::pixel_storage::big_endian_words;
  CHECK(da::native_frame(da::image_layout(grey), 1) == byte_span{0, 16});
  CHECK(da::native_frame(da::image_layout(grey), 2) == byte_span{14, 16});
  CHECK(da::native_frame(da::image_layout(grey), 3) == byte_span{30, 16});
  grey.storage = da::pixel_storage::little_endian;
  grey.bits_allocated = grey.bits_stored = 1;
  grey.high_bit = 0;
  // Bits 0 to 14, 15 to 29, 30 to 44.
  CHECK(da::native_frame(da::image_layout(grey), 1) == byte_span{0, 2});
  CHECK(da::native_frame(da::image_layout(grey), 2) == byte_span{1, 3});
  CHECK(da::native_frame(da::image_layout(grey), 3) == byte_span{3, 3});
  const da::image_layout large(
      {.rows = 60'000, .columns = 60'000, .bits_allocated = 8, .bits_stored = 8, .high_bit = 7});
  CHECK(da::native_frame(large, 1) == byte_span{0, 3'600'000'000});
}

TEST_CASE("fragments that are changed at random are refused, or each belongs to one frame") {
  std::mt19937 random(20261129);
  const std::string good = value_of({0, 22}, {"abcd", "ef", "ghijkl", "mn"});
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string value = good;
    for (unsigned i = static_cast<unsigned>(random()) % 3; i > 0; --i)
      value[random() % value.size()] = static_cast<char>(random());
    if (random() % 8 == 0) value.resize(random() % value.size());
    try {
      const encapsulated_frames all = read(value, 2, std::nullopt, "");
      std::size_t met = 0;
      for (const std::uint32_t frame : {1U, 2U})
        for (const byte_span& one : all.fragments_of(frame)) {
          REQUIRE(one == all.fragments()[met++]);
          REQUIRE(one.offset + one.size <= 3 + value.size());
        }
      REQUIRE(met == all.fragments().size());
    } catch (const da::error&) {
      ++refused;
    }
  }
  CHECK(refused > 500);
  CHECK(refused < 2500);
}
