// SPDX-License-Identifier: BSD-3-Clause
// What docs/pixels.md, docs/how_to.md and the pages of docs/reference show of painted pixels (see
// reference.cpp).
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <dicom_anonymizer/dicom_anonymizer.hpp>
#include <dicom_anonymizer/pixels/blank_frame.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/generated_images.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

TEST_CASE("regions are painted over in a file") {
  const test::folder place;
  const std::filesystem::path in = place / "in.dcm";
  const std::filesystem::path out = place / "out.dcm";
  test::image made;
  made.columns = 800;
  made.rows = 600;
  made.frames = 12;
  made.pixels = std::string(800 * 600 * 12, 'p');
  test::write(in, made.file());
  // begin clean pixels: rules/clean_pixels.hpp pixels/rectangle.hpp report.hpp
  // The bar at the top of all frames, and in frames 11 and 12 all that is outside of the scan.
  const auto rules = da::profile(da::dicom_2026d) | da::clean_pixels(da::rectangle{0, 0, 800, 60}) |
                     da::clean_pixels(da::region_set::keep_only({100, 60, 600, 540}, {11, 12}));
  const da::report done = da::anonymize_file(in, out, rules);
  CHECK(done.painted_images == 1);
  CHECK(done.painted_frames == 12);
  // end clean pixels
  const std::string written = test::read(out);
  const std::string pixels = written.substr(written.size() - made.pixels.size());
  CHECK(pixels.find_first_not_of('\0') == 800 * 60);
  CHECK((pixels.substr(800 * 60, 800 * 540) == std::string(800 * 540, 'p')));
  CHECK(pixels.substr(800 * 600 * 10).find('p') == 800 * 60 + 100);
}

TEST_CASE("one layer for all and one for a device") {
  // begin constexpr: pixels/region_set.hpp
  constexpr auto bars = da::clean_pixels(da::region_set::paint({0, 0, 1024, 40}) |
                                         da::region_set::paint({0, 728, 1024, 40}));
  constexpr auto rules = da::profile(da::dicom_2026d) | bars;
  static_assert(da::conformance_of(rules).holds());  // it weakens no profile
  // end constexpr
  CHECK(bars.regions().size() == 2);
}

// begin frame: pixels/blank_frame.hpp
TEST_CASE("a compressed frame is painted over by what it is") {
  const da::image_layout layout({.rows = 1,
                                 .columns = 4,
                                 .bits_allocated = 8,
                                 .bits_stored = 8,
                                 .high_bit = 7,
                                 .storage = da::pixel_storage::encapsulated});
  std::vector<unsigned char> frame(64);  // RLE: a segment of four different pixels
  frame[0] = 1;
  frame[4] = 64;
  frame.insert(frame.end(), {3, 9, 8, 7, 6, 0});
  const da::rectangle first{0, 0, 1, 1};
  std::vector<unsigned char> out;
  da::blank_frame(frame, layout, da::black_of(layout), {&first, 1}, out);
  CHECK(out.size() >= 64 + 5);
  const std::vector<unsigned char> video = {0, 0, 0, 1, 0x67, 1, 2, 3};
  CHECK_THROWS_AS(da::blank_frame(video, layout, da::black_of(layout), {&first, 1}, out),
                  da::error);  // "video cannot be painted over"
}
// end frame
