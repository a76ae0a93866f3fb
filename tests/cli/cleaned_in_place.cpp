// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/cleaned_in_place.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/cli/statement.hpp>
#include <dicom_anonymizer/profiles/dicom_2026d.hpp>

#include "support/catch.hpp"
#include "support/command_line.hpp"

namespace da = dicom_anonymizer;
namespace cli = da::cli;
using da::option;
using test::has;
using test::parsed;

namespace {

const std::vector<std::string> with_graphics = {"--option", "clean-graphics"};
const std::vector<std::string> with_content = {"--option", "clean-structured-content"};

std::string explained(const std::string& path, std::vector<std::string> more) {
  more.insert(more.end(), {"--edition", "2026d", "--explain", path});
  return parsed(more).answer;
}

std::string line_of(const std::string& text, const std::string& tag) {
  const std::size_t at = text.find("| " + tag + " |");
  if (at == std::string::npos) return {};
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("explain says of graphics what depends on the data set") {
  for (const char* const tag : {"(60xx,3000)", "(60xx,0022)", "(60xx,0010)"}) {
    const std::string told = explained(tag, with_graphics);
    CHECK(has(told, "region of interest (Overlay Type R) stays"));
    CHECK_FALSE(has(told, "left: it goes"));
    CHECK(has(explained(tag, {}), "left: it goes"));
  }
  CHECK(has(explained("(0070,0001)", with_graphics), "what may be handwriting goes"));
  CHECK(has(explained("(0070,0002)", with_graphics), "a name of safe words stays"));
  CHECK(has(explained("(0070,0006)", with_graphics), "in graphic annotations of its text"));
  CHECK(has(explained("(0070,0001)/(0070,0008)/(0070,0006)", with_graphics),
            "left: of its text the words that are safe"));
  CHECK(has(explained("(0070,0006)", with_graphics), "because: option clean-graphics"));
  // A rule of the user's is what counts.
  std::vector<std::string> kept = with_graphics;
  kept.insert(kept.end(), {"-t", "(60xx,3000)", "keep"});
  CHECK(has(explained("(60xx,3000)", kept), "left: its value stays"));
}

TEST_CASE("explain says of structured content that its items are decided one by one") {
  for (const char* const tag : {"ContentSequence", "AcquisitionContextSequence",
                                "WaveformAnnotationSequence", "(0040,0610)/(0040,0612)"}) {
    const std::string told = explained(tag, with_content);
    CHECK(has(told, "by its concept and Value Type (PS3.15 Table E.3.4-1)"));
    CHECK_FALSE(has(told, "its items obey the rules\n"));
  }
  CHECK(has(explained("TextValue", with_content), "in content items: by the concept"));
  CHECK(has(explained("ContentSequence/TextValue", with_content), "left: by the concept"));
  CHECK(has(explained("ContentSequence/ConceptNameCodeSequence", with_content),
            "those of others lose their meaning"));
  CHECK_FALSE(has(explained("TextValue", {}), "content items"));
  CHECK(has(explained("(0040,A043)", with_content), "because: option clean-structured-content"));
}

TEST_CASE("a document that is withheld is said to be") {
  const std::vector<std::string> withhold = {"--encapsulated", "withhold"};
  CHECK(has(explained("EncapsulatedDocument", withhold), "no file is written"));
  CHECK_FALSE(has(explained("EncapsulatedDocument", {}), "no file is written"));
  std::vector<std::string> asked = withhold;
  asked.emplace_back("--conformance-statement");
  CHECK(has(line_of(parsed(asked).answer, "(0042,0011)"), "| The file is withheld |"));
}

TEST_CASE("the statement describes how graphics and content are cleaned, where they are") {
  const cli::policy plain{.base = da::profile(da::dicom_2026d)};
  CHECK(cli::cleaning_sections(plain).empty());
  cli::policy how{.base = plain.base | option::clean_graphics};
  std::string text = cli::conformance_statement(how);
  CHECK(has(text, "\n## Graphics\n"));
  CHECK_FALSE(has(text, "\n## Structured content\n"));
  CHECK(has(text, "more than 500 points"));
  CHECK(has(line_of(text, "(60xx,3000)"), "(Overlay Type R)"));
  CHECK(has(line_of(text, "(0070,0001)"), "| Cleaned, see Graphics |"));
  CHECK(has(line_of(text, "(0070,0002)"), "Retained if each of its words is safe"));
  how.leaves_shapes_only = true;
  CHECK(has(cli::cleaning_sections(how), "more than 32 points"));

  how = {.base = plain.base | option::clean_structured_content};
  text = cli::conformance_statement(how);
  CHECK_FALSE(has(text, "\n## Graphics\n"));
  CHECK(has(text, "\n## Structured content\n"));
  CHECK(has(text, "text gets a dummy"));
  for (const char* const tag : {"(0040,A730)", "(0040,0555)", "(0040,0612)", "(0040,A043)"})
    CHECK(has(line_of(text, tag), "| Cleaned, see Structured content |"));
  CHECK(has(line_of(text, "(0040,A160)"), "; in content items see Structured content"));
  CHECK_FALSE(has(cli::conformance_statement(plain), "see Structured content"));
  how.base = how.base | option::clean_descriptors;
  CHECK(has(cli::cleaning_sections(how), "text is cleaned as Descriptors says"));
}

TEST_CASE("the statement of how graphics and content are cleaned does not deny the user's rules") {
  const std::string but = "but for what a rule of the user covers";
  for (std::vector<std::string> asked : {with_graphics, with_content}) {
    asked.insert(asked.end(), {"--edition", "2026d", "--conformance-statement"});
    CHECK_FALSE(has(parsed(asked).answer, but));
    asked.insert(asked.end(), {"-t", "ContentSequence", "keep"});
    CHECK(has(parsed(asked).answer, but));
  }
}

TEST_CASE("explain says which names of fonts stay") {
  CHECK(has(explained("FontName", with_graphics), "a common name, or one of safe words, stays"));
  CHECK(has(explained("FontName", with_graphics), "because: option clean-graphics"));
  CHECK_FALSE(has(explained("FontName", {}), "a common name"));
}
