// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/evidence.hpp>

#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;

static_assert(says_that_pixels_identify(burned_in_annotation, "YES"));
static_assert(says_that_pixels_identify(burned_in_annotation, "YES "));
static_assert(!says_that_pixels_identify(burned_in_annotation, "NO"));
static_assert(says_that_pixels_identify(recognizable_visual_features, "yes\0"));
static_assert(says_that_pixels_identify(image_type, "ORIGINAL\\PRIMARY\\LABEL\\NONE "));
static_assert(says_that_pixels_identify(image_type, "DERIVED\\SECONDARY\\ label "));
static_assert(!says_that_pixels_identify(image_type, "ORIGINAL\\PRIMARY\\LABELLED"));
static_assert(!says_that_pixels_identify(image_type, "ORIGINAL\\YES"));
static_assert(!says_that_pixels_identify(image_type, ""));

TEST_CASE("what says that pixels identify is five attributes") {
  int count = 0;
  for (std::uint32_t group = 0x0008; group < 0x0060; group += 2)
    for (std::uint32_t number = 0; number < 0x10000; ++number)
      if (tells_of_pixels({static_cast<std::uint16_t>(group), static_cast<std::uint16_t>(number)}))
        ++count;
  CHECK(count == 5);
}
