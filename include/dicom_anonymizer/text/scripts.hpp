// SPDX-License-Identifier: BSD-3-Clause
// In which scripts a word may go on without a space.
#pragma once

#include <cstdint>

namespace dicom_anonymizer::text::detail {

// A character of a script that writes no spaces between words, or hangs endings onto names.
[[nodiscard]] constexpr bool is_dense(char32_t c) noexcept {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
         (c >= 0x1100 && c <= 0x11FF) || (c >= 0x1780 && c <= 0x17FF) ||
         (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) ||
         (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF66 && c <= 0xFF9F) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// What letters a word is made of: a name in one script ends where another begins.  Marks, and what
// is not seen, belong to the letter before them.
enum class script : std::uint8_t { any, latin, dense, other };

[[nodiscard]] constexpr script script_of(char32_t c) noexcept {
  if (c < 0x250) return c >= 0x80 && c < 0xC0 ? script::any : script::latin;
  if (is_dense(c)) return script::dense;
  const auto is_in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (is_in(0x300, 0x36F) || is_in(0x1AB0, 0x1AFF) || is_in(0x1DC0, 0x1DFF) ||
      is_in(0x200B, 0x200F) || is_in(0x2060, 0x2064) || is_in(0x20D0, 0x20FF) ||
      is_in(0xFE00, 0xFE0F) || is_in(0xFE20, 0xFE2F) || c == 0xFEFF || is_in(0xE0100, 0xE01EF))
    return script::any;
  if (is_in(0x250, 0x2AF) || is_in(0x1D00, 0x1DBF) || is_in(0x1E00, 0x1EFF) ||
      is_in(0x2C60, 0x2C7F) || is_in(0xA720, 0xA7FF) || is_in(0xFB00, 0xFB06) ||
      is_in(0xFF21, 0xFF3A) || is_in(0xFF41, 0xFF5A))
    return script::latin;
  return script::other;
}

}  // namespace dicom_anonymizer::text::detail
