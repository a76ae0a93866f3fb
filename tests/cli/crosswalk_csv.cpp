// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/crosswalk_csv.hpp>

#include "support/catch.hpp"

namespace cli = dicom_anonymizer::cli;

TEST_CASE("a row is a line, whose fields have quotes where they need them") {
  CHECK(cli::csv_line({"uid", "", "1.2", "2.25.2"}) == "uid,,1.2,2.25.2\n");
  CHECK(cli::csv_line({"patient", "A, B", "say \"x\"", "two\nlines"}) ==
        "patient,\"A, B\",\"say \"\"x\"\"\",\"two\nlines\"\n");
  CHECK(cli::csv_line({"shift of study", "", " 1", ""}) == "\"shift of study\",,\" 1\",\n");
}
