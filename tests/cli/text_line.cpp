// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/text_line.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("the line of texts has numbers and reasons, and is none where nothing went") {
  da::text_numbers done;
  CHECK(da::cli::text_line(done).empty());
  da::text::removal_counts words;
  words.add(da::text::removal::known_value, 4);
  words.add(da::text::removal::pattern, 2);
  done.add({0x0008, 0x1030}, 3, 1, words);
  CHECK(da::cli::text_line(done) ==
        "texts: 3 lost words and kept others, nothing was left of 1: pattern 2, known value 4\n");
}
