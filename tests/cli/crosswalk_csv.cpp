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

TEST_CASE("what a spreadsheet would run is a text, and a number stays one") {
  const auto cell = [](const std::string& old) {
    const std::string line = cli::csv_line({"uid", "", old, ""});
    return line.substr(5, line.size() - 5 - 2);
  };
  for (const std::string text : {"=1+1", "=HYPERLINK(\"http://x\")", "+A1", "-A1", "@SUM(A1)",
                                 "\t=1", "\r=1", "\n=1", " =1+1", "-1+cmd|' /C calc'!A0",
                                 "\xEF\xBC\x9D"
                                 "1",
                                 "-"
                                 "-1a"}) {
    CAPTURE(text);
    CHECK(cell(text).substr(0, 2) == "\"'");
    CHECK(cell(text).back() == '"');
  }
  CHECK(cell("=\"a\"") == "\"'=\"\"a\"\"\"");
  for (const std::string text : {"-12", "+5", "1.2.3", "-0.5", "", "A=1", "a-b"})
    CHECK(cell(text) == text);
  CHECK(cell("-12 3600") == "\"-12 3600\"");
  CHECK(cell("a;b") == "\"a;b\"");
}
