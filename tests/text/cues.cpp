// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/cues.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/text/folding.hpp>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("cues are folded words with a space behind each, and have one bit") {
  for (const detail::cue_words& one : detail::all_cues) {
    CHECK((one.bits & (one.bits - 1)) == 0);
    CHECK(one.words.back() == ' ');
    CHECK(one.words.find("  ") == std::string_view::npos);
    CHECK(dicom_anonymizer::text::fold(one.words) == one.words);
  }
  for (const std::string_view names : detail::month_words) {
    CHECK(names.back() == ' ');
    CHECK(dicom_anonymizer::text::fold(names) == names);
  }
}
