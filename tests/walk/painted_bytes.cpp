// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/painted_bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/bytes.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/generated_images.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

using purpose = da::pixel_region::purpose;

// Whether a pixel is painted, said another way than region_set does: frames from 0.
bool is_painted(const std::vector<da::pixel_region>& regions, std::size_t frame, std::size_t row,
                std::size_t column) {
  bool is_any_kept = false;
  bool is_kept = false;
  for (const da::pixel_region& one : regions) {
    if (frame + 1 < one.frames.first || frame + 1 > one.frames.last) continue;
    const bool is_inside = column >= one.where.left && column < one.where.right() &&
                           row >= one.where.top && row < one.where.bottom();
    if (one.what == purpose::paint && is_inside) return true;
    if (one.what == purpose::keep_only) {
      is_any_kept = true;
      is_kept = is_kept || is_inside;
    }
  }
  return is_any_kept && !is_kept;
}

void paint(test::image& of, const std::vector<da::pixel_region>& regions) {
  for (std::size_t frame = 0; frame < of.frames; ++frame)
    for (std::size_t row = 0; row < of.rows; ++row)
      for (std::size_t column = 0; column < of.columns; ++column)
        if (is_painted(regions, frame, row, column)) test::blacken(of, frame, row, column);
}

// Regions with a pixel in the image and a frame of it.
std::vector<da::pixel_region> some_regions(test::image_generator& any, const test::image& of) {
  std::vector<da::pixel_region> result;
  const auto number = [&](std::size_t most) { return static_cast<std::uint32_t>(any.below(most)); };
  for (std::size_t left = 1 + any.below(3); left != 0; --left) {
    da::pixel_region one;
    one.where = {number(of.columns), number(of.rows), 1 + number(of.columns), 1 + number(of.rows)};
    if (any.one_in(2)) one.frames.first = 1 + number(of.frames);
    if (any.one_in(3)) one.frames.last = one.frames.first + number(3);
    if (any.one_in(4)) one.what = purpose::keep_only;
    result.push_back(one);
  }
  return result;
}

da::region_set set_of(const std::vector<da::pixel_region>& regions) {
  da::region_set all;
  for (const da::pixel_region& one : regions)
    all |= one.what == purpose::paint ? da::region_set::paint(one.where, one.frames)
                                      : da::region_set::keep_only(one.where, one.frames);
  return all;
}

da::pixel_region region(const da::rectangle& where, const da::frame_range& frames = {}) {
  return {where, frames, purpose::paint};
}

std::string body_of(const std::string& file, std::string_view uid) {
  if (uid != test::deflated_uid) return file;
  // Behind the file meta information, whose length its first element says.
  const auto length = static_cast<unsigned char>(file.at(140)) |
                      static_cast<std::size_t>(static_cast<unsigned char>(file.at(141))) << 8;
  return test::inflated(std::string_view(file).substr(144 + length));
}

}  // namespace

TEST_CASE("native pixels of every kind are painted where they should be, and nowhere else") {
  test::image_generator any(31);
  for (int i = 0; i < 400; ++i) {
    test::image made = any.any();
    const std::vector<da::pixel_region> regions = some_regions(any, made);
    CAPTURE(i, made.colours, made.allocated, made.vr, made.uid, made.columns, made.rows);
    const auto rules = da::keep_everything{} | da::clean_pixels(set_of(regions));
    const std::string input = made.file();
    const test::written done = test::both_ways(input, rules);
    const std::string before = made.pixels;
    paint(made, regions);
    const std::string expected = made.file();
    const std::string body = body_of(done.bytes, made.uid);
    const std::string wanted = body_of(expected, made.uid);
    REQUIRE(body.size() >= made.native().size());
    // The file meta information is written anew.
    const std::size_t size = made.native().size();
    CHECK((body.substr(body.size() - size) == wanted.substr(wanted.size() - size)));
    if (before != made.pixels) CHECK(done.done.painted_images == 1);
  }
}

TEST_CASE("frames in RLE are painted where they should be, and others keep their bytes") {
  test::image_generator any(32);
  for (int i = 0; i < 200; ++i) {
    test::image made = any.for_rle();
    const std::vector<da::pixel_region> regions = some_regions(any, made);
    CAPTURE(i, made.colours, made.allocated, made.columns, made.rows, made.frames);
    std::vector<std::string> frames;
    for (std::size_t frame = 0; frame < made.frames; ++frame)
      frames.push_back(made.rle_frame(frame));
    const bool has_table = any.one_in(2);
    const std::size_t fragments = has_table ? 1 + any.below(3) : 1;
    const auto rules = da::keep_everything{} | da::clean_pixels(set_of(regions));
    const test::written done =
        test::both_ways(made.file_with(made.encapsulated(frames, has_table, fragments)), rules);
    paint(made, regions);
    // The items behind the head of Pixel Data: tables, fragments, delimiter.
    std::size_t at = done.bytes.find(made.as.head(made.id, "OB", test::undefined));
    REQUIRE(at != std::string::npos);
    at += 12;
    const auto word = [&](std::size_t from) {
      std::size_t result = 0;
      for (std::size_t j = 4; j-- > 0;)
        result = result << 8 | static_cast<unsigned char>(done.bytes.at(from + j));
      return result;
    };
    const std::size_t table = at + 8;
    CHECK(word(at + 4) == (has_table ? 4 * made.frames : 0));
    at += 8 + word(at + 4);
    const std::size_t first = at;
    std::size_t painted = 0;
    for (std::size_t frame = 0; frame < made.frames; ++frame) {
      CAPTURE(frame);
      if (has_table) CHECK(word(table + 4 * frame) == at - first);
      bool is_touched = false;
      for (std::size_t row = 0; row < made.rows; ++row)
        for (std::size_t column = 0; column < made.columns; ++column)
          is_touched = is_touched || is_painted(regions, frame, row, column);
      std::string found;
      std::size_t count = 0;
      // A painted frame is one fragment.
      do {
        found += done.bytes.substr(at + 8, word(at + 4));
        at += 8 + word(at + 4);
        ++count;
      } while (!is_touched && found.size() < frames[frame].size());
      CHECK((!is_touched || count == 1));
      if (!is_touched) {
        CHECK((found == frames[frame]));
      } else {
        ++painted;
        const std::size_t size = made.pixels.size() / made.frames;
        CHECK((test::pixels_of_rle(made, found) == made.pixels.substr(frame * size, size)));
      }
    }
    CHECK((done.bytes.substr(at) == made.as.sequence_end()));
    CHECK(done.done.painted_frames == painted);
  }
}

TEST_CASE("an Extended Offset Table follows the frames") {
  test::image_generator any(33);
  test::image made = any.for_rle();
  made.frames = 3;
  any.fill(made);
  std::vector<std::string> frames;
  std::string offsets;
  std::string lengths;
  std::size_t at = 0;
  for (std::size_t frame = 0; frame < 3; ++frame) {
    frames.push_back(made.rle_frame(frame));
    offsets += test::number(at, 8);
    lengths += test::number(frames.back().size(), 8);
    at += 8 + frames.back().size();
  }
  const test::form& f = made.as;
  const std::string input =
      made.file_with(made.encapsulated(frames, false),
                     f.element(0x7FE00001, "OV", offsets) + f.element(0x7FE00002, "OV", lengths));
  const da::rectangle all{0, 0, static_cast<std::uint32_t>(made.columns),
                          static_cast<std::uint32_t>(made.rows)};
  const auto rules = da::keep_everything{} | da::clean_pixels(da::region_set::paint(all, {2, 2}));
  const std::string out = test::both_ways(input, rules).bytes;
  const std::size_t table = out.find(f.tag(0x7FE00001)) + 12;
  const std::size_t sizes = out.find(f.tag(0x7FE00002)) + 12;
  const std::size_t first = out.find(f.head(0x7FE00010, "OB", test::undefined)) + 12 + 8;
  const auto word = [&](std::size_t from, std::size_t width) {
    std::size_t result = 0;
    for (std::size_t j = width; j-- > 0;)
      result = result << 8 | static_cast<unsigned char>(out.at(from + j));
    return result;
  };
  std::size_t place = first;
  for (std::size_t frame = 0; frame < 3; ++frame) {
    CHECK(word(table + 8 * frame, 8) == place - first);
    CHECK(word(sizes + 8 * frame, 8) == word(place + 4, 4));
    place += 8 + word(place + 4, 4);
  }
  CHECK((out.substr(place) == f.sequence_end()));
}

TEST_CASE("the length of all frames goes where a frame is painted, with a table and without") {
  test::image_generator any(38);
  test::image made = any.for_rle();
  made.frames = 2;
  any.fill(made);
  const std::vector<std::string> frames = {made.rle_frame(0), made.rle_frame(1)};
  const test::form& f = made.as;
  const std::string length =
      f.element(0x7FE00003, "UV", test::number(frames[0].size() + frames[1].size(), 8));
  const std::string empty = f.element(0x7FE00003, "UV", "");
  const std::string tables =
      f.element(0x7FE00001, "OV", test::number(0, 8) + test::number(frames[0].size() + 8, 8)) +
      f.element(0x7FE00002, "OV",
                test::number(frames[0].size(), 8) + test::number(frames[1].size(), 8));
  const da::rectangle corner{0, 0, 1, 1};
  const auto painting = da::keep_everything{} | da::clean_pixels(da::region_set::paint(corner));
  const da::rectangle all{0, 0, static_cast<std::uint32_t>(made.columns),
                          static_cast<std::uint32_t>(made.rows)};
  const auto sparing = da::keep_everything{} | da::clean_pixels(da::region_set::keep_only(all));
  for (const std::string& before : {std::string(), tables}) {
    const auto has = [&](const auto& rules, const std::string& told) {
      const std::string file = made.file_with(made.encapsulated(frames, false), before + told);
      return test::both_ways(file, rules).bytes.find(told) != std::string::npos;
    };
    CHECK_FALSE(has(painting, length));
    CHECK_FALSE(has(painting | da::rule{0x7FE0'0003_tag, da::keep}, length));
    CHECK(has(painting, empty));
    CHECK(has(sparing, length));
  }
}

TEST_CASE("what cannot be painted is an error and leaves nothing") {
  const auto refusal = [](const std::string& input, const auto& layer) {
    const auto rules = da::keep_everything{} | layer;
    std::string out = "as it was";
    const test::refusal why = test::refused([&] { da::anonymize_bytes(input, out, rules); });
    CHECK((why == test::no_refusal || out == "as it was"));
    return why.code;
  };
  test::image_generator any(34);
  test::image made;
  any.fill(made);
  const auto corner = da::clean_pixels(da::rectangle{0, 0, 2, 2});
  CHECK(refusal(made.file(), corner) == da::errc{});
  CHECK(refusal(made.file(), da::clean_pixels(da::rectangle{5, 0, 2, 2})) ==
        da::errc::bad_arguments);
  CHECK(refusal(made.file(), da::clean_pixels(da::rectangle{0, 4, 2, 2})) ==
        da::errc::bad_arguments);
  CHECK(refusal(made.file(), da::clean_pixels(da::region_set::paint({0, 0, 2, 2}, {2, 3}))) ==
        da::errc::bad_arguments);
  test::image other = made;
  other.rows = 3;
  CHECK(refusal(other.file(), corner) == da::errc::malformed);
  other.rows = 6;
  CHECK(refusal(other.file(), corner) == da::errc::truncated);
  other = made;
  other.colours = "HSV";
  CHECK(refusal(other.file(), corner) == da::errc::unsupported_pixels);
  other = made;
  other.vr = "LT";
  CHECK(refusal(other.file(), corner) == da::errc::unsupported_pixels);
  // Native pixels where the transfer syntax says that they are compressed.
  other = made;
  other.uid = test::jpeg_uid;
  CHECK(refusal(other.file(), corner) == da::errc::unsupported_pixels);
  // A JPEG 2000 codestream.
  other.vr = "OB";
  const std::string codestream("\xFF\x4F\xFF\x51\x00\x29", 6);
  CHECK(refusal(other.file_with(other.encapsulated({codestream + std::string(70, 'x')}, false)),
                corner) == da::errc::unsupported_pixels);
}

TEST_CASE("a rule of the user's for the pixels goes before regions to its left") {
  test::image_generator any(35);
  test::image made;
  any.fill(made);
  const auto corner = da::clean_pixels(da::rectangle{0, 0, 2, 2});
  const auto kept = da::keep_everything{} | corner | da::rule{0x7FE0'0010_tag, da::keep};
  CHECK(test::both_ways(made.file(), kept).done.painted_images == 0);
  const auto painted = da::keep_everything{} | da::rule{0x7FE0'0010_tag, da::keep} | corner;
  CHECK(test::both_ways(made.file(), painted).done.painted_images == 1);
}

TEST_CASE("the regions of all layers are painted") {
  test::image_generator any(36);
  test::image made;
  any.fill(made);
  const auto rules = da::keep_everything{} | da::clean_pixels(da::rectangle{0, 0, 2, 2}) |
                     da::rule{"PatientName"_tag, da::keep} |
                     da::clean_pixels(da::rectangle{4, 3, 1, 1});
  const std::string out = test::both_ways(made.file(), rules).bytes;
  paint(made, {region({0, 0, 2, 2}), region({4, 3, 1, 1})});
  CHECK((out.substr(out.size() - made.pixels.size()) == made.native()));
}

TEST_CASE("extremes go where pixels are painted, and stay where there are none") {
  const test::form& f = test::explicit_little;
  test::image_generator any(37);
  test::image made;
  made.more = f.element(0x00280106, "US", f.n(1, 2)) + f.element(0x00280107, "US", f.n(2, 2)) +
              f.element(0x00280108, "US", f.n(3, 2)) + f.element(0x00280109, "US", f.n(4, 2)) +
              f.element(0x00280110, "US", f.n(5, 2)) + f.element(0x00280111, "US", f.n(6, 2));
  any.fill(made);
  const auto rules = da::keep_everything{} | da::clean_pixels(da::rectangle{0, 0, 2, 2});
  const std::string painted = test::both_ways(made.file(), rules).bytes;
  const std::string without = test::both_ways(made.file_with(""), rules).bytes;
  for (const std::uint32_t id :
       {0x00280106U, 0x00280107U, 0x00280108U, 0x00280109U, 0x00280110U, 0x00280111U}) {
    CHECK(painted.find(f.tag(id)) == std::string::npos);
    CHECK(without.find(f.tag(id)) != std::string::npos);
  }
}
