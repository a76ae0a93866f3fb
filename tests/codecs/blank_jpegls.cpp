// SPDX-License-Identifier: BSD-3-Clause
#include <charls/charls.h>

#include <dicom_anonymizer/codecs/blank_jpegls.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/coded_frames.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::vector<unsigned char>;

struct decoded {
  std::vector<std::int32_t> samples;  // of a pixel side by side
  std::int32_t near = -1;
  charls::interleave_mode interleave{};
};

// What CharLS makes of a frame, by its other interface.
decoded decode(const bytes& frame) {
  const charls::jpegls_decoder decoder(frame, true);
  const charls::frame_info info = decoder.frame_info();
  const bytes raw = decoder.decode<bytes>();
  decoded result;
  result.near = decoder.near_lossless();
  result.interleave = decoder.interleave_mode();
  const auto count = static_cast<std::size_t>(info.component_count);
  const std::size_t pixels = std::size_t{info.width} * info.height;
  for (std::size_t i = 0; i < pixels * count; ++i) {
    const std::size_t at = count > 1 && result.interleave == charls::interleave_mode::none
                               ? i % count * pixels + i / count
                               : i;
    result.samples.push_back(info.bits_per_sample > 8 ? raw[2 * at] + 256 * raw[2 * at + 1]
                                                      : raw[at]);
  }
  return result;
}

const std::vector<da::rectangle> where{{0, 0, 12, 1}, {3, 2, 4, 5}, {10, 8, 50, 50}};

bool is_painted(std::size_t x, std::size_t y) {
  return y == 0 || (x >= 3 && x < 7 && y >= 2 && y < 7) || (x >= 10 && y >= 8);
}

// Blanks a frame and compares it with the pixels that it was made of.
void require_blanked(std::string_view hex, std::uint32_t samples, std::uint32_t bits,
                     bool is_signed, int near, const da::paint_value& paint,
                     const std::vector<std::int32_t>& painted) {
  const da::image_layout image(test::coded_description(samples, bits, is_signed));
  const bytes before = test::bytes_of(hex);
  const bytes after = da::blank_jpegls(before, image, where, paint);
  const decoded was = decode(before), is = decode(after);
  REQUIRE(is.samples.size() == std::size_t{120} * samples);
  CHECK(was.near == near);
  CHECK(is.near == 0);
  CHECK(is.interleave == was.interleave);
  for (std::uint32_t y = 0; y < test::coded_rows; ++y) {
    for (std::uint32_t x = 0; x < test::coded_columns; ++x) {
      for (std::uint32_t sample = 0; sample < samples; ++sample) {
        const std::size_t at = (y * test::coded_columns + x) * samples + sample;
        if (is_painted(x, y)) {
          CHECK(is.samples[at] == painted[sample]);
          continue;
        }
        CHECK(is.samples[at] == was.samples[at]);
        const std::int32_t made_of = test::coded_sample(x, y, sample, bits, is_signed);
        CHECK(std::abs(is.samples[at] - (made_of & ((1 << bits) - 1))) <= near);
      }
    }
  }
}

test::refusal refused(const bytes& frame, std::uint32_t samples, std::uint32_t bits,
                      const da::codec_limits& limits = {}) {
  const da::image_layout image(test::coded_description(samples, bits, false));
  return test::refused([&] { (void)da::blank_jpegls(frame, image, where, {}, limits); });
}

}  // namespace

TEST_CASE("rectangles of a JPEG-LS frame are painted, and no other pixel changes") {
  require_blanked(test::frames::grey_jls, 1, 8, false, 0, {{17}}, {17});
  require_blanked(test::frames::grey_jls, 1, 8, false, 0, {{255}}, {255});
}

TEST_CASE("the lowest value with a sign is coded by its bits") {
  // dcmcjpls has coded the cells of 16 bits.
  const da::image_layout image(test::coded_description(1, 12, true));
  const bytes after = da::blank_jpegls(test::bytes_of(test::frames::signed_jls), image, where,
                                       {{0xFFFF'FFFF'FFFF'F800}});
  const decoded is = decode(after);
  for (std::uint32_t y = 0; y < test::coded_rows; ++y)
    for (std::uint32_t x = 0; x < test::coded_columns; ++x)
      CHECK(is.samples[y * test::coded_columns + x] ==
            (is_painted(x, y) ? 0xF800 : test::coded_sample(x, y, 0, 12, true) & 0xFFFF));
}

TEST_CASE("pixels of a near-lossless JPEG-LS frame stay what they were decoded to") {
  require_blanked(test::frames::near_jls, 1, 16, false, 3, {{0xFFFF}}, {0xFFFF});
}

TEST_CASE("components of a JPEG-LS frame are painted however they are interleaved") {
  const da::paint_value paint{{1, 128, 255}};
  require_blanked(test::frames::samples_jls, 3, 8, false, 0, paint, {1, 128, 255});
  require_blanked(test::frames::lines_jls, 3, 8, false, 0, paint, {1, 128, 255});
  require_blanked(test::frames::planes_jls, 3, 8, false, 0, paint, {1, 128, 255});
}

TEST_CASE("texts of a JPEG-LS frame go") {
  bytes frame = test::bytes_of(test::frames::grey_jls);
  const std::string_view name = "CANARY^PATIENT";
  bytes comment{0xFF, 0xFE, 0, static_cast<unsigned char>(2 + name.size())};
  comment.insert(comment.end(), name.begin(), name.end());
  frame.insert(frame.begin() + 2, comment.begin(), comment.end());
  const da::image_layout image(test::coded_description(1, 8, false));
  const bytes after = da::blank_jpegls(frame, image, {}, {});
  CHECK(std::search(frame.begin(), frame.end(), name.begin(), name.end()) != frame.end());
  CHECK(std::search(after.begin(), after.end(), name.begin(), name.end()) == after.end());
  CHECK(decode(after).samples == decode(frame).samples);
}

TEST_CASE("a codestream longer than the memory for it gets more") {
  // A generator of Numerical Recipes; the upper bits of its numbers.
  std::uint32_t state = 1;
  bytes noise(std::size_t{2} * 64 * 64);
  for (unsigned char& one : noise)
    one = static_cast<unsigned char>((state = state * 1664525 + 1013904223) >> 24);
  charls::jpegls_encoder encoder;
  encoder.frame_info({64, 64, 16, 1});
  bytes frame(noise.size() * 5);
  encoder.destination(frame);
  frame.resize(encoder.encode(noise));
  REQUIRE(frame.size() > noise.size());
  da::image_description given = test::coded_description(1, 16, false);
  given.rows = given.columns = 64;
  const da::image_layout image(given);
  const da::detail::jpegls_header header = da::detail::jpegls_header_of(frame, image);
  // From so little on it takes the memory several times; and once more where a byte is missing.
  for (const std::size_t room : {std::size_t{4}, std::size_t{100}, frame.size() - 1, frame.size()})
    CHECK(da::detail::encoded_jpegls(noise, image, header, room) == frame);
  CHECK(da::blank_jpegls(frame, image, {}, {}) == frame);
}

TEST_CASE("the profile of colours of a JPEG-LS frame stays, in all its parts") {
  bytes frame = test::bytes_of(test::frames::samples_jls);
  const std::string_view name("ICC_PROFILE\0", 12);
  bytes profile;
  for (const unsigned part : {1U, 2U}) {
    profile.insert(profile.end(), {0xFF, 0xE2, 0, 18});
    profile.insert(profile.end(), name.begin(), name.end());
    profile.insert(profile.end(), {static_cast<unsigned char>(part), 2, 0x55, 0x66});
  }
  frame.insert(frame.begin() + 2, profile.begin(), profile.end());
  const std::string_view text = "CANARY^PATIENT";
  bytes other{0xFF, 0xE2, 0, static_cast<unsigned char>(2 + text.size())};
  other.insert(other.end(), text.begin(), text.end());
  frame.insert(frame.begin() + 2, other.begin(), other.end());
  const da::image_layout image(test::coded_description(3, 8, false));
  const bytes after = da::blank_jpegls(frame, image, where, {{1, 128, 255}});
  const bytes without =
      da::blank_jpegls(test::bytes_of(test::frames::samples_jls), image, where, {{1, 128, 255}});
  REQUIRE(after.size() == without.size() + profile.size());
  CHECK(std::equal(profile.begin(), profile.end(), after.begin() + 2));
  CHECK(decode(after).samples == decode(without).samples);
}

TEST_CASE("what stands behind a JPEG-LS image is not lost without a word") {
  const bytes whole = test::bytes_of(test::frames::grey_jls);
  bytes frame = whole;
  frame.insert(frame.end(), {0, 0xFF, 0});
  CHECK(refused(frame, 1, 8) == test::no_refusal);
  frame.insert(frame.end(), whole.begin(), whole.end());
  CHECK(refused(frame, 1, 8) ==
        test::refusal{da::errc::malformed, std::nullopt, whole.size() + 3 + 1});
}

TEST_CASE("a frame larger than the limit is refused before it is read") {
  CHECK(refused({}, 1, 8, {119}) == test::refusal{da::errc::too_large});
  CHECK(refused(test::bytes_of(test::frames::grey_jls), 1, 8, {120}) == test::no_refusal);
}

TEST_CASE("a JPEG-LS frame of another size than the data set has is refused at its header") {
  bytes frame = test::bytes_of(test::frames::grey_jls);
  REQUIRE(frame.at(8) == 10);
  frame[7] = 0xFF;  // 65,290 rows
  CHECK(refused(frame, 1, 8) == test::refusal{da::errc::malformed, std::nullopt, 15});
}

TEST_CASE("a JPEG-LS frame whose coded bytes end too early is refused") {
  const bytes whole = test::bytes_of(test::frames::near_jls);
  // Its scan without the last bytes, and an end marker all the same.
  for (const std::size_t missing : {20U, 40U, 60U}) {
    bytes frame(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(missing + 2));
    frame.insert(frame.end(), {0xFF, 0xD9});
    CHECK(refused(frame, 1, 16) == test::refusal{da::errc::malformed});
  }
}
