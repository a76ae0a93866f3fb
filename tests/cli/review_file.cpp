// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/review_file.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
namespace fs = std::filesystem;
using namespace da::literals;

TEST_CASE("only its owner may read a review, whatever the umask allows") {
  const test::folder root;
  da::context shared;
  shared.unknown_words = std::make_shared<da::unknown_words>();
  da::word_counts found;
  found.add("StudyDescription"_tag, "alpha");
  shared.unknown_words->add(found);
  da::cli::review_file file(root / "words.tsv");
  CHECK(file.fault_of_writing(shared).empty());
  CHECK(fs::status(root / "words.tsv").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(test::read(root / "words.tsv").find("1\talpha\tStudyDescription\n") != std::string::npos);
}

TEST_CASE("no file is written over, and none is left of a run that did not happen") {
  const test::folder root;
  std::ofstream(root / "site.txt") << "chest\n";
  fs::create_symlink(root / "elsewhere", root / "link");
  for (const char* const one : {"site.txt", "link", "no/such/folder"}) {
    CAPTURE(one);
    try {
      const da::cli::review_file file(root / one);
      FAIL_CHECK("made");
    } catch (const da::error& why) {
      CHECK(why.code() == da::errc::unwritable);
      CHECK(why.reason().find("--review") == 0);
    }
  }
  CHECK(test::read(root / "site.txt") == "chest\n");
  { const da::cli::review_file never(root / "words.tsv"); }
  CHECK_FALSE(fs::exists(root / "words.tsv"));
  CHECK_FALSE(fs::exists(root / "elsewhere"));
}

TEST_CASE("words are collected only for a review, and not where outputs go") {
  const test::folder root;
  fs::create_directories(root / "in");
  fs::create_directories(root / "out");
  const da::cli::job wanted = da::cli::plan(root / "in", root / "out");
  da::context shared;
  da::cli::clean_words words;
  words.is_strict = true;
  CHECK(da::cli::take_words(words, {}, wanted, shared) == nullptr);
  CHECK(shared.unknown_words == nullptr);
  CHECK(shared.cleans_strictly);
  CHECK(shared.words == words.list);
  CHECK_THROWS_AS(da::cli::take_words(words, root / "out/words.tsv", wanted, shared), da::error);
  CHECK_FALSE(fs::exists(root / "out/words.tsv"));
  CHECK(da::cli::take_words(words, root / "words.tsv", wanted, shared) != nullptr);
  CHECK(shared.unknown_words != nullptr);
}
