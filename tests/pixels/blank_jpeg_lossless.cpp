// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "support/catch.hpp"
#include "support/growth.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using da::errc;
using test::refused;

namespace {

jpeg::frame noise(int columns, int rows, int components, int precision, int predictor,
                  int point_transform = 0, int restart_rows = 0, bool is_interleaved = true) {
  jpeg::frame made;
  made.marker = 0xC3;
  made.precision = precision;
  made.columns = columns;
  made.rows = rows;
  made.dc = jpeg::wide_table();
  made.predictor = predictor;
  made.point_transform = point_transform;
  made.restart_interval = restart_rows * columns;
  for (int i = 0; i < components; ++i) {
    made.components.emplace_back();
    made.components.back().id = i;
    if (!is_interleaved) made.scans.push_back({i});
  }
  made.arrange();
  std::mt19937 random(static_cast<unsigned>(precision * 8 + predictor));
  for (jpeg::component& one : made.components)
    for (int& sample : one.samples)
      sample = static_cast<int>(random() % (1U << (precision - point_transform)));
  return made;
}

da::jpeg_image image_of(const jpeg::frame& of) {
  return {static_cast<std::uint32_t>(of.columns), static_cast<std::uint32_t>(of.rows),
          static_cast<std::uint32_t>(of.components.size()),
          static_cast<std::uint32_t>(of.precision)};
}

jpeg::bytes blanked(const jpeg::bytes& in, const da::jpeg_image& image,
                    const std::vector<da::rectangle>& where,
                    const std::vector<std::uint16_t>& values = {0}) {
  jpeg::bytes out;
  da::blank_jpeg_lossless(in, image, where, values, out);
  return out;
}

// How many samples are not what they should be.
long wrong_samples(const jpeg::frame& before, const jpeg::frame& after,
                   const std::vector<da::rectangle>& where,
                   const std::vector<std::uint16_t>& values) {
  long wrong = 0;
  for (std::size_t c = 0; c < before.components.size(); ++c)
    for (int y = 0; y < before.rows; ++y)
      for (int x = 0; x < before.columns; ++x) {
        const da::rectangle here{static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 1,
                                 1};
        const bool is_in = std::any_of(where.begin(), where.end(),
                                       [&](const auto& one) { return one.intersects(here); });
        const auto at = static_cast<std::size_t>(y * before.columns + x);
        const int wanted =
            is_in ? values[c] >> before.point_transform : before.components[c].samples[at];
        if (after.components.at(c).samples.at(at) != wanted) ++wrong;
      }
  return wrong;
}

}  // namespace

TEST_CASE("every sample outside stays as it is, and those inside have the value") {
  const std::vector<std::vector<da::rectangle>> everywhere = {
      {{0, 0, 19, 3}},
      {{7, 5, 1, 1}},
      {{0, 12, 19, 1}},
      {{18, 0, 1, 13}},
      {{0, 0, 1, 13}},
      {{0, 0, 19, 13}},
      {{2, 2, 3, 3}, {4, 4, 5, 9}, {10, 1, 3, 1}}};
  for (int predictor = 1; predictor <= 7; ++predictor)
    for (const int precision : {2, 8, 12, 16})
      for (const int restart_rows : {0, 1, 4})
        for (const bool is_interleaved : {true, false}) {
          const int components = precision == 8 ? 3 : 1 + predictor % 4;
          const int point_transform = precision == 12 ? 3 : 0;
          const jpeg::frame before = noise(19, 13, components, precision, predictor,
                                           point_transform, restart_rows, is_interleaved);
          const jpeg::bytes in = jpeg::encode(before);
          REQUIRE(jpeg::decode(in).components[0].samples == before.components[0].samples);
          const auto highest = static_cast<std::uint16_t>((1U << precision) - 1);
          std::vector<std::uint16_t> values = {highest, 0, 1, highest};
          values.resize(before.components.size());
          da::jpeg_image image = image_of(before);
          for (const auto& where : everywhere) {
            const jpeg::frame after = jpeg::decode(blanked(in, image, where, values));
            CHECK(wrong_samples(before, after, where, values) == 0);
            CHECK(after.predictor == predictor);
            CHECK(after.point_transform == point_transform);
            CHECK(after.widest_padding < 8);
          }
        }
}

TEST_CASE("what was painted is what lies in the frame") {
  const jpeg::bytes in = jpeg::encode(noise(20, 10, 1, 8, 1));
  jpeg::bytes out = {7};
  const std::vector<da::rectangle> where = {{3, 4, 5, 6}, {15, 8, 100, 100}, {20, 0, 1, 1}};
  const std::vector<std::uint16_t> black = {0};
  CHECK(da::blank_jpeg_lossless(in, {20, 10, 1, 8}, where, black, out) ==
        std::vector<da::rectangle>{{3, 4, 5, 6}, {15, 8, 5, 2}, {}});
  CHECK(out[0] == 7);
  CHECK(out[1] == 0xFF);
}

TEST_CASE("bits in front of the first painted row are the same") {
  const jpeg::frame before = noise(200, 50, 1, 12, 4);
  const jpeg::bytes in = jpeg::encode(before);
  CHECK(blanked(in, image_of(before), {}) == in);
  const jpeg::bytes out = blanked(in, image_of(before), {{0, 25, 200, 2}});
  // Half of the rows are about half of the bytes.
  const auto differ = std::mismatch(in.begin(), in.end(), out.begin(), out.end());
  CHECK(differ.first - in.begin() > static_cast<long>(in.size()) * 2 / 5);
  CHECK(out.size() < in.size());
}

TEST_CASE("a size that the table of a lossless frame does not have gets a code") {
  jpeg::frame before = noise(30, 20, 1, 16, 1);
  before.dc = {{0, 2}, {0, 1}};
  int value = 32768;
  for (int& sample : before.components[0].samples) sample = value ^= 1;
  const jpeg::bytes in = jpeg::encode(before);
  const std::vector<da::rectangle> where = {{10, 5, 4, 4}};
  for (const std::uint16_t black : std::vector<std::uint16_t>{0, 1, 40000, 65535}) {
    const jpeg::frame after = jpeg::decode(blanked(in, image_of(before), where, {black}));
    CHECK(wrong_samples(before, after, where, {black}) == 0);
  }
}

TEST_CASE("a difference of 32768 has no bits behind its code") {
  jpeg::frame before = noise(4, 3, 1, 16, 2);
  before.components[0].samples = {0, 32768, 0, 32768, 32768, 0, 32768, 0, 0, 0, 0, 65535};
  const std::vector<da::rectangle> where = {{0, 1, 1, 1}};
  const jpeg::frame after =
      jpeg::decode(blanked(jpeg::encode(before), image_of(before), where, {0}));
  CHECK(wrong_samples(before, after, where, {0}) == 0);
}

TEST_CASE("lossless frames that are not as they should be are refused") {
  const jpeg::frame before = noise(20, 10, 1, 8, 1);
  const jpeg::bytes in = jpeg::encode(before);
  const auto code = [&](const jpeg::bytes& bytes, const da::jpeg_image& image,
                        const std::vector<std::uint16_t>& values = {0}) {
    return refused([&] { blanked(bytes, image, {{5, 5, 2, 2}}, values); }).code;
  };
  const da::jpeg_image image = image_of(before);
  CHECK(code(in, image) == errc{});
  CHECK(code(in, {21, 10, 1, 8}) == errc::malformed);
  CHECK(code(in, {20, 10, 3, 8}) == errc::malformed);
  CHECK(code(in, {20, 10, 1, 12}) == errc::malformed);
  CHECK(code(in, image, {256}) == errc::bad_arguments);
  CHECK(code(in, image, {}) == errc::bad_arguments);
  CHECK(code(in, image, {0, 0}) == errc::bad_arguments);
  for (const int predictor : {0, 8}) {
    jpeg::frame other = before;
    other.predictor = predictor;
    CHECK(code(jpeg::encode(other), image) == errc::malformed);
  }
  jpeg::frame other = before;
  other.restart_interval = 30;  // one and a half rows
  CHECK(code(jpeg::encode(other), image) == errc::malformed);
  other = noise(20, 10, 3, 8, 1);
  other.components[0].horizontal = 2;
  CHECK(code(jpeg::encode(other), image_of(other), {0, 0, 0}) == errc::unsupported_pixels);
  jpeg::frame lossy;
  lossy.columns = 20;
  lossy.rows = 10;
  lossy.components.resize(1);
  lossy.arrange();
  CHECK(code(jpeg::encode(lossy), image) == errc::unsupported_pixels);
}

TEST_CASE("a lossless codestream that ends early is refused wherever it ends") {
  const jpeg::frame before = noise(20, 10, 1, 8, 5, 0, 2);
  const jpeg::bytes in = jpeg::encode(before);
  const std::vector<std::uint16_t> black = {0};
  for (std::size_t size = 0; size < in.size(); ++size) {
    jpeg::bytes out = {1};
    const jpeg::bytes part(in.begin(), in.begin() + static_cast<long>(size));
    const std::vector<da::rectangle> where = {{5, 5, 2, 2}};
    const errc code =
        refused([&] { da::blank_jpeg_lossless(part, image_of(before), where, black, out); }).code;
    CHECK((code == errc::truncated || code == errc::malformed));
    CHECK(out == jpeg::bytes{1});
  }
  jpeg::bytes short_scan = in;
  short_scan.erase(short_scan.end() - 20, short_scan.end() - 2);
  CHECK(refused([&] {
          blanked(short_scan, image_of(before), {{5, 9, 2, 1}});
        }).code == errc::truncated);
}

TEST_CASE("the time to blank a lossless frame grows with its size") {
  std::vector<jpeg::bytes> frames;
  for (const int rows : {100, 1000}) frames.push_back(jpeg::encode(noise(400, rows, 1, 8, 7)));
  const auto work = [&](std::size_t size) {
    const auto rows = static_cast<std::uint32_t>(size);
    for (int i = 0; i < 20; ++i)
      blanked(frames[size > 100 ? 1 : 0], {400, rows, 1, 8}, {{100, 0, 30, rows}});
  };
  CHECK(test::growth_of(100, work) < 30);
}
