// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/kept_bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_store;
using da::detail::kept_bytes;
using da::detail::kept_descriptor;
using da::detail::kept_stream;

namespace {

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

std::string all(const byte_store& store) {
  std::string bytes(static_cast<std::size_t>(store.size()), '\0');
  store.read(0, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

TEST_CASE("bytes are kept in memory up to a size and in a file without a name beyond it") {
  const test::folder place;
  std::string bytes(300'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 >> 3);
  bytes.replace(128, 4, "DICM");
  for (const std::size_t in_memory : {std::size_t{0}, std::size_t{1}, std::size_t{65'536},
                                      bytes.size() - 1, bytes.size(), bytes.size() + 1}) {
    std::istringstream in(bytes);
    const auto store = kept_stream(in, {place.path().string(), in_memory}, no_limit);
    CAPTURE(in_memory);
    CHECK(store->is_memory() == (in_memory >= bytes.size()));
    CHECK((all(*store) == bytes));
    CHECK(test::listing(place.path()).empty());
  }
  std::istringstream empty;
  CHECK(kept_stream(empty, {}, no_limit)->size() == 0);
}

TEST_CASE("a regular file is read where it is, from its first byte, and stays open") {
  const test::folder place;
  test::write(place / "in", "0123456789");
  const int in = ::open((place / "in").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(::lseek(in, 4, SEEK_SET) == 4);
  {
    const auto store = kept_descriptor(in, {}, 3);  // the limit is for what has to be kept
    CHECK(store->is_file());
    CHECK(all(*store) == "0123456789");
  }
  CHECK(::lseek(in, 0, SEEK_CUR) == 4);
  ::close(in);
}

TEST_CASE("a pipe is read to its end, also one that does not wait") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
  std::jthread writer([&] {
    for (int i = 0; i < 3; ++i) {
      ::usleep(5000);
      if (::write(ends[1], "abcd", 4) != 4) break;
    }
    ::close(ends[1]);
  });
  CHECK(all(*kept_descriptor(ends[0], {}, no_limit)) == "abcdabcdabcd");
  ::close(ends[0]);
}

TEST_CASE("what cannot be read, or does not end, is an error") {
  CHECK(test::refused([] { kept_descriptor(-1, {}, no_limit); }).code == da::errc::unreadable);
  const test::folder place;
  const int folder = ::open(place.path().c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(test::refused([&] { kept_descriptor(folder, {}, no_limit); }).code == da::errc::unreadable);
  ::close(folder);
  std::string piece = std::string(128, '\0') + "DICM" + std::string(10'000, 'x');
  CHECK(test::refused([&] {
          kept_bytes({place.path().string(), 1000}, 1'000'000, [&](char* to, std::size_t) {
            std::copy(piece.begin(), piece.end(), to);
            return piece.size();
          });
        }).code == da::errc::too_large);
  CHECK(test::listing(place.path()).empty());
  std::size_t calls = 0;
  CHECK(test::refused([&] {
          kept_bytes({}, no_limit, [&](char* to, std::size_t most) -> std::size_t {
            if (++calls == 3) throw da::error(da::errc::unreadable, "gone");
            return piece.copy(to, most);
          });
        }).code == da::errc::unreadable);
}

TEST_CASE("what can be neither a file nor a data set is refused before it is kept") {
  // The first bytes come in pieces of a size; zeros without an end are behind them.
  const auto refusal_of = [](std::string_view beginning, std::size_t most_at_once) {
    std::uint64_t given = 0;
    const auto code = test::refused([&] {
                        kept_bytes({}, 1'000'000, [&](char* to, std::size_t most) {
                          const std::size_t count = std::min(most, most_at_once);
                          std::fill_n(to, count, '\0');
                          if (given < beginning.size()) beginning.substr(given).copy(to, count);
                          given += count;
                          return count;
                        });
                      }).code;
    if (code == da::errc::not_dicom) CHECK(given < 132 + most_at_once);
    return code;
  };
  const std::string preamble(128, 'x');
  using namespace std::string_literals;
  for (const std::size_t most_at_once : {1U, 7U, 131U, 132U, 65'536U}) {
    CAPTURE(most_at_once);
    CHECK(refusal_of("", most_at_once) == da::errc::not_dicom);
    CHECK(refusal_of(preamble + "DICOM", most_at_once) == da::errc::not_dicom);
    CHECK(refusal_of("GIF89a", most_at_once) == da::errc::not_dicom);
    // PS3.10 section 7.1, and what begins with (0008,0005) in each encoding; how long a value is
    // cannot be doubted yet.
    for (const std::string& good : {preamble + "DICM", "\x08\0\x05\0CS\x0a\0ISO_IR 100"s,
                                    "\0\x08\0\x05"
                                    "CS\0\x0aISO_IR 100"s,
                                    "\x08\0\x05\0\xF0\0\0\0ISO_IR 100"s})
      CHECK(refusal_of(good, most_at_once) == da::errc::too_large);
  }
  // Of what is too short to tell nothing is said here.
  std::istringstream brief(std::string(131, 'x'));
  CHECK(kept_stream(brief, {}, no_limit)->size() == 131);
}

TEST_CASE("a socket that may wait for a time only is an error when that is over") {
  int both[2] = {};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, both) == 0);
  const timeval soon{0, 50'000};
  REQUIRE(::setsockopt(both[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon) == 0);
  const std::string begun = std::string(128, '\0') + "DICM" + std::string(60, '\0');
  REQUIRE(::write(both[1], begun.data(), begun.size()) == static_cast<ssize_t>(begun.size()));
  CHECK(test::refused([&] { (void)kept_descriptor(both[0], {}, no_limit); }).code ==
        da::errc::unreadable);
  ::close(both[0]);
  ::close(both[1]);
}
