// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/source.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::errc;
using test::no_refusal;
using test::refusal;
using test::refused;

namespace {

// Bytes that tell where they are.
std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>((i ^ i >> 8 ^ i >> 16) & 0xFFU);
  return bytes;
}

std::string viewed(da::source& in, std::uint64_t offset, std::size_t count) {
  const auto bytes = in.view(offset, count);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("a source shows the bytes of memory and of a file alike") {
  const test::folder folder;
  const std::string bytes = pattern(1'000'003);
  test::write(folder / "bytes", bytes);
  da::source file(folder / "bytes");
  da::source memory(bytes);
  CHECK(file.size() == bytes.size());
  CHECK(memory.size() == bytes.size());
  for (da::source* in : {&file, &memory}) {
    // On, over a window's end, back, over a leap, more than a window, the last byte, nothing.
    for (const auto& [offset, count] : {std::pair<std::size_t, std::size_t>{0, 8},
                                        {8, 4},
                                        {4090, 12},
                                        {262'140, 8},
                                        {700'000, 8},
                                        {704'090, 8},
                                        {16, 8},
                                        {5, 600'000},
                                        {1'000'002, 1},
                                        {1'000'003, 0},
                                        {0, 1'000'003}}) {
      CAPTURE(offset, count);
      CHECK((viewed(*in, offset, count) == bytes.substr(offset, count)));
    }
  }
}

TEST_CASE("each byte of a file is seen where it is, read forward and backward") {
  const test::folder folder;
  const std::string bytes = pattern(20'000);
  test::write(folder / "bytes", bytes);
  da::source in(folder / "bytes");
  std::string forward;
  for (std::size_t at = 0; at < bytes.size(); at += 7)
    forward += viewed(in, at, std::min<std::size_t>(7, bytes.size() - at));
  CHECK((forward == bytes));
  std::string backward(bytes.size(), '\0');
  for (std::size_t at = bytes.size(); at-- > 0;) backward[at] = viewed(in, at, 1)[0];
  CHECK((backward == bytes));
}

TEST_CASE("bytes beyond the end are truncated, with the size as the offset") {
  const test::folder folder;
  test::write(folder / "ten", "0123456789");
  da::source file(folder / "ten");
  da::source memory(std::string("0123456789"));
  for (da::source* in : {&file, &memory}) {
    const refusal expected{errc::truncated, std::nullopt, 10};
    CHECK(refused([&] { (void)in->view(0, 11); }) == expected);
    CHECK(refused([&] { (void)in->view(9, 2); }) == expected);
    CHECK(refused([&] { (void)in->view(11, 0); }) == expected);
    CHECK(refused([&] { (void)in->view(0xFFFFFFFFFFFFFFFF, 2); }) == expected);
    CHECK(refused([&] { (void)in->view(2, static_cast<std::size_t>(-1)); }) == expected);
    CHECK(refused([&] { (void)in->view(10, 0); }) == no_refusal);
    CHECK(viewed(*in, 8, 2) == "89");
  }
}

TEST_CASE("an empty file is a source of no bytes") {
  const test::folder folder;
  test::write(folder / "empty", "");
  da::source in(folder / "empty");
  CHECK(in.size() == 0);
  CHECK(viewed(in, 0, 0).empty());
  CHECK(refused([&] { (void)in.view(0, 1); }).code == errc::truncated);
}

TEST_CASE("what is no regular file is unreadable, and a named pipe does not block") {
  const test::folder folder;
  CHECK(refused([&] { da::source in(folder / "missing"); }) == refusal{errc::unreadable});
  CHECK(refused([&] { da::source in(folder.path()); }) == refusal{errc::unreadable});
  CHECK(refused([&] { da::source in(std::filesystem::path("/dev/null")); }) ==
        refusal{errc::unreadable});
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(refused([&] { da::source in(folder / "pipe"); }) == refusal{errc::unreadable});
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
  CHECK(refused([&] { da::source in(folder / "dangling"); }) == refusal{errc::unreadable});
  test::write(folder / "file", "x");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  CHECK(refused([&] { da::source in(folder / "link"); }) == no_refusal);
}

TEST_CASE("the message of an unreadable file names no path") {
  const test::folder folder;
  try {
    da::source in(folder / "Doe^Jane");
    FAIL("a missing file was opened");
  } catch (const da::error& failed) {
    CHECK(std::string(failed.what()).find("Doe") == std::string::npos);
    CHECK(std::string(failed.what()).find("No such file") != std::string::npos);
  }
}

TEST_CASE("a file that shrinks while it is read is refused with the offset") {
  const test::folder folder;
  test::write(folder / "bytes", pattern(1'000'000));
  da::source in(folder / "bytes");
  CHECK(refused([&] { (void)in.view(0, 8); }) == no_refusal);
  std::filesystem::resize_file(folder / "bytes", 500'000);
  CHECK(refused([&] { (void)in.view(600'000, 8); }) ==
        refusal{errc::changed_while_read, std::nullopt, 600'000});
  CHECK(refused([&] { (void)in.view(499'998, 8); }) ==
        refusal{errc::changed_while_read, std::nullopt, 500'000});
  CHECK(in.size() == 1'000'000);
}

TEST_CASE("a source stays readable when its file has lost its name") {
  const test::folder folder;
  test::write(folder / "bytes", "0123456789");
  da::source in(folder / "bytes");
  std::filesystem::remove(folder / "bytes");
  CHECK(viewed(in, 2, 3) == "234");
}
