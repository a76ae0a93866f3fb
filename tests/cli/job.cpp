// SPDX-License-Identifier: BSD-3-Clause
// Which pairs of paths are work and which are refused.
#include <dicom_anonymizer/cli/job.hpp>

#include <filesystem>
#include <fstream>
#include <string_view>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
namespace fs = std::filesystem;

namespace {

// in/a.dcm, in/sub/, out/ and file beside them.
struct layout {
  test::folder root;
  fs::path in = root / "in";
  fs::path out = root / "out";
  fs::path file = root / "file";

  layout() {
    fs::create_directories(in / "sub");
    fs::create_directories(out);
    std::ofstream(in / "a.dcm") << "a";
    std::ofstream(file) << "f";
  }
};

bool is_refused(const fs::path& input, const fs::path& output,
                da::errc code = da::errc::bad_arguments) {
  try {
    (void)da::cli::plan(input, output);
  } catch (const da::error& e) {
    CHECK(e.code() == code);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a file goes to a file") {
  const layout here;
  const da::cli::job fresh = da::cli::plan(here.in / "a.dcm", here.root / "new.dcm");
  CHECK_FALSE(fresh.is_folder);
  CHECK(fresh.output == here.root / "new.dcm");
  CHECK(da::cli::plan(here.in / "a.dcm", here.file).output == here.file);
}

TEST_CASE("a file goes into an existing folder under its own name") {
  const layout here;
  CHECK(da::cli::plan(here.in / "a.dcm", here.out).output == here.out / "a.dcm");
  CHECK(da::cli::plan(here.in / "a.dcm", here.out / "").output == here.out / "a.dcm");
  CHECK(is_refused(here.in / "a.dcm", here.root / "missing" / ""));
  CHECK(is_refused(here.in / "a.dcm", here.root / "missing" / "a.dcm"));
}

TEST_CASE("a folder goes to a folder that need not exist") {
  const layout here;
  CHECK(da::cli::plan(here.in, here.out).is_folder);
  CHECK(da::cli::plan(here.in, here.root / "new" / "er").output == here.root / "new" / "er");
  CHECK(da::cli::plan(here.in, here.root / "in2").output == here.root / "in2");
  CHECK_FALSE(fs::exists(here.root / "new"));
}

TEST_CASE("a folder does not go to a file") {
  const layout here;
  CHECK(is_refused(here.in, here.file));
}

TEST_CASE("a folder does not go into itself, whatever the way there") {
  const layout here;
  fs::create_directory_symlink(here.in, here.root / "link");
  fs::create_directory_symlink(here.in / "sub", here.root / "deep_link");
  for (const fs::path& inside :
       {here.in, here.in / "", here.in / ".", here.in / "sub", here.in / "new", here.in / "new/er",
        here.root / "out/../in", here.root / "missing/../in/new", here.root / "link",
        here.root / "link/new", here.root / "deep_link"}) {
    CAPTURE(inside);
    CHECK(is_refused(here.in, inside));
    CHECK(is_refused(here.in / "", inside));
    CHECK(is_refused(here.root / "link", inside));
  }
  CHECK_FALSE(fs::exists(here.in / "new"));
}

TEST_CASE("a folder goes into the folder that holds it") {
  const layout here;
  CHECK(da::cli::plan(here.in / "sub", here.in).is_folder);
}

TEST_CASE("a file is not written over itself, whatever the way there") {
  const layout here;
  fs::create_symlink(here.in / "a.dcm", here.root / "link.dcm");
  fs::create_hard_link(here.in / "a.dcm", here.root / "twin.dcm");
  for (const fs::path& itself :
       {here.in / "a.dcm", here.in, here.in / "", here.in / "sub/..", here.in / "sub/../a.dcm",
        here.root / "link.dcm", here.root / "twin.dcm"}) {
    CAPTURE(itself);
    CHECK(is_refused(here.in / "a.dcm", itself));
  }
  CHECK(is_refused(here.root / "link.dcm", here.in / "a.dcm"));
}

TEST_CASE("an input that is missing or no file is refused") {
  const layout here;
  CHECK(is_refused(here.root / "missing", here.out, da::errc::unreadable));
  CHECK(is_refused(here.file / "", here.out, da::errc::unreadable));
  CHECK(is_refused(here.file / "below", here.out, da::errc::unreadable));
  CHECK(is_refused("/dev/null", here.out, da::errc::unreadable));
  CHECK(is_refused("", here.out));
  CHECK(is_refused(here.in, ""));
}

TEST_CASE("an output that is neither file nor folder is refused") {
  const layout here;
  CHECK(is_refused(here.in / "a.dcm", "/dev/null"));
  fs::create_directories(here.out / "a.dcm");
  CHECK(is_refused(here.in / "a.dcm", here.out));
}

TEST_CASE("a bare file name means the current folder") {
  const layout here;
  CHECK(da::cli::plan(here.in / "a.dcm", "no_such_file.dcm").output ==
        fs::path("./no_such_file.dcm"));
}
