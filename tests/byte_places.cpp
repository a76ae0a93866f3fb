// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/byte_places.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/anonymizer.hpp>
#include <dicom_anonymizer/bytes.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

static_assert(std::convertible_to<const std::string&, da::byte_input>);
static_assert(std::convertible_to<std::string_view, da::byte_input>);
static_assert(std::convertible_to<std::span<const std::byte>, da::byte_input>);
static_assert(std::convertible_to<const std::vector<unsigned char>&, da::byte_input>);
static_assert(std::convertible_to<const std::array<std::byte, 4>&, da::byte_input>);
static_assert(std::convertible_to<std::istringstream&, da::byte_input>);
static_assert(std::convertible_to<std::filesystem::path, da::byte_input>);
// It may be meant as the name of a file, or as bytes.
static_assert(!std::convertible_to<const char*, da::byte_input>);
static_assert(!std::convertible_to<const char (&)[6], da::byte_input>);
static_assert(!std::convertible_to<int, da::byte_input>);
static_assert(!std::convertible_to<std::istringstream, da::byte_input>);
static_assert(std::convertible_to<std::stringstream&, da::byte_input>);
static_assert(std::convertible_to<const da::byte_input&, da::byte_input>);
static_assert(std::convertible_to<da::byte_input&, da::byte_input>);
static_assert(std::convertible_to<da::file_descriptor, da::byte_input>);
static_assert(!std::convertible_to<const std::vector<int>&, da::byte_input>);

static_assert(std::convertible_to<std::string&, da::byte_target>);
static_assert(std::convertible_to<std::vector<std::byte>&, da::byte_target>);
static_assert(std::convertible_to<std::vector<unsigned char>&, da::byte_target>);
static_assert(std::convertible_to<std::vector<char>&, da::byte_target>);
static_assert(!std::convertible_to<std::vector<int>&, da::byte_target>);
static_assert(std::convertible_to<std::ostringstream&, da::byte_target>);
static_assert(std::convertible_to<std::filesystem::path, da::byte_target>);
static_assert(!std::convertible_to<std::string, da::byte_target>);
static_assert(!std::convertible_to<std::ostringstream, da::byte_target>);
static_assert(std::convertible_to<std::stringstream&, da::byte_target>);
static_assert(std::convertible_to<void (*)(std::span<const std::byte>), da::byte_target>);
static_assert(
    std::convertible_to<std::function<bool(std::span<const std::byte>)>&, da::byte_target>);
static_assert(std::convertible_to<const da::byte_target&, da::byte_target>);
static_assert(std::convertible_to<da::byte_target&, da::byte_target>);
static_assert(!std::convertible_to<const std::string&, da::byte_target>);
static_assert(!std::convertible_to<int (*)(std::span<const std::byte>), da::byte_target>);

namespace {

std::string file() {
  const test::form& f = test::explicit_little;
  return test::file(test::explicit_uid, f.element(0x00080018, "UI", "1.2.3.44") +
                                            f.element(0x7FE00010, "OW", std::string(400'000, 'P')));
}

// Holds bytes and fails behind them.
class failing_buffer : public std::stringbuf {
 public:
  explicit failing_buffer(const std::string& bytes) : std::stringbuf(bytes) {}

 protected:
  int_type underflow() override { throw std::runtime_error("the line is down"); }
  std::streamsize xsgetn(char* to, std::streamsize count) override {
    const std::streamsize got = std::stringbuf::xsgetn(to, count);
    if (got < count) throw std::runtime_error("the line is down");
    return got;
  }
};

}  // namespace

TEST_CASE("a stream that fails is unreadable, with and without exceptions of its own") {
  for (const bool throws : {false, true}) {
    failing_buffer buffer(file());
    std::istream stream(&buffer);
    if (throws) stream.exceptions(std::ios::badbit);
    std::string out = "as it was";
    CHECK(test::refused([&] { da::anonymize_bytes(stream, out); }).code == da::errc::unreadable);
    CHECK(out == "as it was");
  }
  std::istringstream failed(file());
  failed.setstate(std::ios::failbit);
  std::string out;
  CHECK(test::refused([&] { da::anonymize_bytes(failed, out); }).code == da::errc::unreadable);
}

TEST_CASE("a stream is read from where it stands, and may throw at its end") {
  std::istringstream stream("PROLOGUE" + file());
  stream.exceptions(std::ios::failbit | std::ios::eofbit | std::ios::badbit);
  char room[8];
  stream.read(room, sizeof room);
  std::string out;
  da::anonymize_bytes(stream, out);
  CHECK(out.ends_with(std::string(400'000, 'P')));
}

TEST_CASE("an input may not be longer than the limit") {
  const std::string input = file();
  da::file_options options;
  options.stream_bytes = input.size();
  std::string out;
  std::istringstream fits(input);
  CHECK(test::refused([&] { da::anonymize_bytes(fits, out, da::default_profile, options); }) ==
        test::no_refusal);
  std::istringstream longer(input + 'x');
  CHECK(test::refused([&] {
          da::anonymize_bytes(longer, out, da::default_profile, options);
        }).code == da::errc::too_large);
}

TEST_CASE("a descriptor that cannot be read is an error") {
  std::string out = "as it was";
  CHECK(test::refused([&] { da::anonymize_bytes(da::file_descriptor{-1}, out); }).code ==
        da::errc::unreadable);
  const test::folder place;
  CHECK(test::refused([&] { da::anonymize_bytes(place.path(), out); }).code ==
        da::errc::unreadable);
  CHECK(out == "as it was");
}

TEST_CASE("a sink that does not take the bytes, or throws, is an error that tells it") {
  const auto refusing = [](std::span<const std::byte>) { return false; };
  CHECK(test::refused([&] { da::anonymize_bytes(file(), refusing); }).code == da::errc::unwritable);
  const auto throwing = [](std::span<const std::byte>) { throw std::runtime_error("no room"); };
  std::string theirs;
  const auto told = [](const da::error& failed) {
    try {
      if (failed.cause()) std::rethrow_exception(failed.cause());
    } catch (const std::runtime_error& thrown) {
      return std::string(thrown.what());
    }
    return std::string();
  };
  try {
    da::anonymize_bytes(file(), throwing);
  } catch (const da::error& failed) {
    CHECK(failed.code() == da::errc::unwritable);
    CHECK(std::string(failed.what()).find("no room") == std::string::npos);
    theirs = told(failed);
  }
  CHECK(theirs == "no room");
  const auto ours = [](std::span<const std::byte>) { throw da::error(da::errc::locked, "later"); };
  CHECK(test::refused([&] { da::anonymize_bytes(file(), ours); }).code == da::errc::locked);
  const da::result<da::report> tried = da::try_anonymize_bytes(file(), throwing);
  REQUIRE(!tried);
  CHECK(tried.error().code() == da::errc::unwritable);
  CHECK(told(tried.error()) == "no room");
  try {
    static_cast<void>(tried.value());
  } catch (const da::error& failed) {
    theirs = "again: " + told(failed);
  }
  CHECK(theirs == "again: no room");
  failing_buffer buffer("");
  std::istream stream(&buffer);
  stream.exceptions(std::ios::badbit);
  std::string out;
  const da::result<da::report> unread = da::try_anonymize_bytes(stream, out);
  REQUIRE(!unread);
  CHECK(unread.error().code() == da::errc::unreadable);
  CHECK(told(unread.error()) == "the line is down");
}

TEST_CASE("one stream is not input and output, or what is longer would stay behind the output") {
  const std::string before = file();
  std::stringstream both(before);
  std::ostream other(both.rdbuf());
  da::anonymizer worker;
  CHECK(test::refused([&] { da::anonymize_bytes(both, both); }).code == da::errc::bad_arguments);
  CHECK(test::refused([&] { da::anonymize_bytes(both, other); }).code == da::errc::bad_arguments);
  CHECK(test::refused([&] { worker.bytes(both, both); }).code == da::errc::bad_arguments);
  CHECK(both.good());
  CHECK(both.str() == before);
  std::ostringstream apart;
  da::anonymize_bytes(both, apart);
  CHECK(apart.str().ends_with(std::string(400'000, 'P')));
  // Streams without a buffer are no common one.
  std::istream from(nullptr);
  std::ostream to(nullptr);
  CHECK(test::refused([&] { da::anonymize_bytes(from, to); }).code == da::errc::unreadable);
}

TEST_CASE("an output stream that fails is an error") {
  std::ostringstream closed;
  closed.setstate(std::ios::badbit);
  CHECK(test::refused([&] { da::anonymize_bytes(file(), closed); }).code == da::errc::unwritable);
  std::ostream nowhere(nullptr);
  nowhere.clear();
  CHECK(test::refused([&] { da::anonymize_bytes(file(), nowhere); }).code == da::errc::unwritable);
}

TEST_CASE("bytes go to a file that appears whole or not at all") {
  const test::folder place;
  da::anonymize_bytes(file(), place / "out.dcm");
  CHECK(test::read(place / "out.dcm").ends_with(std::string(400'000, 'P')));
  CHECK(test::refused([&] {
          da::anonymize_bytes(file().substr(0, 1000), place / "no.dcm");
        }).code == da::errc::truncated);
  CHECK(test::listing(place.path()) == std::vector<std::string>{"out.dcm"});
}
