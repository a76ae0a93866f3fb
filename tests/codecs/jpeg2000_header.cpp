// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/codecs/jpeg2000_header.hpp>

#include <algorithm>
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
using change = std::function<void(bytes&)>;

da::detail::jpeg2000_header read(const bytes& frame, std::uint32_t samples, std::uint32_t bits) {
  return da::detail::jpeg2000_header_of(
      frame, da::image_layout(test::coded_description(samples, bits, false)));
}

da::errc refused(std::string_view hex, std::uint32_t samples, std::uint32_t bits,
                 const change& changed) {
  bytes frame = test::bytes_of(hex);
  changed(frame);
  return test::refused([&] { (void)read(frame, samples, bits); }).code;
}

change with_byte(std::size_t place, unsigned char value) {
  return [=](bytes& frame) { frame.at(place) = value; };
}

// Behind the 2 bytes of SOC and 4 of SIZ and its length; then the fields of T.800 section A.5.1.
constexpr std::size_t capabilities = 6, right = 8, bottom = 12, left = 16, tile_width = 24,
                      components = 40, depth = 42, across = 43, behind_size = 45;

// Puts a segment behind SIZ of a grey frame.
change with_segment(std::string_view hex) {
  return [=](bytes& frame) {
    const bytes added = test::bytes_of(hex);
    frame.insert(frame.begin() + behind_size, added.begin(), added.end());
  };
}

std::size_t place_of(const bytes& frame, std::uint8_t marker) {
  const bytes found{0xFF, marker};
  const auto at = std::search(frame.begin(), frame.end(), found.begin(), found.end());
  REQUIRE(at != frame.end());
  return static_cast<std::size_t>(at - frame.begin());
}

// Changes the byte so far behind the first marker of a kind.
change at_marker(std::uint8_t marker, std::size_t behind, unsigned char value) {
  return [=](bytes& frame) { frame.at(place_of(frame, marker) + behind) = value; };
}

constexpr std::string_view grey = test::frames::grey_j2k;
constexpr std::uint8_t cod = 0x52, sot = 0x90;

}  // namespace

TEST_CASE("the markers of a JPEG 2000 frame say how it is coded, T.800 Annex A") {
  da::detail::jpeg2000_header header = read(test::bytes_of(grey), 1, 8);
  CHECK(header.precision == 8);
  CHECK_FALSE(header.has_sign);
  CHECK(header.levels == 2);
  CHECK(header.is_reversible);
  CHECK_FALSE(header.has_component_transform);
  header = read(test::bytes_of(test::frames::signed_j2k), 1, 12);
  CHECK(header.precision == 16);  // whatever is stored
  CHECK(header.has_sign);
  header = read(test::bytes_of(test::frames::rct_j2k), 3, 8);
  CHECK(header.levels == 3);
  CHECK(header.has_component_transform);
  CHECK(header.is_reversible);
  header = read(test::bytes_of(test::frames::ict_j2k), 3, 8);
  CHECK(header.has_component_transform);
  CHECK_FALSE(header.is_reversible);
  CHECK(read(test::bytes_of(test::frames::tiled_j2k), 1, 16).levels == 2);
}

TEST_CASE("a codestream is found in the boxes of a JP2 file") {
  const bytes file = test::bytes_of(test::frames::boxes_jp2);
  const da::detail::jpeg2000_header header = read(file, 3, 8);
  const std::size_t start = place_of(file, 0x4F);
  CHECK(header.codestream.data() == file.data() + start);
  CHECK(header.codestream.size() == file.size() - start);
  CHECK_FALSE(header.has_component_transform);
}

TEST_CASE("boxes that say what samples mean are refused") {
  const auto box = [](std::string_view name, const bytes& in) {
    const auto at = std::search(in.begin(), in.end(), name.begin(), name.end());
    REQUIRE(at != in.end());
    return static_cast<std::size_t>(at - in.begin());
  };
  const auto renamed = [&](std::string_view name) {
    return [=](bytes& file) {
      std::copy(name.begin(), name.end(),
                file.begin() + static_cast<std::ptrdiff_t>(box("colr", file)));
    };
  };
  const std::string_view hex = test::frames::boxes_jp2;
  CHECK(refused(hex, 3, 8, [](bytes&) {}) == da::errc{});
  CHECK(refused(hex, 3, 8, renamed("pclr")) == da::errc::unsupported_pixels);
  CHECK(refused(hex, 3, 8, renamed("cmap")) == da::errc::unsupported_pixels);
  CHECK(refused(hex, 3, 8, renamed("cdef")) == da::errc::unsupported_pixels);
  const auto space = [&](unsigned char value) {
    return [=](bytes& file) { file.at(box("colr", file) + 10) = value; };
  };
  CHECK(refused(hex, 3, 8, space(16)) == da::errc{});
  CHECK(refused(hex, 3, 8, space(18)) == da::errc::unsupported_pixels);  // sYCC
  // Method 2 is a profile of ICC; others are of Part 2.
  for (const unsigned method : {2U, 3U})
    CHECK(refused(hex, 3, 8, [&](bytes& file) {
            file.at(box("colr", file) + 4) = static_cast<unsigned char>(method);
          }) == da::errc::unsupported_pixels);
  CHECK(refused(hex, 3, 8, [&](bytes& file) { file.at(box("jp2h", file) - 1) = 7; }) ==
        da::errc::malformed);
  CHECK(refused(hex, 3, 8, [&](bytes& file) { file.at(box("colr", file) - 1) = 1; }) ==
        da::errc::malformed);
}

TEST_CASE("a JPEG 2000 frame that differs from its data set is refused") {
  CHECK(refused(grey, 1, 8, [](bytes&) {}) == da::errc{});
  CHECK(refused(grey, 1, 12, [](bytes&) {}) == da::errc{});  // fewer bits than are stored
  CHECK(refused(test::frames::signed_j2k, 1, 8, [](bytes&) {}) == da::errc::malformed);
  CHECK(refused(grey, 3, 8, [](bytes&) {}) == da::errc::malformed);
  for (const std::size_t place : {right, right + 3, bottom + 1, left + 3})
    CHECK(refused(grey, 1, 8, with_byte(place, 0x7F)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(components + 1, 2)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(depth, 8)) == da::errc::malformed);  // 9 bits
}

TEST_CASE("a damaged JPEG 2000 frame is refused") {
  // All of it but the end marker is needed: the length of the tile reaches to there.
  for (const std::string_view hex : {grey, test::frames::tiled_j2k}) {
    const bytes whole = test::bytes_of(hex);
    REQUIRE(whole.back() == 0xD9);
    CHECK(refused(hex, 1, 16, [&](bytes& frame) { frame.resize(whole.size() - 2); }) == da::errc{});
    for (std::size_t size = 0; size < whole.size() - 2; ++size)
      CHECK(refused(hex, 1, 16, [&](bytes& frame) { frame.resize(size); }) == da::errc::truncated);
  }
  const bytes file = test::bytes_of(test::frames::boxes_jp2);
  for (std::size_t size = 8; size < file.size() - 2; ++size)
    CHECK(refused(test::frames::boxes_jp2, 3, 8, [&](bytes& frame) { frame.resize(size); }) ==
          da::errc::truncated);
  CHECK(refused(grey, 1, 8, with_byte(1, 0x4E)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, with_byte(tile_width + 3, 0)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, at_marker(cod, 0, 0)) == da::errc::malformed);
  CHECK(refused(grey, 1, 8, at_marker(cod, 3, 4)) == da::errc::truncated);   // its length
  CHECK(refused(grey, 1, 8, at_marker(cod, 5, 5)) == da::errc::malformed);   // progression
  CHECK(refused(grey, 1, 8, at_marker(cod, 7, 0)) == da::errc::malformed);   // layers
  CHECK(refused(grey, 1, 8, at_marker(cod, 8, 2)) == da::errc::malformed);   // transform
  CHECK(refused(grey, 1, 8, at_marker(cod, 9, 33)) == da::errc::malformed);  // levels
  CHECK(refused(grey, 1, 8, at_marker(cod, 10, 9)) == da::errc::malformed);  // code-blocks
  CHECK(refused(grey, 1, 8, at_marker(sot, 5, 1)) == da::errc::malformed);   // tile
  CHECK(refused(grey, 1, 8, at_marker(sot, 9, 13)) == da::errc::malformed);  // length
  CHECK(refused(grey, 1, 8, at_marker(sot, 10, 1)) == da::errc::malformed);  // part
  CHECK(refused(grey, 1, 8, [](bytes& frame) { frame.end()[-1] = 0; }) == da::errc::malformed);
  // Its first tile twice.
  CHECK(refused(test::frames::tiled_j2k, 1, 16, [](bytes& frame) {
          const std::size_t first = place_of(frame, sot);
          const bytes rest(frame.begin() + static_cast<std::ptrdiff_t>(first) + 2, frame.end());
          frame.at(first + 2 + place_of(rest, sot) + 5) = 0;
        }) == da::errc::malformed);
}

TEST_CASE("a tile that does not tell its length reaches to the end") {
  CHECK(refused(grey, 1, 8, [](bytes& frame) {
          const std::size_t at = place_of(frame, sot);
          std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(at) + 6, 4, std::uint8_t{0});
        }) == da::errc{});
}

TEST_CASE("kinds of JPEG 2000 that no codec here knows are refused as such") {
  CHECK(refused(grey, 1, 8, with_byte(capabilities, 0x40)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_byte(capabilities, 0x80)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, at_marker(cod, 12, 0x40)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("ff50000800020000")) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("ff5f0009000000010100")) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("ff740004abcd")) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_byte(across, 2)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 32, with_byte(depth, 16)) == da::errc::unsupported_pixels);
  CHECK(refused(test::frames::rct_j2k, 3, 8, with_byte(depth, 6)) == da::errc::unsupported_pixels);
  CHECK(refused(grey, 1, 8, with_segment("ff640006000141ff")) == da::errc{});  // a comment
}

TEST_CASE("more work than the bytes can tell of is refused") {
  // 65,535 layers of 3 resolutions, and precincts of one sample.
  CHECK(refused(grey, 1, 8, at_marker(cod, 6, 0xFF)) == da::errc::malformed);
  // A style of the component with 2 levels and precincts of one sample: 120 + 30 + 9 packets.
  const auto precincts = [](std::string_view sizes) {
    return [=](bytes& frame) {
      bytes added = test::bytes_of("ff53000c00010204040001");
      const bytes last = test::bytes_of(sizes);
      added.insert(added.end(), last.begin(), last.end());
      const std::size_t at = place_of(frame, 0x5C);
      frame.insert(frame.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
    };
  };
  CHECK(refused(grey, 1, 8, precincts("ffffff")) == da::errc{});
  CHECK(refused(grey, 1, 8, precincts("000000")) == da::errc{});  // 205 bytes
  CHECK(refused(grey, 1, 8, [&](bytes& frame) {
          precincts("000000")(frame);
          frame.at(place_of(frame, cod) + 7) = 2;  // and twice as many layers
        }) == da::errc::malformed);
  // 120 tiles of one pixel.
  CHECK(refused(grey, 1, 8, [](bytes& frame) {
          frame.at(tile_width + 3) = frame.at(tile_width + 7) = 1;
        }) == da::errc::malformed);
}
