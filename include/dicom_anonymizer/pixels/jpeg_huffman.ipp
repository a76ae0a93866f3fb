// SPDX-License-Identifier: BSD-3-Clause
// What pixels/jpeg_huffman.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE huffman_table::huffman_table(std::span<const unsigned char, 16> counts,
                                                     std::span<const unsigned char> symbols,
                                                     std::size_t offset)
    : symbols_(symbols.begin(), symbols.end()) {
  std::size_t all = 0;
  std::uint32_t next = 0;
  for (std::size_t length = 1; length <= 16; ++length) {
    counts_[length] = counts[length - 1];
    all += counts_[length];
    next = (next << 1) + counts_[length];
    if (next > std::uint32_t{1} << length)
      refuse_jpeg(errc::malformed, "a Huffman table with more codes than there can be", offset);
  }
  if (all != symbols.size() || all > 256)
    refuse_jpeg(errc::malformed, "a Huffman table of a wrong length", offset);
  make_codes();
}

DICOM_ANONYMIZER_INLINE void huffman_table::make_codes() noexcept {
  codes_ = {};
  std::uint32_t next = 0;
  std::uint32_t done = 0;
  for (std::uint8_t length = 1; length <= 16; ++length) {
    next <<= 1;
    first_code_[length] = next;
    first_symbol_[length] = done;
    for (std::uint32_t i = 0; i < counts_[length]; ++i, ++done, ++next) {
      code& made = codes_[symbols_[done]];
      // Of two codes for one symbol the first is the shorter.
      if (made.length == 0) made = {static_cast<std::uint16_t>(next), length};
    }
    behind_[length] = counts_[length] == 0 ? 0 : next;
  }
}

DICOM_ANONYMIZER_INLINE huffman_table::code huffman_table::demand(std::uint8_t value,
                                                                  std::size_t offset) {
  if (codes_[value].length != 0) return codes_[value];
  std::uint32_t next = 0;
  std::uint32_t length = 1;
  for (std::uint32_t i = 1; i <= 16; ++i) {
    if (counts_[i] == 0) continue;
    next = behind_[i];
    length = i;
  }
  // Behind the longest code there is room, or among longer ones.  T.81 C.2: no code consists of 1s
  // only.
  while (length <= 16 && next >= (std::uint32_t{1} << length) - 1) {
    next <<= 1;
    ++length;
  }
  if (length > 16 || symbols_.size() >= 256)
    refuse_jpeg(errc::unsupported_pixels, "a Huffman table that leaves no room for a code", offset);
  ++counts_[length];
  symbols_.push_back(value);
  make_codes();
  has_grown_ = true;
  return codes_[value];
}

DICOM_ANONYMIZER_INLINE void huffman_table::append_to(std::vector<unsigned char>& bytes,
                                                      std::uint8_t class_and_number) const {
  bytes.push_back(class_and_number);
  bytes.insert(bytes.end(), counts_.begin() + 1, counts_.end());
  bytes.insert(bytes.end(), symbols_.begin(), symbols_.end());
}

// Calls with each run of first bits, of a width, whose first code is no longer than that.
template <unsigned width, class Call>
void for_each_huffman_code(const huffman_table& table, const Call& call) {
  for (std::uint32_t bits = 0; bits < 1U << width;) {
    const huffman_table::symbol found = table.symbol_of(bits << (16 - width));
    const std::uint32_t count =
        found.length == 0 || found.length > width ? 1 : 1U << (width - found.length);
    if (found.length != 0 && found.length <= width) call(bits, count, found);
    bits += count;
  }
}

DICOM_ANONYMIZER_INLINE size_lookup::size_lookup(const huffman_table& table) {
  for_each_huffman_code<width>(table, [&](std::uint32_t bits, std::uint32_t count, auto found) {
    std::fill_n(entries_.begin() + bits, count, found);
  });
}

DICOM_ANONYMIZER_INLINE run_lookup::run_lookup(const huffman_table& table) {
  constexpr std::uint32_t size = 1U << width;
  std::array<entry, size> single{};
  std::array<std::uint8_t, size> lengths{};  // of the first code alone
  for_each_huffman_code<width>(table, [&](std::uint32_t bits, std::uint32_t count, auto found) {
    const unsigned zeros = found.value >> 4;
    const unsigned value_bits = found.value & 0x0FU;
    entry made{static_cast<std::uint8_t>(found.length + value_bits),
               static_cast<std::uint8_t>(zeros + 1)};
    if (value_bits == 0) {
      if (zeros == 0)
        made.advance = ends_block;
      else if (zeros != 15)
        return;  // a symbol that no sequential scan has: the slow way refuses it
    }
    std::fill_n(single.begin() + bits, count, made);
    std::fill_n(lengths.begin() + bits, count, found.length);
  });
  for (std::uint32_t bits = 0; bits < size; ++bits) {
    entry all = single[bits];
    while (all.bits != 0 && all.bits < width && (all.advance & ends_block) == 0) {
      const std::uint32_t rest = (bits << all.bits) & (size - 1);
      const entry& next = single[rest];
      if (next.bits == 0 || lengths[rest] > width - all.bits) break;
      if (all.advance + (next.advance & 0x7FU) > 63) break;
      all.bits = static_cast<std::uint8_t>(all.bits + next.bits);
      all.advance = static_cast<std::uint8_t>(all.advance + next.advance);
    }
    entries_[bits] = all;
  }
}

}  // namespace dicom_anonymizer::detail
