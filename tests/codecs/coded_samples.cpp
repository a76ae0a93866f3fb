// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/codecs/coded_samples.hpp>

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/coded_frames.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

// The value for a cell of an image of such bits in a codestream of such precision.
std::int32_t value_of(std::uint64_t cell, std::uint32_t allocated, std::uint32_t stored,
                      bool is_signed, std::uint32_t precision, bool is_coded_with_sign) {
  da::image_description given = test::coded_description(1, stored, is_signed);
  given.bits_allocated = allocated;
  return da::detail::coded_value({{cell}}, 0, da::image_layout(given), precision,
                                 is_coded_with_sign);
}

}  // namespace

TEST_CASE("a cell is coded as the value that it has") {
  CHECK(value_of(0, 8, 8, false, 8, false) == 0);
  CHECK(value_of(255, 8, 8, false, 8, false) == 255);
  CHECK(value_of(0xFFFF, 16, 16, false, 16, false) == 65535);
  CHECK(value_of(0xF800, 16, 12, true, 12, true) == -2048);  // continued above the high bit
  CHECK(value_of(0xF800, 16, 12, true, 16, true) == -2048);
  CHECK(value_of(1, 1, 1, false, 1, false) == 1);
}

TEST_CASE("a codestream without a sign holds the bits of a sample with one, and the reverse") {
  CHECK(value_of(0xF800, 16, 12, true, 12, false) == 0x800);
  CHECK(value_of(0xF800, 16, 12, true, 16, false) == 0xF800);
  CHECK(value_of(0x0FFF, 16, 12, false, 12, true) == -1);
  CHECK(value_of(0x07FF, 16, 12, false, 12, true) == 2047);
}

TEST_CASE("a value that the codestream has no bits for becomes the nearest one") {
  CHECK(value_of(0xFFFF, 16, 16, false, 12, false) == 4095);
  CHECK(value_of(0x8000, 16, 16, true, 14, true) == -8192);
  // A decoder of 12 bits without a sign can make no negative cell of 16.
  CHECK(value_of(0x8000, 16, 16, true, 12, false) == 0);
}

TEST_CASE("a sample that does not begin at the lowest bit of its cell is found there") {
  da::image_description given = test::coded_description(1, 12, false);
  given.high_bit = 15;
  const da::image_layout layout(given);
  const da::paint_value highest{{0xFFF0}};
  CHECK(da::detail::coded_value(highest, 0, layout, 12, false) == 0x0FFF);
  CHECK(da::detail::coded_value(highest, 0, layout, 16, false) == 0xFFF0);
}

TEST_CASE("rectangles are painted in one sample, and clipped to the frame") {
  std::vector<int> samples(2 * 3 * 4, 7);  // 3 columns, 4 rows, 2 samples side by side
  const std::vector<da::rectangle> where{{1, 1, 1, 2}, {2, 3, 9, 9}, {3, 0, 1, 1}, {0, 0, 0, 4}};
  da::detail::paint_samples<int>(samples, 1, 2, 3, 4, where, 0);
  const std::vector<int> expected{7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 7, 7,
                                  7, 7, 7, 0, 7, 7, 7, 7, 7, 7, 7, 0};
  CHECK(samples == expected);
}

TEST_CASE("more samples than the limit allows and floating point numbers are refused") {
  const da::image_layout layout(test::coded_description(3, 8, false));
  const auto refused = [](const da::image_layout& image, std::uint64_t samples) {
    return test::refused([&] { da::detail::require_codable(image, {samples}); });
  };
  CHECK(refused(layout, 360) == test::no_refusal);
  CHECK(refused(layout, 359) == test::refusal{da::errc::too_large});
  da::image_description floating = test::coded_description(1, 16, false);
  floating.kind = da::sample_kind::float_32;
  floating.bits_allocated = 32;
  CHECK(refused(da::image_layout(floating), 360) == test::refusal{da::errc::unsupported_pixels});
}
