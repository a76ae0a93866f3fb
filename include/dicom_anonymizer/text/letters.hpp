// SPDX-License-Identifier: BSD-3-Clause
// Characters of UTF-8, and the letter without marks, in one case, that one counts as.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/text/letters_table.hpp>

namespace dicom_anonymizer::detail {

// The letter that another counts as: the small one, in Latin, Greek and Cyrillic.
[[nodiscard]] constexpr char32_t folded(char32_t c) noexcept {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c < 0x80) return c;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if (c == 0x178) return 0xFF;
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + c % 2;
  if (c >= 0x391 && c <= 0x3AB) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

// One code point of UTF-8, or a byte that is none; takes it away.
inline char32_t take_character(std::string_view& text) noexcept {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t first = byte(0);
  const std::size_t length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t result = length == 1 ? first : first & (0xFFU >> (length + 1));
  if (length > text.size()) {
    text.remove_prefix(1);
    return first;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      text.remove_prefix(1);
      return first;
    }
    result = result << 6 | (byte(i) & 0x3FU);
  }
  text.remove_prefix(length);
  return result;
}

// Calls take(letter) for what a character counts as: letters without marks, in one case.  So a name
// is the same in NFC and NFD, and with marks left out.
template <class Take>
void each_letter(char32_t c, const Take& take) {
  constexpr char32_t first_syllable = 0xAC00;
  constexpr char32_t last_syllable = 0xD7A3;
  if (c < 0x80) return take(folded(c));
  if (c >= first_syllable && c <= last_syllable) {  // of Hangul, Unicode section 3.12
    const char32_t number = c - first_syllable;
    take(0x1100 + number / 588);
    take(0x1161 + number % 588 / 28);
    if (number % 28 != 0) take(0x11A7 + number % 28);
    return;
  }
  const letter* const found =
      std::lower_bound(std::begin(marked_letters), std::end(marked_letters), c,
                       [](const letter& one, char32_t wanted) { return one.character < wanted; });
  if (found == std::end(marked_letters) || found->character != c) return take(folded(c));
  for (const char32_t one : found->counts_as)
    if (one != 0) take(folded(one));
}

}  // namespace dicom_anonymizer::detail
