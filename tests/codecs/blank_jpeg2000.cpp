// SPDX-License-Identifier: BSD-3-Clause
#include <openjpeg.h>

#include <dicom_anonymizer/codecs/blank_jpeg2000.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/coded_frames.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::vector<unsigned char>;

struct decoded {
  std::vector<std::int32_t> samples;  // of a pixel side by side
  std::uint32_t precision = 0;
  bool has_sign = false;
};

// What OpenJPEG makes of a file, without anything of the code under test.
decoded decode(const bytes& frame) {
  const test::folder place;
  const std::string name = (place / "frame").string();
  std::ofstream(name, std::ios::binary)
      .write(reinterpret_cast<const char*>(frame.data()),
             static_cast<std::streamsize>(frame.size()));
  opj_stream_t* const stream = opj_stream_create_default_file_stream(name.c_str(), OPJ_TRUE);
  opj_codec_t* const codec =
      opj_create_decompress(frame.at(0) == 0xFF ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_setup_decoder(codec, &parameters);
  opj_image_t* image = nullptr;
  decoded result;
  if (opj_read_header(stream, codec, &image) != OPJ_FALSE &&
      opj_decode(codec, stream, image) != OPJ_FALSE) {
    result.precision = image->comps[0].prec;
    result.has_sign = image->comps[0].sgnd != 0;
    const std::size_t pixels = std::size_t{image->comps[0].w} * image->comps[0].h;
    for (std::size_t i = 0; i < pixels; ++i)
      for (std::uint32_t sample = 0; sample < image->numcomps; ++sample)
        result.samples.push_back(image->comps[sample].data[i]);
  }
  opj_image_destroy(image);
  opj_destroy_codec(codec);
  opj_stream_destroy(stream);
  return result;
}

// The segment of coding style: behind the length Scod, progression, layers, component transform,
// levels, code-blocks, their style, wavelet.
bytes style_of(const bytes& frame) {
  const bytes marker{0xFF, 0x52};
  const auto at = std::search(frame.begin(), frame.end(), marker.begin(), marker.end());
  REQUIRE(frame.end() - at > 14);
  return {at + 4, at + 14};
}

const std::vector<da::rectangle> where{{0, 0, 12, 1}, {3, 2, 4, 5}, {10, 8, 50, 50}};

bool is_painted(std::size_t x, std::size_t y) {
  return y == 0 || (x >= 3 && x < 7 && y >= 2 && y < 7) || (x >= 10 && y >= 8);
}

// Blanks a frame and compares it with the pixels that it was made of.
void require_blanked(std::string_view hex, std::uint32_t samples, std::uint32_t bits,
                     bool is_signed, bool is_lossless, const da::paint_value& paint,
                     const std::vector<std::int32_t>& painted) {
  const da::image_layout image(test::coded_description(samples, bits, is_signed));
  const bytes before = test::bytes_of(hex);
  const bytes after = da::blank_jpeg2000(before, image, where, paint);
  const decoded was = decode(before), is = decode(after);
  REQUIRE(is.samples.size() == std::size_t{120} * samples);
  CHECK(is.precision == was.precision);
  CHECK(is.has_sign == was.has_sign);
  CHECK(after[0] == 0xFF);  // no boxes
  const bytes style_before = style_of(before), style_after = style_of(after);
  CHECK(style_after[3] == 1);                // layers
  CHECK(style_after[4] == style_before[4]);  // component transform
  CHECK(style_after[5] == style_before[5]);  // levels
  CHECK(style_after[9] == 1);                // reversible
  for (std::uint32_t y = 0; y < test::coded_rows; ++y) {
    for (std::uint32_t x = 0; x < test::coded_columns; ++x) {
      for (std::uint32_t sample = 0; sample < samples; ++sample) {
        const std::size_t at = (y * test::coded_columns + x) * samples + sample;
        if (is_painted(x, y)) {
          CHECK(is.samples[at] == painted[sample]);
          continue;
        }
        CHECK(is.samples[at] == was.samples[at]);
        if (is_lossless) CHECK(is.samples[at] == test::coded_sample(x, y, sample, bits, is_signed));
      }
    }
  }
}

test::refusal refused(const bytes& frame, std::uint32_t samples, std::uint32_t bits,
                      const da::codec_limits& limits = {}) {
  const da::image_layout image(test::coded_description(samples, bits, false));
  return test::refused([&] { (void)da::blank_jpeg2000(frame, image, where, {}, limits); });
}

// A frame of one colour, encoded by OpenJPEG.
bytes flat_frame(std::uint32_t columns, std::uint32_t rows, std::uint32_t bits, int levels) {
  opj_image_cmptparm_t component{};
  component.dx = component.dy = 1;
  component.w = columns;
  component.h = rows;
  component.prec = bits;
  opj_image_t* const image = opj_image_create(1, &component, OPJ_CLRSPC_GRAY);
  image->x1 = columns;
  image->y1 = rows;
  std::fill_n(image->comps[0].data, std::size_t{columns} * rows, 1);
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.numresolution = levels + 1;
  const test::folder place;
  const std::string name = (place / "frame").string();
  opj_stream_t* const stream = opj_stream_create_default_file_stream(name.c_str(), OPJ_FALSE);
  opj_codec_t* const codec = opj_create_compress(OPJ_CODEC_J2K);
  REQUIRE(opj_setup_encoder(codec, &parameters, image) != OPJ_FALSE);
  REQUIRE(opj_start_compress(codec, image, stream) != OPJ_FALSE);
  REQUIRE(opj_encode(codec, stream) != OPJ_FALSE);
  REQUIRE(opj_end_compress(codec, stream) != OPJ_FALSE);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("rectangles of a JPEG 2000 frame are painted, and no other pixel changes") {
  require_blanked(test::frames::grey_j2k, 1, 8, false, true, {{17}}, {17});
  require_blanked(test::frames::grey_j2k, 1, 8, false, true, {{255}}, {255});
}

TEST_CASE("the lowest value with a sign is painted as such") {
  require_blanked(test::frames::signed_j2k, 1, 12, true, true, {{0xFFFF'FFFF'FFFF'F800}}, {-2048});
}

TEST_CASE("tiles, layers and precincts become one of each with the same pixels") {
  // The codestream has 9 bits, and the brightest value of 16 becomes its brightest.
  require_blanked(test::frames::tiled_j2k, 1, 16, false, true, {{0xFFFF}}, {511});
}

TEST_CASE("colours are painted as they are decoded, and stay transformed") {
  const da::paint_value paint{{1, 128, 255}};
  require_blanked(test::frames::rct_j2k, 3, 8, false, true, paint, {1, 128, 255});
  require_blanked(test::frames::boxes_jp2, 3, 8, false, true, paint, {1, 128, 255});
}

TEST_CASE("pixels of an irreversible JPEG 2000 frame stay what they were decoded to") {
  const bytes before = test::bytes_of(test::frames::ict_j2k);
  REQUIRE(style_of(before)[9] == 0);
  require_blanked(test::frames::ict_j2k, 3, 8, false, false, {{0, 0, 0}}, {0, 0, 0});
}

TEST_CASE("texts of a JPEG 2000 frame go") {
  const bytes before = test::bytes_of(test::frames::rct_j2k);
  const std::string_view name = "CANARY^PATIENT";
  CHECK(std::search(before.begin(), before.end(), name.begin(), name.end()) != before.end());
  const da::image_layout image(test::coded_description(3, 8, false));
  const bytes after = da::blank_jpeg2000(before, image, {}, {});
  CHECK(std::search(after.begin(), after.end(), name.begin(), name.end()) == after.end());
  CHECK(decode(after).samples == decode(before).samples);
}

TEST_CASE("a frame of single bits, and one too small for its levels, are painted") {
  da::image_description single = test::coded_description(1, 1, false);
  single.bits_allocated = 1;
  single.rows = 5;
  single.columns = 3;
  const std::vector<da::rectangle> first{{0, 0, 1, 5}};
  const bytes after =
      da::blank_jpeg2000(flat_frame(3, 5, 1, 1), da::image_layout(single), first, {{0}});
  CHECK(decode(after).samples ==
        std::vector<std::int32_t>{0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1});

  // One pixel, and a level more than its encoder made: a packet of it that is empty, and the
  // exponents of three bands.
  bytes small = flat_frame(1, 1, 8, 0);
  const auto place_of = [&](unsigned char marker) {
    const bytes found{0xFF, marker};
    const auto at = std::search(small.begin(), small.end(), found.begin(), found.end());
    REQUIRE(small.end() - at > 13);
    return at;
  };
  *(place_of(0x52) + 9) = 1;
  const auto tile = place_of(0x90);
  *(tile + 9) = static_cast<unsigned char>(*(tile + 9) + 1);
  small.insert(small.end() - 2, 0);
  const auto quantisation = place_of(0x5C);
  REQUIRE(*(quantisation + 3) == 4);
  *(quantisation + 3) = 7;
  small.insert(quantisation + 6, {0x48, 0x48, 0x50});
  REQUIRE(decode(small).samples == std::vector<std::int32_t>{1});
  da::image_description pixel = test::coded_description(1, 8, false);
  pixel.rows = pixel.columns = 1;
  const std::vector<da::rectangle> all{{0, 0, 1, 1}};
  CHECK(decode(da::blank_jpeg2000(small, da::image_layout(pixel), {}, {{9}})).samples ==
        std::vector<std::int32_t>{1});
  CHECK(decode(da::blank_jpeg2000(small, da::image_layout(pixel), all, {{9}})).samples ==
        std::vector<std::int32_t>{9});
}

TEST_CASE("high throughput JPEG 2000 is refused by name") {
  bytes frame = test::bytes_of(test::frames::grey_j2k);
  frame.at(6) = 0x40;
  const da::image_layout image(test::coded_description(1, 8, false));
  try {
    (void)da::blank_jpeg2000(frame, image, where, {});
    FAIL("it was not refused");
  } catch (const da::error& refusal) {
    CHECK(refusal.code() == da::errc::unsupported_pixels);
    CHECK(refusal.reason().find("HTJ2K") != std::string::npos);
  }
}

TEST_CASE("a JPEG 2000 frame larger than the limit is refused before it is read") {
  CHECK(refused({}, 1, 8, {119}) == test::refusal{da::errc::too_large});
  CHECK(refused(test::bytes_of(test::frames::grey_j2k), 1, 8, {120}) == test::no_refusal);
}

TEST_CASE("a JPEG 2000 frame that cannot be decoded is refused in silence") {
  bytes frame = test::bytes_of(test::frames::grey_j2k);
  // More guard bits than bit planes can be coded with, where the quantisation says them.
  const bytes marker{0xFF, 0x5C};
  const auto at = std::search(frame.begin(), frame.end(), marker.begin(), marker.end());
  REQUIRE(frame.end() - at > 6);
  at[3] = 4;  // too short for its levels
  const test::folder place;
  const std::string name = (place / "errors").string();
  std::fflush(stderr);
  const int kept = dup(2);
  std::FILE* const errors = std::fopen(name.c_str(), "w");
  REQUIRE(errors != nullptr);
  dup2(fileno(errors), 2);
  const test::refusal found = refused(frame, 1, 8);
  std::fflush(stderr);
  dup2(kept, 2);
  close(kept);
  std::fclose(errors);
  CHECK(found.code == da::errc::malformed);
  std::ifstream in(name);
  CHECK(std::string(std::istreambuf_iterator<char>(in), {}).empty());
}
