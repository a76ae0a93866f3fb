// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/inflated_store.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::byte_store;
using da::detail::inflated_store;

namespace {

// Some of it can be deflated.
std::string content(std::size_t size) {
  std::mt19937_64 random(1);
  std::string bytes;
  while (bytes.size() < size) {
    const std::uint64_t number = random();
    if (number % 3 == 0)
      bytes.append(1 + number % 5000, 'x');
    else
      bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  bytes.resize(size);
  return bytes;
}

std::shared_ptr<const byte_store> store_of(std::string bytes) {
  return std::make_shared<const byte_store>(std::move(bytes));
}

std::string read_from(const inflated_store& store, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  store.read(offset, bytes.data(), count);
  return bytes;
}

}  // namespace

TEST_CASE("deflated bytes are read anywhere, forwards and backwards, at every size") {
  constexpr std::size_t block = std::size_t{1} << 18;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, block - 1, block, block + 1,
                                 4 * block, 8 * block, 9 * block + 5, 140 * block + 77}) {
    CAPTURE(size);
    const std::string expected = content(size);
    const inflated_store store(store_of("before" + test::deflated(expected)), 6, {});
    REQUIRE(store.size() == size);
    CHECK((read_from(store, 0, size) == expected));
    std::mt19937_64 random(size);
    for (int i = 0; i < 60 && size != 0; ++i) {
      const std::uint64_t offset = random() % size;
      const auto count = static_cast<std::size_t>(
          std::min<std::uint64_t>(random() % (i % 2 == 0 ? 100 : 3 * block), size - offset));
      CHECK((read_from(store, offset, count) ==
             expected.substr(static_cast<std::size_t>(offset), count)));
    }
  }
}

TEST_CASE("what cannot be inflated is refused when the store is made") {
  const std::string packed = test::deflated(content(1'000'000));
  const auto refusal = [](std::string bytes, const da::limits& bounds = {}) {
    return test::refused([&] { inflated_store(store_of(std::move(bytes)), 0, bounds); }).code;
  };
  CHECK(refusal(packed.substr(0, packed.size() / 2)) == da::errc::truncated);
  CHECK(refusal("") == da::errc::truncated);
  std::string damaged = packed;
  damaged[0] = '\x07';  // a block type that RFC 1951 reserves
  CHECK(refusal(damaged) == da::errc::malformed);
  da::limits bounds;
  bounds.inflated_bytes = 999'999;
  CHECK(refusal(packed, bounds) == da::errc::too_large);
  bounds.inflated_bytes = 1'000'000;
  CHECK(refusal(packed, bounds) == da::errc{});
}
