// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using da::errc;
using da::detail::huffman_table;
using da::detail::run_lookup;
using da::detail::size_lookup;

namespace {

huffman_table made(const jpeg::table& one) {
  std::array<unsigned char, 16> counts{};
  std::copy(one.counts.begin(), one.counts.end(), counts.begin());
  const jpeg::bytes symbols(one.symbols.begin(), one.symbols.end());
  return huffman_table(counts, symbols, 99);
}

std::string text_of(huffman_table::code code) {
  std::string text;
  for (unsigned bit = code.length; bit-- > 0;) text += (code.bits >> bit & 1U) != 0 ? '1' : '0';
  return text;
}

// The first bits that a text begins with, others being zero.
std::uint32_t first_bits(std::string text, std::size_t count) {
  text.resize(count, '0');
  return static_cast<std::uint32_t>(std::stoul(text, nullptr, 2));
}

}  // namespace

TEST_CASE("codes are those of T.81 Table K.3") {
  const huffman_table table = made(jpeg::table_k3());
  const std::vector<std::string> wanted = {"00",     "010",     "011",      "100",
                                           "101",    "110",     "1110",     "11110",
                                           "111110", "1111110", "11111110", "111111110"};
  for (std::uint8_t symbol = 0; symbol < 12; ++symbol) {
    CHECK(text_of(table.code_of(symbol)) == wanted[symbol]);
    const huffman_table::symbol found = table.symbol_of(first_bits(wanted[symbol], 16));
    CHECK(found.value == symbol);
    CHECK(found.length == wanted[symbol].size());
  }
  CHECK(table.code_of(12).length == 0);
  CHECK(table.symbol_of(0xFFFF).length == 0);
  CHECK(table.symbol_of(0xFF80).length == 0);
}

TEST_CASE("a table with too many codes or of a wrong length is refused") {
  const auto refusal = [](const jpeg::table& one) { return test::refused([&] { made(one); }); };
  const test::refusal wanted{errc::malformed, std::nullopt, 99};
  CHECK(refusal({{3}, {0, 1, 2}}) == wanted);
  CHECK(refusal({{2, 1}, {0, 1, 2}}) == wanted);
  CHECK(refusal({{1, 1}, {0, 1, 2}}) == wanted);
  CHECK(refusal({{1, 1}, {0}}) == wanted);
  CHECK(refusal({{2}, {0, 1}}) == test::no_refusal);
  CHECK(refusal({{}, {}}) == test::no_refusal);
}

TEST_CASE("a new code leaves all others as they are, and begins with none of them") {
  for (const jpeg::table& one :
       {jpeg::table_k3(), jpeg::wide_table(), jpeg::table{{1, 1}, {5, 4}},
        jpeg::table{{0, 3}, {7, 8, 9}}, jpeg::table{{1}, {3}}, jpeg::table{{}, {}}}) {
    huffman_table table = made(one);
    CHECK_FALSE(table.has_grown());
    std::map<int, std::string> before = one.codes();
    for (const std::uint8_t symbol : jpeg::bytes{17, 0xF0}) {
      const std::string code = text_of(table.demand(symbol, 5));
      CHECK(code.find('0') != std::string::npos);  // T.81 C.2
      for (const auto& [other, bits] : before) {
        CHECK(code.substr(0, bits.size()) != bits);
        CHECK(bits.substr(0, code.size()) != code);
      }
      before[symbol] = code;
      CHECK(text_of(table.demand(symbol, 5)) == code);
    }
    CHECK(table.has_grown());
    jpeg::bytes out;
    table.append_to(out, 0x12);
    CHECK(out[0] == 0x12);
    jpeg::table again;
    for (std::size_t i = 0; i < 16; ++i) again.counts[i] = out[1 + i];
    for (std::size_t i = 17; i < out.size(); ++i) again.symbols.push_back(out[i]);
    CHECK(again.codes() == before);
    table.mark_written();
    CHECK_FALSE(table.has_grown());
  }
}

TEST_CASE("a table without room for another code is refused") {
  huffman_table full = made({{2}, {0, 1}});
  CHECK(test::refused([&] { full.demand(2, 7); }) ==
        test::refusal{errc::unsupported_pixels, std::nullopt, 7});
  huffman_table ones = made({{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                             {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}});
  CHECK(test::refused([&] { ones.demand(16, 7); }).code == errc::unsupported_pixels);
  CHECK(test::refused([&] { ones.demand(15, 7); }) == test::no_refusal);
}

TEST_CASE("a look at the first bits tells sizes whose codes are short") {
  const size_lookup sizes(made(jpeg::wide_table()));
  for (const auto& [symbol, code] : jpeg::wide_table().codes()) {
    const huffman_table::symbol found = sizes.of(first_bits(code, size_lookup::width));
    if (code.size() > size_lookup::width) {
      CHECK(found.length == 0);
      continue;
    }
    CHECK(found.value == symbol);
    CHECK(found.length == code.size());
  }
}

TEST_CASE("a look at the first bits tells how far several coefficients reach") {
  const jpeg::table one{{1, 1, 2}, {0x01, 0x00, 0xF0, 0x23}};
  const run_lookup runs(made(one));
  const auto look = [&](const std::string& bits) {
    const run_lookup::entry found = runs.of(first_bits(bits, run_lookup::width));
    return std::vector<int>{found.bits, found.advance & 0x7F, found.advance >> 7};
  };
  // 0x01 is "0" and a bit, EOB is "10", 0xF0 is "110", 0x23 is "111" and three bits
  CHECK(look("10") == std::vector<int>{2, 0, 1});
  CHECK(look("0110") == std::vector<int>{4, 1, 1});
  CHECK(look("01000110") == std::vector<int>{8, 3, 1});
  CHECK(look("11010") == std::vector<int>{5, 16, 1});
  CHECK(look("11111010") == std::vector<int>{8, 3, 1});
  CHECK(look("110110110") == std::vector<int>{11, 49, 0});
  CHECK(look("1101101100") == std::vector<int>{11, 49, 0});
}
