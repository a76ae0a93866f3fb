// SPDX-License-Identifier: BSD-3-Clause
// Examples of the pages in docs/reference/codecs (see reference.cpp).
#include <vector>

#include <dicom_anonymizer/codecs/blank_jpeg2000.hpp>
#include <dicom_anonymizer/codecs/blank_jpegls.hpp>
#include <dicom_anonymizer/codecs/coded_samples.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>

#include "support/catch.hpp"
#include "support/coded_frames.hpp"

namespace da = dicom_anonymizer;

// begin codecs: codecs/blank_jpegls.hpp codecs/blank_jpeg2000.hpp codecs/coded_samples.hpp
TEST_CASE("a frame stays in its transfer syntax, and loses a bar") {
  const da::image_layout image({.rows = 10,
                                .columns = 12,
                                .bits_allocated = 8,
                                .bits_stored = 8,
                                .high_bit = 7,
                                .storage = da::pixel_storage::encapsulated});
  const std::vector<da::rectangle> bar{{0, 0, 12, 3}};
  const da::codec_limits small{.samples = 120};

  const std::vector<unsigned char> jpegls = test::bytes_of(test::frames::grey_jls);
  const auto without = da::blank_jpegls(jpegls, image, bar, da::black_of(image), small);
  CHECK(without[3] == 0xF7);  // SOF55

  const std::vector<unsigned char> jpeg2000 = test::bytes_of(test::frames::grey_j2k);
  const auto too = da::blank_jpeg2000(jpeg2000, image, bar, da::black_of(image), small);
  CHECK(too[3] == 0x51);  // SIZ

  CHECK_THROWS_AS(da::blank_jpegls(jpeg2000, image, bar, da::black_of(image)), da::error);
}
// end codecs
