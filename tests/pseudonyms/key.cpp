// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/key.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

static_assert(!std::is_copy_constructible_v<da::key> && !std::is_copy_assignable_v<da::key>);
static_assert(std::is_nothrow_move_constructible_v<da::key>);

namespace {

std::vector<unsigned char> counted(std::size_t size) {
  std::vector<unsigned char> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(i);
  return bytes;
}

std::string as_text(const da::key& one) { return {one.bytes().begin(), one.bytes().end()}; }

void put(const std::filesystem::path& file, std::string_view bytes, mode_t mode = 0600) {
  test::write(file, bytes);
  REQUIRE(::chmod(file.c_str(), mode) == 0);
}

test::refusal reading(const std::filesystem::path& file) {
  return test::refused([&] { static_cast<void>(da::key::from_file(file)); });
}

const std::string good(32, 'k');
const std::string better = std::string(31, 'k') + 'e';

}  // namespace

TEST_CASE("a key has at least 32 bytes that are not all the same") {
  const auto made = [](const std::vector<unsigned char>& bytes) {
    return test::refused([&] { da::key{bytes}; });
  };
  CHECK(made(counted(32)) == test::no_refusal);
  CHECK(made(counted(1024)) == test::no_refusal);
  CHECK(made(counted(31)) == test::refusal{da::errc::bad_key});
  CHECK(made(counted(1025)) == test::refusal{da::errc::bad_key});
  CHECK(made({}) == test::refusal{da::errc::bad_key});
  CHECK(made(std::vector<unsigned char>(32, 7)) == test::refusal{da::errc::bad_key});
}

TEST_CASE("a key is made of bytes of every type, and of a text as it stands") {
  const std::string text = "0123456789abcdef0123456789abcdef";
  CHECK(as_text(da::key(text)) == text);
  CHECK(as_text(da::key(std::string_view(text))) == text);
  CHECK(as_text(da::key(std::as_bytes(std::span(text)))) == text);
  CHECK(test::refused([&] { da::key{text.substr(1)}; }) == test::refusal{da::errc::bad_key});
}

TEST_CASE("a key moves without a copy of its bytes") {
  da::key first(counted(32));
  const unsigned char* const place = first.bytes().data();
  da::key second(std::move(first));
  CHECK(first.bytes().empty());
  CHECK(second.bytes().data() == place);  // not one copy left behind
  da::key third(counted(40));
  third = std::move(second);
  CHECK(third.bytes().size() == 32);
  CHECK(third.bytes().data() == place);
}

TEST_CASE("all bytes of a key file are the key") {
  const test::folder place;
  const std::string bytes = std::string("\0\n\r ", 4) + better + "\n";
  put(place / "key", bytes);
  CHECK(as_text(da::key::from_file(place / "key")) == bytes);
  put(place / "key", bytes, 0400);
  CHECK(as_text(da::key::from_file(place / "key")) == bytes);
}

TEST_CASE("a key file that others can read or write is refused") {
  const test::folder place;
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0660U, 0644U, 0610U}) {
    put(place / "key", better, mode);
    CHECK(reading(place / "key") == test::refusal{da::errc::bad_key});
  }
}

TEST_CASE("what is no key file is refused") {
  const test::folder place;
  CHECK(reading(place / "none") == test::refusal{da::errc::unreadable});
  CHECK(reading(place.path()) == test::refusal{da::errc::bad_key});
  REQUIRE(::mkfifo((place / "pipe").c_str(), 0600) == 0);
  CHECK(reading(place / "pipe") == test::refusal{da::errc::bad_key});
  CHECK(reading("/dev/zero") == test::refusal{da::errc::bad_key});
  put(place / "key", "");
  CHECK(reading(place / "key") == test::refusal{da::errc::bad_key});
  // A NUL would end the name of another file.
  CHECK(reading(place / std::string("key\0more", 8)) == test::refusal{da::errc::bad_arguments});
  put(place / "key", better.substr(1));
  CHECK(reading(place / "key") == test::refusal{da::errc::bad_key});
  put(place / "key", good);
  CHECK(reading(place / "key") == test::refusal{da::errc::bad_key});
  put(place / "key", better + std::string(1000, 'x'));
  CHECK(reading(place / "key") == test::refusal{da::errc::bad_key});
}

TEST_CASE("the reason says which file and holds nothing of it") {
  const test::folder place;
  put(place / "key", "SECRET");
  try {
    static_cast<void>(da::key::from_file(place / "key"));
    FAIL_CHECK("it was taken");
  } catch (const da::error& failed) {
    const std::string reason = failed.what();
    CHECK(reason == "key file '" + (place / "key").string() + "': a key has 32 bytes or more");
  }
}

TEST_CASE("a new key file is random, for its owner alone, and never written over another") {
  const test::folder place;
  const mode_t before = ::umask(0);
  da::make_key_file(place / "one");
  ::umask(before);
  da::make_key_file(place / "two");
  struct stat status {};
  REQUIRE(::stat((place / "one").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600U);
  const std::string one = as_text(da::key::from_file(place / "one"));
  CHECK(one.size() == 32);
  CHECK(one != as_text(da::key::from_file(place / "two")));
  CHECK(test::refused([&] { da::make_key_file(place / "one"); }) ==
        test::refusal{da::errc::unwritable});
  CHECK(as_text(da::key::from_file(place / "one")) == one);
  std::filesystem::create_symlink(place / "elsewhere", place / "link");
  CHECK(test::refused([&] { da::make_key_file(place / "link"); }) ==
        test::refusal{da::errc::unwritable});
  CHECK(test::refused([&] { da::make_key_file(place / "none" / "key"); }) ==
        test::refusal{da::errc::unwritable});
  CHECK(test::listing(place.path()) == std::vector<std::string>{"link", "one", "two"});
}
