// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/codecs/jpegls_header.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/coded_frames.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::vector<unsigned char>;

da::detail::jpegls_header read(const bytes& frame, std::uint32_t samples, std::uint32_t bits) {
  return da::detail::jpegls_header_of(
      frame, da::image_layout(test::coded_description(samples, bits, false)));
}

// The code with which a frame is refused after a change.
da::errc refused(std::string_view hex, std::uint32_t samples, std::uint32_t bits,
                 const std::function<void(bytes&)>& change) {
  bytes frame = test::bytes_of(hex);
  change(frame);
  return test::refused([&] { (void)read(frame, samples, bits); }).code;
}

// Puts a segment behind the start marker.
std::function<void(bytes&)> with_segment(std::string_view hex) {
  return [=](bytes& frame) {
    const bytes added = test::bytes_of(hex);
    frame.insert(frame.begin() + 2, added.begin(), added.end());
  };
}

std::function<void(bytes&)> with_byte(std::size_t place, unsigned char value) {
  return [=](bytes& frame) { frame.at(place) = value; };
}

// Behind SOI of a grey frame: FFF7 000B precision, rows, columns, 1 component and its 3 bytes;
// at 17 FFDA 0008 01 01 00 NEAR ILV point transform.
constexpr std::size_t frame_at = 2, scan_at = 15;
constexpr std::string_view grey = test::frames::grey_jls;

}  // namespace

TEST_CASE("the markers of a JPEG-LS frame say how it is coded, T.87 section C") {
  da::detail::jpegls_header header = read(test::bytes_of(grey), 1, 8);
  CHECK(header.precision == 8);
  CHECK(header.highest == 255);
  CHECK(header.near == 0);
  header = read(test::bytes_of(test::frames::near_jls), 1, 16);
  CHECK(header.precision == 16);
  CHECK(header.highest == 65535);
  CHECK(header.near == 3);
  CHECK(read(test::bytes_of(test::frames::planes_jls), 3, 8).interleave == 0);
  CHECK(read(test::bytes_of(test::frames::lines_jls), 3, 8).interleave == 1);
  CHECK(read(test::bytes_of(test::frames::samples_jls), 3, 8).interleave == 2);
}

TEST_CASE("the largest value of a sample is what the presets say") {
  bytes frame = test::bytes_of(grey);
  with_segment("fff8000d0100c80003000700150040")(frame);
  CHECK(read(frame, 1, 8).highest == 200);
}

TEST_CASE("a JPEG-LS frame that differs from its data set is refused") {
  REQUIRE(test::bytes_of(grey)[scan_at + 1] == 0xDA);
  CHECK(refused(grey, 1, 8, [](bytes&) {}) == da::errc{});
  CHECK(refused(grey, 1, 12, [](bytes&) {}) == da::errc{});  // fewer bits than are stored
  CHECK(refused(test::frames::near_jls, 1, 8, [](bytes&) {}) == da::errc::malformed);
  CHECK(refused(grey, 3, 8, [](bytes&) {}) == da::errc::malformed);
  for (const std::size_t place : {5U, 6U, 7U, 8U})  // rows, columns
    CHECK(refused(grey, 1, 8, with_byte(frame_at + place, 0xFF)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(frame_at + 4, 17)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(frame_at + 4, 1)) == da::errc::malformed);
}

TEST_CASE("a damaged JPEG-LS frame is refused") {
  const bytes whole = test::bytes_of(grey);
  REQUIRE(whole[whole.size() - 2] == 0xFF);
  REQUIRE(whole.back() == 0xD9);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(refused(grey, 1, 8, [&](bytes& frame) { frame.resize(size); }) == da::errc::truncated);
  const bytes planes = test::bytes_of(test::frames::planes_jls);
  for (std::size_t size = 0; size < planes.size(); ++size)
    CHECK(refused(test::frames::planes_jls, 3, 8, [&](bytes& frame) { frame.resize(size); }) ==
          da::errc::truncated);
  CHECK(refused(grey, 1, 8, with_byte(0, 0)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(1, 0xD9)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(frame_at, 0)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(frame_at + 3, 1)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(scan_at + 8, 3)) == da::errc::malformed);  // ILV
  CHECK(refused(grey, 1, 8, with_segment("fff7000b08000a000c01011100")) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_segment("ff010004")) == da::errc::malformed);
  // The end right behind the frame header: a component without a scan.
  CHECK(refused(grey, 1, 8, with_byte(scan_at + 1, 0xD9)) == da::errc::truncated);
  // Three components that one scan holds without interleaving.
  bytes lines = test::bytes_of(test::frames::lines_jls);
  const std::size_t interleave = 2 + 19 + 12;
  REQUIRE(lines.at(interleave) == 1);
  CHECK(refused(test::frames::lines_jls, 3, 8, with_byte(interleave, 0)) == da::errc::malformed);
}

TEST_CASE("kinds of JPEG-LS that no codec here knows are refused as such") {
  CHECK(refused(grey, 1, 8, with_byte(frame_at + 1, 0xC3)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_byte(frame_at + 11, 0x21)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_byte(scan_at + 6, 1)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_byte(scan_at + 9, 1)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("fff800050201ff")) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("ffdc0004000a")) == da::errc::unsupported_pixels);
}

TEST_CASE("comments, application segments and fill bytes are passed over") {
  CHECK(refused(grey, 1, 8, with_segment("fffe0004ffd9")) == da::errc{});
  CHECK(refused(grey, 1, 8, with_segment("ffe80007ffd8ffffff")) == da::errc{});
  CHECK(refused(grey, 1, 8, with_segment("ffff")) == da::errc{});
  CHECK(refused(grey, 1, 8, [](bytes& frame) { frame.push_back(0); }) == da::errc{});
}

TEST_CASE("behind the end of a JPEG-LS frame only padding may stand") {
  CHECK(refused(grey, 1, 8, [](bytes& frame) {
          frame.insert(frame.end(), {0, 0xFF, 0});
        }) == da::errc{});
  CHECK(refused(grey, 1, 8, [](bytes& frame) {
          frame.insert(frame.end(), {0, 'A'});
        }) == da::errc::malformed);
}

TEST_CASE("the profile of ICC is read as it stands, and no other application segment") {
  const std::string_view profile = "ffe200104943435f50524f46494c45000101";
  CHECK(read(test::bytes_of(grey), 1, 8).profile.empty());
  bytes frame = test::bytes_of(grey);
  with_segment(profile)(frame);
  with_segment("ffe200044943")(frame);                          // too short
  with_segment("ffe300104943435f50524f46494c45000101")(frame);  // another segment
  CHECK(read(frame, 1, 8).profile == test::bytes_of(profile));
}
