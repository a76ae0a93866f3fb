// SPDX-License-Identifier: BSD-3-Clause
// Huffman tables of JPEG.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dicom_anonymizer::detail {

// A table of ITU-T T.81 Annex C: codes of up to 16 bits for symbols of a byte.
class huffman_table {
 public:
  struct code {
    std::uint16_t bits = 0;
    std::uint8_t length = 0;  // 0: the symbol has none
  };
  struct symbol {
    std::uint8_t value = 0;
    std::uint8_t length = 0;  // 0: no code begins so
  };

  // Numbers of codes of 1 to 16 bits, and their symbols.  Throws error(errc::malformed) with the
  // offset if there are not as many symbols, or more codes than bits can tell apart.
  huffman_table(std::span<const unsigned char, 16> counts, std::span<const unsigned char> symbols,
                std::size_t offset);

  [[nodiscard]] code code_of(std::uint8_t value) const noexcept { return codes_[value]; }

  // The symbol whose code 16 bits begin with.
  [[nodiscard]] symbol symbol_of(std::uint32_t bits) const noexcept {
    for (std::uint8_t length = 1; length <= 16; ++length) {
      const std::uint32_t here = bits >> (16 - length);
      if (here < behind_[length])
        return {symbols_[first_symbol_[length] + here - first_code_[length]], length};
    }
    return {};
  }

  // The code of a symbol; one that has none gets one which no other begins with, and all others
  // keep theirs.  Throws error(errc::unsupported_pixels) with the offset if the codes leave no
  // room.
  code demand(std::uint8_t value, std::size_t offset);

  // Whether demand made a code since the last call of mark_written.
  [[nodiscard]] bool has_grown() const noexcept { return has_grown_; }
  void mark_written() noexcept { has_grown_ = false; }

  // Appends it as a segment of a DHT marker holds it: class and number, counts, symbols.
  void append_to(std::vector<unsigned char>& bytes, std::uint8_t class_and_number) const;

 private:
  void make_codes() noexcept;

  std::array<std::uint8_t, 17> counts_{};  // by length
  std::vector<unsigned char> symbols_;
  std::array<code, 256> codes_{};
  // By length: the first code, the code behind the last one (0 if there is none), and which symbol
  // the first one has.
  std::array<std::uint32_t, 17> first_code_{};
  std::array<std::uint32_t, 17> behind_{};
  std::array<std::uint32_t, 17> first_symbol_{};
  bool has_grown_ = false;
};

// Over a table of sizes of differences: what the next bits say at once.
class size_lookup {
 public:
  static constexpr unsigned width = 9;
  explicit size_lookup(const huffman_table& table);

  // Length 0: the code is longer, or there is none.
  [[nodiscard]] huffman_table::symbol of(std::uint64_t first_bits) const noexcept {
    return entries_[static_cast<std::size_t>(first_bits)];
  }

 private:
  std::array<huffman_table::symbol, std::size_t{1} << width> entries_{};
};

// Over a table of coefficients behind the first one: how far several of them reach.  Their values
// are not wanted.
class run_lookup {
 public:
  static constexpr unsigned width = 11;
  static constexpr std::uint8_t ends_block = 0x80;

  struct entry {
    std::uint8_t bits = 0;     // codes and values; 0: the first code is longer, or there is none
    std::uint8_t advance = 0;  // coefficients, with ends_block if an EOB follows them
  };
  explicit run_lookup(const huffman_table& table);

  [[nodiscard]] entry of(std::uint64_t first_bits) const noexcept {
    return entries_[static_cast<std::size_t>(first_bits)];
  }

 private:
  std::array<entry, std::size_t{1} << width> entries_{};
};

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/jpeg_huffman.ipp>
#endif
