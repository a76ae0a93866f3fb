// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_bits.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/jpeg_coder.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using da::detail::jpeg_bit_reader;
using da::detail::jpeg_bit_writer;
using da::detail::jpeg_place;

namespace {

// Bits of which many bytes are 0xFF or 0x00.
std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bits;
  while (bits.size() < size) {
    const unsigned kind = random() % 4;
    for (unsigned i = 0; i < 8; ++i)
      bits += kind == 0 || (kind != 1 && random() % 2 == 0) ? '1' : '0';
  }
  bits.resize(size);
  return bits;
}

jpeg::bytes stuffed(const std::string& bits) {
  jpeg::bytes out;
  jpeg::put_bits(out, bits);
  return out;
}

}  // namespace

TEST_CASE("a reader gives the bits without what is stuffed, and tells where it is") {
  for (const std::size_t size : {8U, 16U, 64U, 400U, 4000U}) {
    const std::string bits = noise(size, static_cast<unsigned>(size));
    const jpeg::bytes in = stuffed(bits);
    jpeg_bit_reader reader(in.data(), in.data() + in.size());
    std::mt19937 random(5);
    std::size_t at = 0;
    std::size_t wrong = 0;
    while (at < bits.size()) {
      reader.fill();
      const auto count =
          static_cast<unsigned>(std::min<std::size_t>(1 + random() % 32, bits.size() - at));
      std::uint64_t wanted = 0;
      for (unsigned i = 0; i < count; ++i) wanted = wanted * 2 + (bits[at + i] == '1' ? 1 : 0);
      wrong += reader.peek(count) != wanted ? 1 : 0;
      reader.skip(count);
      at += count;
      CHECK_FALSE(reader.has_overrun());
      const jpeg_place place = reader.place();
      const auto byte = static_cast<std::size_t>(place.byte - in.data());
      std::size_t plain = 0;  // bytes before it that are not stuffed
      for (std::size_t i = 0; i < byte; ++i)
        plain += i == 0 || in[i] != 0 || in[i - 1] != 0xFF ? 1 : 0;
      wrong += plain * 8 + place.bit != at ? 1 : 0;
    }
    CHECK(wrong == 0);
    reader.fill();
    CHECK(reader.peek(20) == 0);
    CHECK_FALSE(reader.has_overrun());
    reader.skip(1);
    CHECK(reader.has_overrun());
  }
}

TEST_CASE("a writer stuffs, and fills the last byte with ones") {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 31U, 33U, 100U, 100000U}) {
    const std::string bits = noise(size, 3);
    jpeg::bytes out = {42};
    jpeg_bit_writer writer(out);
    std::mt19937 random(6);
    for (std::size_t at = 0; at < size;) {
      const auto count = static_cast<unsigned>(std::min<std::size_t>(random() % 33, size - at));
      std::uint32_t value = 0;
      for (unsigned i = 0; i < count; ++i) value = value * 2 + (bits[at + i] == '1' ? 1 : 0);
      writer.put(value, count);
      at += count;
    }
    writer.finish();
    jpeg::bytes wanted = stuffed(bits);
    wanted.insert(wanted.begin(), 42);
    CHECK(out == wanted);
  }
}

TEST_CASE("a run of bits is copied from any place to any other") {
  const std::string bits = noise(20000, 8);
  const jpeg::bytes in = stuffed(bits);
  std::vector<jpeg_place> places;  // of each bit, and of the one behind the last
  for (std::size_t i = 0; i < in.size(); i += in[i] == 0xFF ? 2 : 1)
    for (unsigned bit = 0; bit < 8; ++bit) places.push_back({in.data() + i, bit});
  places.push_back({in.data() + in.size(), 0});
  REQUIRE(places.size() == bits.size() + 1);
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    const std::size_t from = random() % bits.size();
    const std::size_t count = random() % (i % 10 == 0 ? bits.size() : 100);
    const std::size_t to = std::min(from + count, bits.size());
    const auto lead = static_cast<unsigned>(random() % 40);
    jpeg::bytes out;
    jpeg_bit_writer writer(out);
    for (unsigned bit = 0; bit < lead; ++bit) writer.put(bit % 3 == 0 ? 1 : 0, 1);
    writer.copy(places[from], places[to]);
    writer.put(0, 1);
    writer.finish();
    std::string wanted;
    for (unsigned bit = 0; bit < lead; ++bit) wanted += bit % 3 == 0 ? '1' : '0';
    if (out != stuffed(wanted + bits.substr(from, to - from) + '0')) FAIL("another copy");
  }
  SUCCEED();
}

TEST_CASE("ones that only fill the last byte are in doubt where they would fill another one") {
  const auto needs = [](const jpeg::bytes& in, unsigned lead, unsigned from_bit) {
    jpeg::bytes out;
    jpeg_bit_writer writer(out);
    writer.put(0, lead);
    return writer.needs_last_bit({in.data(), from_bit}, in.data() + in.size());
  };
  CHECK_FALSE(needs({0, 0x0F}, 0, 0));  // in step
  CHECK(needs({0, 0x0F}, 4, 0));        // four bits would be in a byte of their own
  CHECK_FALSE(needs({0, 0x0F}, 5, 0));  // five, of which one is no 1
  CHECK(needs({0, 0x0F}, 1, 5));        // also four
  CHECK(needs({0, 0xFF, 0}, 7, 0));
  CHECK_FALSE(needs({0xFF, 1, 0}, 1, 0));
}
