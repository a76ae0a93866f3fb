// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/painted_frames.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/generated_images.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_output;
using da::detail::frame_painter;

namespace {

da::image_layout layout_of(const test::image& of) {
  return da::image_layout({.rows = static_cast<std::uint32_t>(of.rows),
                           .columns = static_cast<std::uint32_t>(of.columns),
                           .bits_allocated = 8,
                           .bits_stored = 8,
                           .high_bit = 7,
                           .frames = of.frames,
                           .storage = da::pixel_storage::encapsulated});
}

// The value of encapsulated pixel data, without the head of its element.
std::string value_of(const test::image& of, const std::vector<std::string>& frames, bool has_table,
                     std::size_t fragments = 1) {
  return of.encapsulated(frames, has_table, fragments).substr(12);
}

// What an output has behind bytes that were there before.
std::string painted(const std::string& value, const da::image_layout& layout,
                    const da::region_set& regions, byte_output& out) {
  da::source in("HEAD" + value + "TAIL");
  frame_painter painter(in, 4, value.size(), layout, {}, regions);
  out.append("BEFORE");
  painter.write(out);
  std::string all;
  out.read_all([&](std::string_view piece) { all += piece; });
  REQUIRE(all.starts_with("BEFORE"));
  return all.substr(6);
}

test::image images(std::size_t columns, std::size_t rows, std::size_t frames) {
  test::image made;
  made.uid = test::rle_uid;
  made.columns = columns;
  made.rows = rows;
  made.frames = frames;
  test::image_generator(5).fill(made);
  return made;
}

std::vector<std::string> frames_of(const test::image& of) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < of.frames; ++i) result.push_back(of.rle_frame(i));
  return result;
}

}  // namespace

TEST_CASE("the same is written to memory, to a file and to one that waits") {
  // Frames of about 100,000 bytes: long runs of the input are copied, and the table is in the file
  // before the last frame.
  const test::image made = images(400, 250, 5);
  const std::string value = value_of(made, frames_of(made), true);
  const da::region_set regions =
      da::region_set::paint({3, 4, 50, 60}, {2, 2}) | da::region_set::paint({0, 0, 400, 1}, {5, 5});
  const da::image_layout layout = layout_of(made);
  da::detail::byte_buffer bytes;
  byte_output memory(bytes);
  const std::string expected = painted(value, layout, regions, memory);
  const test::folder place;
  da::detail::byte_buffer more_bytes;
  byte_output file(more_bytes, da::detail::output_name{AT_FDCWD, (place / "out").native()});
  file.begin_with("PREFIX");
  CHECK((painted(value, layout, regions, file) == expected));
  da::detail::byte_buffer few_bytes;
  byte_output waiting(few_bytes, da::detail::waiting_place{{}, 1000});
  waiting.begin_with("P");
  CHECK((painted(value, layout, regions, waiting) == expected));
  da::detail::byte_buffer held_bytes;
  byte_output held(held_bytes, da::detail::waiting_place{{}, 1000});
  held.hold();
  CHECK((painted(value, layout, regions, held) == expected));
  held.release(1);

  // Where the frames are now, read anew.
  da::source in(expected);
  const da::encapsulated_frames found(in, 0, expected.size(), 5);
  CHECK(found.told_by() == da::encapsulated_frames::table::basic);
  const std::vector<std::string> before = frames_of(made);
  for (std::uint32_t frame = 1; frame <= 5; ++frame) {
    std::vector<unsigned char> now;
    found.append_frame(in, frame, now);
    const bool is_same = std::string(now.begin(), now.end()) == before[frame - 1];
    CHECK(is_same == (frame != 2 && frame != 5));
  }
}

TEST_CASE("a frame of which nothing is painted keeps its fragments") {
  const test::image made = images(20, 10, 3);
  const std::string value = value_of(made, frames_of(made), true, 3);
  da::detail::byte_buffer bytes;
  byte_output out(bytes);
  // All that is to be kept covers the frame.
  CHECK((painted(value, layout_of(made), da::region_set::keep_only({0, 0, 20, 10}), out) == value));
  da::source in(value);
  frame_painter painter(in, 0, value.size(), layout_of(made), {},
                        da::region_set::paint({0, 0, 1, 1}, {3, 3}));
  da::detail::byte_buffer more_bytes;
  byte_output other(more_bytes);
  painter.write(other);
  CHECK(painter.painted() == 1);
  const std::string all(more_bytes.view());
  const std::size_t table = 8 + 12;
  const std::size_t two_frames = 2 * (made.rle_frame(0).size() + 3 * 8);
  CHECK((all.substr(table, two_frames) == value.substr(table, two_frames)));
}

TEST_CASE("damaged fragments and regions that do not fit are errors before anything is written") {
  const test::image made = images(20, 10, 3);
  const auto code = [&](const std::string& value, const da::region_set& regions) {
    da::source in(value);
    return test::refused([&] { frame_painter(in, 0, value.size(), layout_of(made), {}, regions); })
        .code;
  };
  const da::region_set corner = da::region_set::paint({0, 0, 2, 2});
  const std::string value = value_of(made, frames_of(made), true);
  CHECK(code(value, corner) == da::errc{});
  CHECK(code(value, da::region_set::paint({20, 0, 1, 1})) == da::errc::bad_arguments);
  CHECK(code(value, da::region_set::paint({0, 0, 1, 1}, {4, 5})) == da::errc::bad_arguments);
  CHECK(code(value.substr(0, value.size() - 8), corner) == da::errc::truncated);
  CHECK(code(value_of(made, {made.rle_frame(0), made.rle_frame(1)}, false), corner) ==
        da::errc::malformed);
}

TEST_CASE("a frame that its codec refuses is an error at Pixel Data") {
  const test::image made = images(20, 10, 2);
  std::vector<std::string> frames = frames_of(made);
  frames[1].resize(80);
  const std::string value = value_of(made, frames, false);
  da::source in(value);
  frame_painter painter(in, 0, value.size(), layout_of(made), {},
                        da::region_set::paint({0, 0, 2, 2}));
  da::detail::byte_buffer bytes;
  byte_output out(bytes);
  const test::refusal why = test::refused([&] { painter.write(out); });
  CHECK(why.code == da::errc::truncated);
  CHECK(why.tag == 0x7FE00010U);
}

TEST_CASE("the place of a defect is told in the file, not in the frame") {
  test::image made = images(8, 8, 2);
  // Behind SOI a marker of a kind of coding that is not painted.
  const std::string frame("\xFF\xD8\xFF\xC2\0\x0B\x08\0\x08\0\x08\x01\x01\x11\0\0", 16);
  const std::string value = value_of(made, {made.rle_frame(0), frame}, false);
  da::source in("HEAD" + value);
  frame_painter painter(in, 4, value.size(), layout_of(made), {},
                        da::region_set::paint({0, 0, 2, 2}, {2, 2}));
  da::detail::byte_buffer bytes;
  byte_output out(bytes);
  const test::refusal why = test::refused([&] { painter.write(out); });
  CHECK(why.code == da::errc::unsupported_pixels);
  CHECK(why.offset == 4 + value.find(frame) + 2);
}
