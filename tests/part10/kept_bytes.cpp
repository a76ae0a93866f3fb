// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/kept_bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <fcntl.h>
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
  const int zeros = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  CHECK(test::refused([&] {
          kept_descriptor(zeros, {place.path().string(), 1000}, 1'000'000);
        }).code == da::errc::too_large);
  ::close(zeros);
  CHECK(test::listing(place.path()).empty());
  std::size_t calls = 0;
  CHECK(test::refused([&] {
          kept_bytes({}, no_limit, [&](char* to, std::size_t most) -> std::size_t {
            if (++calls == 3) throw da::error(da::errc::unreadable, "gone");
            std::fill_n(to, most, 'x');
            return most;
          });
        }).code == da::errc::unreadable);
}
