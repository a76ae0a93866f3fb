// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/secret_place.hpp>

#include <filesystem>
#include <fstream>

#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/error.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
namespace fs = std::filesystem;

TEST_CASE("what re-identifies stands neither where outputs are given away nor among inputs") {
  const test::folder root;
  fs::create_directories(root / "in/sub");
  fs::create_directories(root / "out/sub");
  fs::create_directory_symlink(root / "out", root / "link");
  std::ofstream(root / "in/a.dcm") << "a";
  const da::cli::job folders = da::cli::plan(root / "in", root / "out");
  const auto is_refused = [](const fs::path& secret, const da::cli::job& wanted) {
    try {
      da::cli::detail::require_apart(secret, wanted);
    } catch (const da::error& why) {
      CHECK(why.code() == da::errc::bad_arguments);
      return true;
    }
    return false;
  };
  CHECK_FALSE(is_refused(root / "words.tsv", folders));
  for (const char* const one : {"out/words.tsv", "out/sub/words.tsv", "link/words.tsv",
                                "in/words.tsv", "in/sub/words.tsv", "in", "out"}) {
    CAPTURE(one);
    CHECK(is_refused(root / one, folders));
  }
  const da::cli::job file = da::cli::plan(root / "in/a.dcm", root / "out/b.dcm");
  CHECK(is_refused(root / "out/b.dcm", file));
  CHECK(is_refused(root / "out/words.tsv", file));
  CHECK_FALSE(is_refused(root / "words.tsv", file));
  // A link that leads nowhere that anybody can tell.
  fs::create_symlink("round.tsv", root / "round.tsv");
  CHECK(is_refused(root / "round.tsv", folders));
}

TEST_CASE("what re-identifies stands where a file can be") {
  const test::folder root;
  fs::create_directories(root / "in");
  fs::create_symlink(root / "loop", root / "loop");
  std::ofstream(root / "in/a.dcm") << "a";
  const da::cli::job folders = da::cli::plan(root / "in", root / "out");
  const da::cli::job file = da::cli::plan(root / "in/a.dcm", root / "b.dcm");
  for (const da::cli::job* wanted : {&folders, &file}) {
    try {
      da::cli::detail::require_apart(root / "loop/words.tsv", *wanted);
      FAIL("a place that is none");
    } catch (const da::error& why) {
      CHECK(why.code() == da::errc::bad_arguments);
    }
  }
}

TEST_CASE("what is wrong with the file of an option names both") {
  const da::error told =
      da::cli::detail::about("--review", "words.tsv", da::error(da::errc::unwritable, "no"));
  CHECK(told.code() == da::errc::unwritable);
  CHECK(told.reason() == "--review 'words.tsv': no");
}
