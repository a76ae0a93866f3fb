// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_difference.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using namespace da::detail;
using da::errc;

namespace {

huffman_table made(const jpeg::table& one) {
  std::array<unsigned char, 16> counts{};
  std::copy(one.counts.begin(), one.counts.end(), counts.begin());
  return huffman_table(counts, jpeg::bytes(one.symbols.begin(), one.symbols.end()), 0);
}

}  // namespace

TEST_CASE("differences are coded as T.81 F.1.2.1 and H.1.2.2 have it") {
  // Codes of Table K.3 as far as it goes, and the bits of Table F.1.
  const std::vector<std::pair<int, std::string>> wanted = {{0, "00"},
                                                           {1, "0101"},
                                                           {-1, "0100"},
                                                           {-3, "01100"},
                                                           {-2, "01101"},
                                                           {2, "01110"},
                                                           {7, "100111"},
                                                           {-7, "100000"},
                                                           {255, "11111011111111"},
                                                           {-255, "11111000000000"},
                                                           {32767,
                                                            "111111111111"
                                                            "0"
                                                            "111111111111111"},
                                                           {32768,
                                                            "1111111111111"
                                                            "0"}};
  huffman_table table = made(jpeg::wide_table());
  const size_lookup sizes(table);
  for (const auto& [difference, bits] : wanted) {
    jpeg::bytes out;
    jpeg_bit_writer writer(out);
    put_jpeg_difference(writer, difference, table, 16, 0);
    writer.finish();
    jpeg::bytes expected;
    jpeg::put_bits(expected, bits);
    CHECK(out == expected);
    jpeg_bit_reader reader(expected.data(), expected.data() + expected.size());
    CHECK(read_jpeg_difference(reader, table, sizes, 16, 0) == difference);
    const jpeg_place place = reader.place();
    std::size_t plain = 0;
    for (const unsigned char* at = expected.data(); at < place.byte; at += *at == 0xFF ? 2 : 1)
      plain += 8;
    CHECK(plain + place.bit == bits.size());
  }
  CHECK_FALSE(table.has_grown());
}

TEST_CASE("a difference that is too large, or no code, is refused") {
  huffman_table table = made(jpeg::wide_table());
  const size_lookup sizes(table);
  jpeg::bytes out;
  jpeg_bit_writer writer(out);
  const test::refusal wanted{errc::malformed, std::nullopt, 8};
  CHECK(test::refused([&] { put_jpeg_difference(writer, 2048, table, 11, 8); }) == wanted);
  CHECK(test::refused([&] { put_jpeg_difference(writer, -2048, table, 11, 8); }) == wanted);
  CHECK(test::refused([&] { put_jpeg_difference(writer, -2047, table, 11, 8); }) ==
        test::no_refusal);
  const auto read = [&](const std::string& bits, unsigned longest) {
    jpeg::bytes in;
    jpeg::put_bits(in, bits);
    return test::refused([&] {
      jpeg_bit_reader reader(in.data(), in.data() + in.size());
      static_cast<void>(read_jpeg_difference(reader, table, sizes, longest, 8));
    });
  };
  CHECK(read("1111111111111111", 16) == wanted);
  CHECK(read("11111111111110", 15) == wanted);
  CHECK(read("11111111111110", 16) == test::no_refusal);
}
