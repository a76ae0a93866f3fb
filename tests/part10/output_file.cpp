// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/output_file.hpp>

#include <fcntl.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::output_file;

TEST_CASE("a file has its name when it is complete and not before") {
  const test::folder place;
  {
    output_file file(place / "out");
    file.write("one ", "two");
    REQUIRE(test::listing(place.path()).size() == 1);
    CHECK(test::listing(place.path())[0].rfind(".dicom_anonymizer_", 0) == 0);
    file.write_at(4, "T");
    file.commit(false);
  }
  CHECK(test::listing(place.path()) == std::vector<std::string>{"out"});
  CHECK(test::read(place / "out") == "one Two");
}

TEST_CASE("a file that is never complete leaves nothing behind") {
  const test::folder place;
  { output_file(place / "out").write("half"); }
  CHECK(test::listing(place.path()).empty());
}

TEST_CASE("what waits goes to the folder for temporary files and nowhere else") {
  const test::folder place;
  const std::filesystem::path before = std::filesystem::current_path();
  const char* const set = std::getenv("TMPDIR");
  const std::string old = set == nullptr ? "" : set;
  test::write(place / "file", "no folder");
  std::filesystem::current_path(place.path());
  for (const std::filesystem::path& name : {place / "missing", place / "file"}) {
    ::setenv("TMPDIR", name.c_str(), 1);
    CHECK(test::refused([] { output_file{da::detail::waiting_place{}}; }).code ==
          da::errc::unwritable);
    CHECK(test::refused([] { output_file{da::detail::waiting_place{"missing"}}; }).code ==
          da::errc::unwritable);
  }
  ::setenv("TMPDIR", place.path().c_str(), 1);
  output_file waiting{da::detail::waiting_place{}};
  waiting.write("it does");
  CHECK(test::listing(place.path()) == std::vector<std::string>{"file"});
  std::filesystem::current_path(before);
  if (set == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", old.c_str(), 1);
}

TEST_CASE("a complete file takes the place of another") {
  const test::folder place;
  test::write(place / "out", "old");
  output_file file(place / "out");
  file.write("new");
  CHECK(test::read(place / "out") == "old");
  file.commit(true);
  CHECK(test::read(place / "out") == "new");
}

TEST_CASE("what was written can be read back and shortened") {
  const test::folder place;
  output_file file(place / "out");
  file.write("0123456789");
  std::string back(4, '\0');
  file.read_at(3, back.data(), back.size());
  CHECK(back == "3456");
  da::source written = file.written();
  CHECK(written.size() == 10);
  CHECK(written.view(3, 4)[0] == '3');
  file.truncate(5);
  file.write("x");
  file.commit(false);
  CHECK(test::read(place / "out") == "01234x");
  CHECK(test::refused([&] { file.read_at(3, back.data(), 4); }).code == da::errc::unwritable);
}

TEST_CASE("what is there already is accepted where that is wanted and it is the same") {
  const test::folder place;
  const std::string whole = std::string(200'000, 'x') + "end";
  const auto write = [&](const std::string& content, bool accepts) {
    return test::refused([&] {
      output_file file(place / "unnamed");
      file.write(content);
      file.move_to({AT_FDCWD, (place / "out").native()});
      if (accepts) file.accept_same();
      file.commit(false);
    });
  };
  CHECK(write(whole, true) == test::refusal{});
  CHECK(write(whole, true) == test::refusal{});
  CHECK(write(whole, false).code == da::errc::unwritable);
  for (const std::string& other :
       {std::string(), whole + "x", std::string(200'000, 'x') + "enD", 'y' + whole.substr(1)})
    CHECK(write(other, true).code == da::errc::unwritable);
  CHECK(test::read(place / "out") == whole);
  CHECK(test::listing(place.path()) == std::vector<std::string>{"out"});
  std::filesystem::rename(place / "out", place / "elsewhere");
  std::filesystem::create_symlink(place / "elsewhere", place / "out");
  CHECK(write(whole, true).code == da::errc::unwritable);
}

TEST_CASE("a folder that is not there or a name that is taken by a folder is an error") {
  const test::folder place;
  CHECK(test::refused([&] { output_file(place / "missing/out"); }).code == da::errc::unwritable);
  std::filesystem::create_directories(place / "folder");
  CHECK(test::refused([&] {
          output_file file(place / "folder");
          file.write("x");
          file.commit(false);
        }).code == da::errc::unwritable);
  CHECK(test::listing(place.path()) == std::vector<std::string>{"folder"});
}

TEST_CASE("a file can be given another place, where it takes the place of nothing") {
  const test::folder place;
  std::filesystem::create_directories(place / "below");
  const auto write_to = [&](const std::string& name) {
    da::detail::output_file file(place / "unnamed");
    file.write("new");
    file.move_to({AT_FDCWD, (place / name).string()});
    file.commit(false);
  };
  write_to("below/a");
  CHECK(test::read(place / "below" / "a") == "new");
  CHECK(test::listing(place.path()) == std::vector<std::string>{"below", "below/a"});
  test::write(place / "below" / "b", "old");
  std::optional<da::errc> refused;
  try {
    write_to("below/b");
  } catch (const da::error& failed) {
    refused = failed.code();
    CHECK(std::string(failed.what()).find(place.path().string()) == std::string::npos);
  }
  CHECK(refused == da::errc::unwritable);
  CHECK(test::read(place / "below" / "b") == "old");
  CHECK(test::listing(place.path()) == std::vector<std::string>{"below", "below/a", "below/b"});
}
