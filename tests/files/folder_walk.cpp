// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/folder_walk.hpp>

#include <string>
#include <vector>

#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/folder.hpp"

using dicom_anonymizer::detail::folder_walk;
using dicom_anonymizer::detail::found_file;

namespace {

std::vector<std::string> walked(const std::filesystem::path& folder) {
  folder_walk walk(folder, "/out");
  std::vector<std::string> names;
  for (found_file one; walk.next(one);) {
    const auto below = one.folder->input.lexically_relative(folder);
    CHECK(one.folder->output == (below == "." ? "/out" : std::filesystem::path("/out") / below));
    names.push_back(one.name == nullptr ? below.string() + " FAILED"
                                        : (below / one.name).lexically_normal().string());
  }
  return names;
}

}  // namespace

TEST_CASE("the files of a folder come first, then those of the folders in it, by name") {
  const test::folder place;
  for (const char* name : {"b/2", "b/1", "z", "a/x/deep", "a/y", "B", "empty/below/none"})
    test::write(place / name, "");
  std::filesystem::remove(place / "empty/below/none");
  CHECK(walked(place.path()) ==
        std::vector<std::string>{"B", "z", "a/y", "a/x/deep", "b/1", "b/2"});
}

TEST_CASE("links to files are files, links to folders and other things are not walked") {
  const test::folder place;
  test::write(place / "in/file", "");
  test::write(place / "other/file", "");
  std::filesystem::create_symlink(place / "other/file", place / "in/link");
  std::filesystem::create_symlink(place / "missing", place / "in/nowhere");
  std::filesystem::create_directory_symlink(place / "other", place / "in/folder");
  REQUIRE(::mkfifo((place / "in/pipe").c_str(), 0600) == 0);
  CHECK(walked(place / "in") == std::vector<std::string>{"file", "link", "nowhere"});
}

TEST_CASE("links that lead nowhere come behind the files of their folder, without a number") {
  const test::folder place;
  test::write(place / "b", "");
  test::write(place / "sub/c", "");
  std::filesystem::create_symlink(place / "missing", place / "a");
  std::filesystem::create_symlink(place / "loop", place / "loop");
  folder_walk walk(place.path(), "/out");
  std::vector<std::string> names;
  for (found_file one; walk.next(one);) {
    names.emplace_back(one.name);
    CHECK(one.leads_nowhere == (names.back() == "a" || names.back() == "loop"));
    CHECK((one.number == 0) == one.leads_nowhere);
  }
  CHECK(names == std::vector<std::string>{"b", "a", "loop", "c"});
}

TEST_CASE("a folder that is gone when its turn comes is told") {
  const test::folder place;
  test::write(place / "file", "");
  test::write(place / "sub/file", "");
  folder_walk walk(place.path(), "/out");
  found_file one;
  REQUIRE(walk.next(one));
  std::filesystem::remove_all(place / "sub");
  REQUIRE(walk.next(one));
  CHECK(one.name == nullptr);
  CHECK(one.folder->names->failure() == ENOENT);
  CHECK_FALSE(walk.next(one));
}
