// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/image_layout.hpp>

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::image_description;
using da::image_layout;
using da::photometric;
using da::pixel_storage;
using da::sample_kind;

namespace {

constexpr image_description grey{
    .rows = 4, .columns = 6, .bits_allocated = 16, .bits_stored = 12, .high_bit = 11};
constexpr image_description coloured{.rows = 4,
                                     .columns = 6,
                                     .samples = 3,
                                     .bits_allocated = 8,
                                     .bits_stored = 8,
                                     .high_bit = 7,
                                     .colours = photometric::rgb};

template <class Change>
test::refusal refused(image_description given, const Change& change) {
  change(given);
  return test::refused([&] { (void)image_layout(given); });
}

constexpr test::refusal malformed(std::uint16_t element) {
  return {da::errc::malformed, 0x00280000U | element};
}
constexpr test::refusal unsupported(std::uint16_t element) {
  return {da::errc::unsupported_pixels, 0x00280000U | element};
}

template <class Change>
std::uint64_t size_of(image_description given, const Change& change) {
  change(given);
  return image_layout(given).native_size();
}

}  // namespace

TEST_CASE("a photometric interpretation is known by its term, PS3.3 section C.7.6.3.1.2") {
  CHECK(da::photometric_of("MONOCHROME1 ") == photometric::monochrome1);
  CHECK(da::photometric_of("MONOCHROME2") == photometric::monochrome2);
  CHECK(da::photometric_of("PALETTE COLOR ") == photometric::palette_color);
  CHECK(da::photometric_of("RGB ") == photometric::rgb);
  CHECK(da::photometric_of("YBR_FULL") == photometric::ybr_full);
  CHECK(da::photometric_of("YBR_FULL_422") == photometric::ybr_full_422);
  CHECK(da::photometric_of("YBR_PARTIAL_422 ") == photometric::ybr_partial_422);
  CHECK(da::photometric_of("YBR_PARTIAL_420 ") == photometric::ybr_partial_420);
  CHECK(da::photometric_of("YBR_ICT ") == photometric::ybr_ict);
  CHECK(da::photometric_of("YBR_RCT") == photometric::ybr_rct);
  CHECK(da::photometric_of("XYB ") == photometric::xyb);
  CHECK(da::photometric_of(" rgb") == photometric::rgb);
  for (const char* const other : {"", "RGBA", "RG", "HSV", "ARGB", "CMYK", "YBR FULL", "RGB\\RGB"})
    CHECK_FALSE(da::photometric_of(other));
}

TEST_CASE("the size of native frames follows from their layout, PS3.5 section 8") {
  CHECK(size_of(grey, [](auto&) {}) == 48);
  CHECK(size_of(grey, [](auto& d) { d.frames = 10; }) == 480);
  CHECK(size_of(grey, [](auto& d) { d.bits_allocated = 32; }) == 96);
  CHECK(size_of(coloured, [](auto&) {}) == 72);
  CHECK(size_of(coloured, [](auto& d) { d.planar = 1; }) == 72);
  CHECK(size_of(coloured, [](auto& d) { d.colours = photometric::ybr_full_422; }) == 48);
  CHECK(size_of(coloured, [](auto& d) { d.colours = photometric::ybr_partial_422; }) == 48);
  const auto single_bits = [](auto& d) {
    d.rows = 3;
    d.columns = 3;
    d.bits_allocated = d.bits_stored = 1;
    d.high_bit = 0;
    d.frames = 3;
  };
  CHECK(size_of(grey, single_bits) == 4);  // 27 bits
  image_description bits = grey;
  single_bits(bits);
  CHECK(image_layout(bits).frame_bits() == 9);
  CHECK(image_layout(bits).frame_size() == 2);
  CHECK(size_of(grey, [](auto& d) {
          d.kind = sample_kind::double_64;
          d.bits_allocated = 64;
        }) == 192);
}

TEST_CASE("what the standard does not allow of a layout is an error at its attribute") {
  const auto no_change = [](auto&) {};
  CHECK(refused(grey, no_change) == test::no_refusal);
  CHECK(refused(coloured, no_change) == test::no_refusal);
  CHECK(refused(grey, [](auto& d) { d.rows = 0; }) == malformed(0x0010));
  CHECK(refused(grey, [](auto& d) { d.rows = 65'536; }) == malformed(0x0010));
  CHECK(refused(grey, [](auto& d) { d.columns = 0; }) == malformed(0x0011));
  CHECK(refused(grey, [](auto& d) { d.columns = 65'536; }) == malformed(0x0011));
  CHECK(refused(grey, [](auto& d) { d.frames = 0; }) == malformed(0x0008));
  CHECK(refused(grey, [](auto& d) { d.frames = 2'147'483'648; }) == malformed(0x0008));
  CHECK(refused(grey, [](auto& d) { d.samples = 3; }) == malformed(0x0002));
  CHECK(refused(coloured, [](auto& d) { d.samples = 1; }) == malformed(0x0002));
  CHECK(refused(coloured, [](auto& d) { d.samples = 4; }) == malformed(0x0002));
  CHECK(refused(coloured, [](auto& d) { d.planar = 2; }) == malformed(0x0006));
  CHECK(refused(grey, [](auto& d) { d.planar = 2; }) == test::no_refusal);  // means nothing
  for (const std::uint32_t bits : {0U, 2U, 12U, 63U})
    CHECK(refused(grey, [&](auto& d) { d.bits_allocated = bits; }) == malformed(0x0100));
  CHECK(refused(grey, [](auto& d) { d.bits_stored = 0; }) == malformed(0x0101));
  CHECK(refused(grey, [](auto& d) { d.bits_stored = 17; }) == malformed(0x0101));
  CHECK(refused(grey, [](auto& d) { d.high_bit = 10; }) == malformed(0x0102));
  CHECK(refused(grey, [](auto& d) { d.high_bit = 16; }) == malformed(0x0102));
  CHECK(refused(grey, [](auto& d) { d.high_bit = 15; }) == test::no_refusal);
  CHECK(refused(grey, [](auto& d) { d.representation = 2; }) == malformed(0x0103));
  CHECK(refused(grey, [](auto& d) {
          d.bits_allocated = d.bits_stored = 1;
          d.high_bit = 0;
          d.representation = 1;
        }) == malformed(0x0103));
  CHECK(refused(grey, [](auto& d) { d.kind = sample_kind::float_32; }) == malformed(0x0100));
  CHECK(refused(coloured, [](auto& d) {
          d.kind = sample_kind::float_32;
          d.bits_allocated = 32;
        }) == malformed(0x0004));
}

TEST_CASE("what is allowed and nobody can blank is an error of its own") {
  CHECK(refused(grey, [](auto& d) { d.bits_allocated = 24; }) == unsupported(0x0100));
  CHECK(refused(coloured, [](auto& d) { d.representation = 1; }) == unsupported(0x0103));
  CHECK(refused(coloured, [](auto& d) {
          d.bits_allocated = d.bits_stored = 1;
          d.high_bit = 0;
        }) == unsupported(0x0100));
  for (const photometric coded : {photometric::ybr_ict, photometric::ybr_rct,
                                  photometric::ybr_partial_420, photometric::xyb}) {
    CHECK(refused(coloured, [&](auto& d) { d.colours = coded; }) == unsupported(0x0004));
    CHECK(refused(coloured, [&](auto& d) {
            d.colours = coded;
            d.storage = pixel_storage::encapsulated;
          }) == test::no_refusal);
  }
}

TEST_CASE("pixels that share colours stand in pairs where they are native") {
  const auto odd = [](auto& d) {
    d.colours = photometric::ybr_full_422;
    d.columns = 5;
  };
  CHECK(refused(coloured, odd) == malformed(0x0011));
  CHECK(refused(coloured, [&](auto& d) {
          odd(d);
          d.storage = pixel_storage::encapsulated;
        }) == test::no_refusal);
  CHECK(refused(coloured, [](auto& d) {
          d.colours = photometric::ybr_full_422;
          d.planar = 1;
        }) == malformed(0x0006));
}

TEST_CASE("big endian cells of more than a byte are words") {
  CHECK(refused(grey, [](auto& d) { d.storage = pixel_storage::big_endian_words; }) ==
        test::no_refusal);
  CHECK(refused(grey, [](auto& d) { d.storage = pixel_storage::big_endian_bytes; }) ==
        malformed(0x0100));
  CHECK(refused(coloured, [](auto& d) { d.storage = pixel_storage::big_endian_bytes; }) ==
        test::no_refusal);
}

TEST_CASE("native pixels are as many as a length field can count") {
  const auto large = [](auto& d) {
    d.rows = d.columns = 65'535;
    d.bits_allocated = d.bits_stored = 8;
    d.high_bit = 7;
  };
  CHECK(size_of(grey, large) == 4'294'836'225);
  CHECK(refused(grey, [&](auto& d) {
          large(d);
          d.frames = 2;
        }) == malformed(0x0008));
  // 2^30 pixels of 2^6 bits in 2^28 frames are 2^64 bits, which 64 bits count as none.
  CHECK(refused(grey, [](auto& d) {
          d.rows = d.columns = 32'768;
          d.bits_allocated = 64;
          d.frames = 268'435'456;
        }) == malformed(0x0008));
  CHECK(refused(coloured, [&](auto& d) {
          large(d);
          d.bits_allocated = 64;
          d.frames = 2'147'483'647;
        }) == malformed(0x0008));
  CHECK(refused(coloured, [&](auto& d) {
          large(d);
          d.frames = 2'147'483'647;
          d.storage = pixel_storage::encapsulated;
        }) == test::no_refusal);
}

TEST_CASE("a native value is as long as its frames, padded to an even length") {
  const image_layout even(grey);
  const auto refused_size = [](const image_layout& layout, std::uint64_t bytes) {
    return test::refused([&] { layout.require_native_size(bytes); });
  };
  CHECK(refused_size(even, 48) == test::no_refusal);
  CHECK(refused_size(even, 47) == test::refusal{da::errc::truncated});
  CHECK(refused_size(even, 49) == test::refusal{da::errc::malformed});
  CHECK(refused_size(even, 96) == test::refusal{da::errc::malformed});
  image_description nine = grey;
  nine.rows = nine.columns = 3;
  nine.bits_allocated = nine.bits_stored = 8;
  nine.high_bit = 7;
  const image_layout odd(nine);
  CHECK(refused_size(odd, 9) == test::no_refusal);
  CHECK(refused_size(odd, 10) == test::no_refusal);
  CHECK(refused_size(odd, 8) == test::refusal{da::errc::truncated});
  CHECK(refused_size(odd, 11) == test::refusal{da::errc::malformed});
  nine.storage = pixel_storage::big_endian_bytes;
  CHECK(refused_size(image_layout(nine), 9) == test::no_refusal);
  nine.storage = pixel_storage::big_endian_words;  // the last pixel is in the tenth byte
  CHECK(refused_size(image_layout(nine), 9) == test::refusal{da::errc::truncated});
  CHECK(refused_size(image_layout(nine), 10) == test::no_refusal);
}
