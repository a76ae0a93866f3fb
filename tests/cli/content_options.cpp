// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/content_options.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace cli = dicom_anonymizer::cli;
namespace da = dicom_anonymizer;

namespace {

cli::content_choice chosen(std::vector<std::string> words, cli::policy& how) {
  CLI::App app;
  const cli::detail::content_options content(app);
  app.parse(words);  // from the last to the first
  return content.apply(how);
}

}  // namespace

TEST_CASE("without options a key gives patients a pseudonym, and nothing else changes") {
  cli::policy how;
  const cli::content_choice none = chosen({}, how);
  CHECK(none.documents == da::encapsulated_documents::replaced);
  CHECK(none.graphics == da::graphic_objects_left::drawings);
  CHECK(how.rules.empty());
  how.keyed.emplace();
  static_cast<void>(chosen({}, how));
  for (const da::tag id : {da::tags::PatientName, da::tags::PatientID}) {
    CHECK(cli::decide(how, id).action == "patient_pseudonym");
    CHECK(cli::decide(how, id).reason == "--key-file");
  }
  cli::policy back;
  back.keyed.emplace();
  static_cast<void>(chosen({"--constant-identifiers"}, back));
  CHECK(back.rules.empty());
}

TEST_CASE("what documents and graphics become is chosen by name") {
  cli::policy how;
  how.base = how.base | da::option::clean_graphics;
  const cli::content_choice all =
      chosen({"withhold", "--encapsulated", "shapes", "--clean-graphics"}, how);
  CHECK(all.documents == da::encapsulated_documents::withheld);
  CHECK(all.graphics == da::graphic_objects_left::shapes);
  CHECK(how.rules.empty());
  static_cast<void>(chosen({"keep", "--encapsulated"}, how));
  CHECK(cli::decide(how, da::tags::EncapsulatedDocument).action == "keep");
}

TEST_CASE("what does nothing, or is no word, is refused") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--constant-identifiers"},
                                                {"shapes", "--clean-graphics"},
                                                {"drop", "--encapsulated"}}) {
    cli::policy how;
    CHECK(test::refused([&] { static_cast<void>(chosen(words, how)); }).code ==
          da::errc::bad_arguments);
  }
}
