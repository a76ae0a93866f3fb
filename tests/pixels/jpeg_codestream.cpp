// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_codestream.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using da::errc;
using da::detail::jpeg_codestream;

namespace {

jpeg::frame grey(int columns, int restart_interval) {
  jpeg::frame made;
  made.columns = columns;
  made.rows = 8;
  made.components.resize(1);
  made.components[0].quantisation = 5;
  made.restart_interval = restart_interval;
  made.arrange();
  return made;
}

// Copies all, of which nothing is touched.
test::refusal copied(const jpeg::bytes& in, const da::jpeg_image& image, jpeg::bytes& out) {
  return test::refused([&] {
    jpeg_codestream stream(in, image, da::jpeg_kind::sequential, out);
    while (stream.next_scan())
      stream.copy_scan((image.columns + 7) / 8, [](auto, auto) { return false; },
                       [](auto, auto, auto, auto) {});
  });
}

jpeg::bytes with(const jpeg::bytes& in, const jpeg::bytes& segment) {
  jpeg::bytes made = in;
  made.insert(made.begin() + 2, segment.begin(), segment.end());
  return made;
}

}  // namespace

TEST_CASE("a scan is gone over by its restart intervals") {
  const jpeg::bytes in = jpeg::encode(grey(80, 4));
  jpeg::bytes out;
  jpeg_codestream stream(in, {80, 8, 1, 8}, da::jpeg_kind::sequential, out);
  REQUIRE(stream.next_scan());
  CHECK(stream.restart_interval() == 4);
  CHECK(stream.quantisation_of(stream.frame().components[0]) == 5);
  CHECK(stream.frame().columns == 80);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> asked;
  std::size_t bytes = 0;
  stream.copy_scan(
      10,
      [&](std::uint64_t first, std::uint64_t behind) {
        asked.emplace_back(first, behind);
        return first == 4;
      },
      [&](std::uint64_t first, std::uint64_t behind, const unsigned char* from,
          const unsigned char* until) {
        CHECK(first == 4);
        CHECK(behind == 8);
        bytes = static_cast<std::size_t>(until - from);
        out.insert(out.end(), from, until);
      });
  CHECK(asked == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 4}, {4, 8}, {8, 10}});
  CHECK(bytes == 2);  // four blocks of "00" and "00"
  CHECK_FALSE(stream.next_scan());
  CHECK(out == in);
}

TEST_CASE("a table that grew stands before the scan that needs it") {
  const jpeg::bytes in = jpeg::encode(grey(8, 0));
  jpeg::bytes out;
  jpeg_codestream stream(in, {8, 8, 1, 8}, da::jpeg_kind::sequential, out);
  REQUIRE(stream.next_scan());
  CHECK(stream.dc_table(0).demand(12, 0).length != 0);
  stream.copy_scan(
      1, [](auto, auto) { return false; }, [](auto, auto, auto, auto) {});
  CHECK_FALSE(stream.next_scan());
  // K.3 and one symbol: FF C4, length 2 + 1 + 16 + 13, class and number
  REQUIRE(out.size() == in.size() + 34);
  std::size_t scan = 0;
  while (in[scan] != 0xFF || in[scan + 1] != 0xDA) ++scan;
  CHECK(jpeg::bytes(out.begin() + static_cast<long>(scan),
                    out.begin() + static_cast<long>(scan) + 5) ==
        jpeg::bytes{0xFF, 0xC4, 0, 32, 0});
  CHECK(jpeg::decode(out).components[0].blocks == jpeg::decode(in).components[0].blocks);
}

TEST_CASE("markers that must not stand there, and tables that are wrong, are refused") {
  const jpeg::bytes in = jpeg::encode(grey(80, 4));
  jpeg::bytes out;
  const auto code = [&](const jpeg::bytes& bytes) {
    return copied(bytes, {80, 8, 1, 8}, out).code;
  };
  CHECK(code(in) == errc{});
  CHECK(code(with(in, {0xFF, 0xD8})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xD0})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xDC, 0, 4, 0, 8})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xCC, 0, 2})) == errc::unsupported_pixels);
  CHECK(code(with(in, {0xFF, 0xDE, 0, 2})) == errc::unsupported_pixels);
  CHECK(code(with(in, {0xFF, 0xDD, 0, 3, 1})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xDB, 0, 3, 0})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xC4, 0, 3, 0})) == errc::malformed);
  CHECK(code(with(in, {0xFF, 0xC4, 0, 3, 0x20})) == errc::malformed);
  jpeg::bytes zero(69, 0);
  zero[0] = 0xFF;
  zero[1] = 0xDB;
  zero[3] = 67;
  CHECK(code(with(in, zero)) == errc::malformed);
  // A scan twice, a frame twice, and none.
  std::size_t scan = 0;
  while (in[scan] != 0xFF || in[scan + 1] != 0xDA) ++scan;
  jpeg::bytes twice(in.begin(), in.end() - 2);
  twice.insert(twice.end(), in.begin() + static_cast<long>(scan), in.end());
  CHECK(code(twice) == errc::malformed);
  jpeg::bytes none(in.begin(), in.begin() + static_cast<long>(scan));
  none.insert(none.end(), {0xFF, 0xD9});
  CHECK(code(none) == errc::malformed);
  CHECK(code({0xFF, 0xD8, 0xFF, 0xD9}) == errc::malformed);
}

TEST_CASE("a table that is missing is refused") {
  jpeg::bytes in = jpeg::encode(grey(8, 0));
  for (std::size_t i = 0; i + 4 < in.size(); ++i)
    if (in[i] == 0xFF && in[i + 1] == 0xC4) in[i + 1] = 0xFE;
  jpeg::bytes out;
  jpeg_codestream stream(in, {8, 8, 1, 8}, da::jpeg_kind::sequential, out);
  REQUIRE(stream.next_scan());
  CHECK(test::refused([&] { static_cast<void>(stream.dc_table(0)); }).code == errc::malformed);
  CHECK(test::refused([&] { static_cast<void>(stream.ac_table(3)); }).code == errc::malformed);
}
