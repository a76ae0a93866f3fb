// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/cleaned_places.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/cli/explanation.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/cli/statement.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
namespace cli = dicom_anonymizer::cli;
using da::option;

namespace {

cli::policy with(option one) {
  cli::policy how;
  how.base = da::profile(da::dicom_2026d) | one;
  return how;
}

bool says(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

// The row of an attribute in the statement.
std::string row_of(const std::string& statement, std::string_view tag) {
  const std::size_t at = statement.find(tag);
  REQUIRE(at != std::string::npos);
  const std::size_t begin = statement.rfind('\n', at) + 1;
  return statement.substr(begin, statement.find('\n', at) - begin);
}

}  // namespace

TEST_CASE("what an overlay is decides of it, which a made-up one cannot tell") {
  const cli::policy how = with(option::clean_graphics);
  const std::string text = cli::explain(how, "(60xx,3000)");
  CHECK(says(text, "left: an overlay of type R"));
  CHECK_FALSE(says(text, "left: it goes"));
  CHECK(says(cli::explain(how, "(5000,3000)"), "left: it goes"));
  CHECK(says(cli::explain(how, "UnformattedTextValue"), "in graphic annotations"));
  CHECK(says(cli::explain(how, "GraphicLayer"), "a name whose words are safe stays"));
  const std::string statement = cli::conformance_statement(how);
  CHECK(says(row_of(statement, "| (60xx,3000) |"), "type R"));
  CHECK_FALSE(says(row_of(statement, "| (60xx,3000) |"), "| Removed |"));
  CHECK(says(statement, "\n## Graphics\n"));
  CHECK(says(statement, "500 points"));
  CHECK_FALSE(says(statement, "\n## Structured content\n"));
}

TEST_CASE("content is told by concept and Value Type") {
  const cli::policy how = with(option::clean_structured_content);
  for (const std::string_view id : {"ContentSequence", "AcquisitionContextSequence"})
    CHECK(says(cli::explain(how, id), "left: each item by its concept and Value Type"));
  CHECK(says(cli::explain(how, "ConceptNameCodeSequence"), "left: codes of private schemes"));
  CHECK(says(cli::explain(how, "TextValue"), "but: in a content item"));
  CHECK_FALSE(says(cli::explain(how, "StudyDescription"), "content item"));
  const std::string statement = cli::conformance_statement(how);
  CHECK(says(row_of(statement, "| (0040,A730) |"), "Table E.3.4-1"));
  CHECK(says(statement, "\n## Structured content\n"));
  CHECK_FALSE(says(statement, "\n## Graphics\n"));
}

TEST_CASE("without these options nothing is said of their places") {
  cli::policy how;
  how.base = da::profile(da::dicom_2026d);
  CHECK(says(cli::explain(how, "(60xx,3000)"), "left: it goes"));
  CHECK_FALSE(says(cli::explain(how, "TextValue"), "content item"));
  CHECK(cli::places_section(how.base.options()).empty());
}
