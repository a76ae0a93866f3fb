// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/clean_words.hpp>

#include <fstream>
#include <string>

#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/catch.hpp"
#include "support/command_line.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
namespace cli = dicom_anonymizer::cli;
using da::option;
using test::has;
using test::parsed;
using test::reason;

TEST_CASE("words of a site come to those of the library") {
  const test::folder root;
  const std::string site = root / "site.txt";
  const std::string more = root / "more.txt";
  std::ofstream(site) << "zzyzx\n";
  std::ofstream(more) << "zzyzy\nzzyzz\n";
  const cli::clean_words plain = cli::read_safe_words({});
  const cli::clean_words words = cli::read_safe_words({site, more});
  CHECK(words.list->size() == plain.list->size() + 3);
  CHECK(words.list->digest() != plain.list->digest());
  CHECK(words.list->digest() == cli::read_safe_words({more, site}).list->digest());
  CHECK(has(cli::words_in_short(words), "site.txt"));
  CHECK(has(cli::words_in_short(words), "more.txt"));
  CHECK(has(cli::words_in_short(words), words.list->digest()));
  CHECK(has(cli::words_in_short(words), std::to_string(words.list->size())));
  CHECK_FALSE(has(cli::words_in_short(words), "zzyz"));
}

TEST_CASE("a file that cannot be read is told by its name") {
  try {
    static_cast<void>(cli::read_safe_words({"/no/such/file"}));
    FAIL_CHECK("read");
  } catch (const da::error& why) {
    CHECK(why.code() == da::errc::unreadable);
    CHECK(has(why.reason(), "--safe-words '/no/such/file'"));
  }
}

TEST_CASE("options on words are refused where no text is cleaned") {
  const test::folder root;
  const std::string site = root / "site.txt";
  std::ofstream(site) << "zzyzx\n";
  for (const std::string& one : {std::string("--safe-words"), std::string("--review")})
    CHECK(has(reason({"in", "out", one, site}), one + " does nothing here: no rule cleans texts"));
  CHECK(has(reason({"in", "out", "--clean-words", "strict"}), "does nothing here"));
  CHECK(has(reason({"in", "out", "--option", "clean-descriptors", "--clean-words", "strickt"}),
            "did you mean 'strict'?"));
  CHECK(parsed({"in", "out", "--option", "clean-descriptors", "--clean-words", "strict"})
            .how.words.is_strict);
  CHECK_FALSE(parsed({"in", "out", "--option", "clean-descriptors"}).how.words.is_strict);
  CHECK(parsed({"in", "out", "--option", "retain-patient-characteristics", "--safe-words", site})
            .how.words.files.size() == 1);
  CHECK(parsed({"in", "out", "-t", "StudyDescription", "clean_text", "--safe-words", site,
                "--safe-words", site})
            .how.words.files.size() == 2);
}

TEST_CASE("the list can be printed, with a site's words and alone") {
  const test::folder root;
  const std::string site = root / "site.txt";
  std::ofstream(site) << "zzyzx\n";
  CHECK(has(parsed({"--list-safe-words", "--safe-words", site}).answer, "zzyzx\t"));
  CHECK_FALSE(has(parsed({"--list-safe-words"}).answer, "zzyzx"));
  CHECK(has(parsed({"--list-safe-words"}).answer, "chest\t"));
  CHECK(has(reason({"in", "--list-safe-words"}), "does nothing beside"));
}

TEST_CASE("what stays besides is told by the options") {
  const auto told = [](const da::profile& rules) {
    return cli::allowances_in_words(rules.options());
  };
  CHECK(has(told(da::profile()), "goes whatever the list says: dates,"));
  CHECK(has(told(da::profile() | option::retain_full_dates), "stays by an option: dates;"));
  CHECK(has(told(da::profile() | option::retain_modified_dates), "list says: dates,"));
  CHECK(has(told(da::profile() | option::retain_patient_characteristics),
            "stays by an option: ages up to 89 and sex;"));
  CHECK(has(told(da::profile() | option::retain_device_identity),
            "stays by an option: names of single devices;"));
  CHECK(has(told(da::profile()), "manufacturer, model and body part stay"));
  CHECK(has(told(da::profile() | option::retain_patient_characteristics), "ages over 89"));
}

TEST_CASE("explain and statement tell the list and what holds besides") {
  const std::string told =
      parsed({"--explain", "StudyDescription", "--option", "clean-descriptors"}).answer;
  const cli::clean_words words;
  CHECK(has(told, "C of the option clean-descriptors, X of the Basic Profile"));
  CHECK(has(told, words.list->digest()));
  CHECK(has(told, "left: of its text the words that are safe"));
  CHECK(has(told, "where no word is safe: it goes"));
  const std::string mark =
      parsed({"--explain", "(0012,0063)", "--option", "clean-descriptors"}).answer;
  CHECK(has(mark, "dicom_anonymizer: safe words " + std::to_string(words.list->size()) + ", " +
                      words.list->digest()));
  const std::string statement =
      parsed({"--conformance-statement", "--option", "clean-descriptors"}).answer;
  CHECK(has(statement, "## Descriptors"));
  CHECK(has(statement, words.list->digest()));
  CHECK(has(statement, "| 113105 | Y | N | Y |"));
  CHECK_FALSE(has(parsed({"--conformance-statement"}).answer, "## Descriptors"));
}
