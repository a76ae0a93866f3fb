// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/word_class.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;

static_assert(to_string(text::word_class::none) == "none");
static_assert(to_string(text::word_class::ambiguous) == "ambiguous");
static_assert(to_string(text::word_class::title) == "title");

TEST_CASE("a class is named as the table of safe words names it") {
  CHECK(to_string(text::word_class::institution) == "institution");
}
