// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/telling_path.hpp>

#include "support/catch.hpp"

namespace cli = dicom_anonymizer::cli;

TEST_CASE("what tells of the patient is a number where the path is shown") {
  CHECK(cli::telling_text("/in", "/in/Name/ct/name.dcm", {1, 3}) ==
        "/in/[1]/ct/[3]: components 1, 3 of the path tell of the patient");
  CHECK(cli::telling_text("in", "in/a/Name.dcm", {2}) ==
        "in/a/[2]: component 2 of the path tells of the patient");
}
