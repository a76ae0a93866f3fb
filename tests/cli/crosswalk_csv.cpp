// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/crosswalk_csv.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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
  for (const std::string text : {"=1+1",
                                 "=HYPERLINK(\"http://x\")",
                                 "+A1",
                                 "-A1",
                                 "@SUM(A1)",
                                 "\t=1",
                                 "\r=1",
                                 "\n=1",
                                 " =1+1",
                                 "-1+cmd|' /C calc'!A0",
                                 "\xEF\xBC\x9D"
                                 "1",
                                 "-1+1",
                                 "+1-1",
                                 "-1-1",
                                 "--1",
                                 "-",
                                 "+",
                                 "-1.2.3",
                                 "-1 2",
                                 "'=a",
                                 "''=a",
                                 "' -1"}) {
    CAPTURE(text);
    CHECK(cell(text).substr(0, 2) == "\"'");
    CHECK(cell(text).back() == '"');
  }
  CHECK(cell("=\"a\"") == "\"'=\"\"a\"\"\"");
  for (const std::string text : {"-12", "+5", "1.2.3", "-0.5", "", "A=1", "a-b"})
    CHECK(cell(text) == text);
  CHECK(cell("-12 3600") == "\"'-12 3600\"");
  CHECK(cell("a;b") == "\"a;b\"");
}

TEST_CASE("no two fields are the same cell for who reads the line") {
  // As RFC 4180 has it: what stands between quotes, and two of them are one.
  const auto read = [](std::string_view old) {
    const std::string line = cli::csv_line({"uid", "", std::string(old), ""});
    std::string field = line.substr(5, line.size() - 5 - 2);
    if (!field.starts_with('"')) return field;
    std::string result;
    for (std::size_t i = 1; i + 1 < field.size(); ++i) {
      result += field[i];
      if (field[i] == '"') ++i;
    }
    return result;
  };
  std::map<std::string, std::string> seen;
  constexpr std::string_view letters = "'=-1 a\"";
  std::vector<std::string> texts = {""};
  for (std::size_t at = 0; at < texts.size() && texts[at].size() < 5; ++at)
    for (const char one : letters) texts.push_back(texts[at] + one);
  for (const std::string& text : texts) {
    const auto [place, is_new] = seen.emplace(read(text), text);
    CAPTURE(text, place->second);
    CHECK(is_new);
  }
  CHECK(texts.size() > 10000);
}
