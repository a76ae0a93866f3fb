// SPDX-License-Identifier: BSD-3-Clause
// What text/folding.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/folding.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/letters.hpp>

namespace dicom_anonymizer::text {
namespace detail {

DICOM_ANONYMIZER_INLINE void append_character(char32_t c, std::string& to) {
  const auto add = [&](char32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      add(0xE0 | c >> 12);
    } else {
      add(0xF0 | (c >> 18 & 7));
      add(0x80 | (c >> 12 & 0x3F));
    }
    add(0x80 | (c >> 6 & 0x3F));
  }
  add(0x80 | (c & 0x3F));
}

// What is a letter or two of ASCII though Unicode does not decompose it so; null if it is not.
constexpr const char* letters_of(char32_t c) noexcept {
  switch (c) {
    case 0xB2: return "2";
    case 0xB3: return "3";
    case 0xB9: return "1";
    case 0xDF:
    case 0x1E9E: return "ss";
    case 0xC6:
    case 0xE6: return "ae";
    case 0xD8:
    case 0xF8: return "o";
    case 0xD0:
    case 0xF0:
    case 0x110:
    case 0x111: return "d";
    case 0xDE:
    case 0xFE: return "th";
    case 0x126:
    case 0x127: return "h";
    case 0x131: return "i";
    case 0x132:
    case 0x133: return "ij";
    case 0x13F:
    case 0x140:
    case 0x141:
    case 0x142: return "l";
    case 0x14A:
    case 0x14B: return "n";
    case 0x152:
    case 0x153: return "oe";
    case 0x166:
    case 0x167: return "t";
    case 0x18F:
    case 0x259: return "e";
    case 0xFB00: return "ff";
    case 0xFB01: return "fi";
    case 0xFB02: return "fl";
    case 0xFB03: return "ffi";
    case 0xFB04: return "ffl";
    case 0xFB05:
    case 0xFB06: return "st";
    default: return nullptr;
  }
}

// ASCII writes these with an e or an a behind the letter; null if c is another.
constexpr const char* written_out(char32_t c) noexcept {
  switch (c) {
    case 0xC4:
    case 0xE4: return "ae";
    case 0xD6:
    case 0xF6:
    case 0xD8:
    case 0xF8: return "oe";
    case 0xDC:
    case 0xFC: return "ue";
    case 0xC5:
    case 0xE5: return "aa";
    default: return nullptr;
  }
}

// Small letters where letters.hpp, which compares names of files, has none.
constexpr char32_t in_small(char32_t c) noexcept {
  if (c == 0x3C2) return 0x3C3;  // final sigma
  if (c == 0xB5) return 0x3BC;   // micro
  if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F))
    return c | 1U;
  if (c >= 0x531 && c <= 0x556) return c + 48;                 // Armenian
  if (c >= 0x10A0 && c <= 0x10C5) return c - 0x10A0 + 0x10D0;  // Georgian, of churches
  if (c >= 0x1C90 && c <= 0x1CBF) return c - 0x1C90 + 0x10D0;  // Georgian, of headlines
  if (c >= 0x3041 && c <= 0x3096) return c + 0x60;             // Hiragana
  return c;
}

// Katakana of half width, U+FF66 to U+FF9D, of which each counts as one of full width.
inline constexpr char16_t full_katakana[] =
    u"ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
    u"ヤユヨラリルレロワン";

inline void append_folded(char32_t c, std::string& to, umlauts how) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c >= 0xFF66 && c <= 0xFF9D) c = full_katakana[c - 0xFF66];
  // The marks of sound, the zero width characters and the soft hyphen count as nothing.
  if (c == 0xFF9E || c == 0xFF9F || c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 ||
      c == 0xFEFF)
    return;
  if (how == umlauts::written_out) {
    if (const char* const two = written_out(c)) {
      to += two;
      return;
    }
  }
  if (const char* const letters = letters_of(c)) {
    to += letters;
    return;
  }
  dicom_anonymizer::detail::each_letter(c,
                                        [&](char32_t one) { append_character(in_small(one), to); });
}

DICOM_ANONYMIZER_INLINE void append_folded(std::string_view text, std::string& to, umlauts how) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
      to.push_back(first >= 'A' && first <= 'Z' ? static_cast<char>(first + 32) : text.front());
      text.remove_prefix(1);
      continue;
    }
    const char32_t c = dicom_anonymizer::detail::take_character(text);
    // A letter and the mark behind it are the letter with the mark.
    if (how == umlauts::written_out && c == 0x308 && !to.empty() &&
        std::string_view("aou").find(to.back()) != std::string_view::npos)
      to.push_back('e');
    else
      append_folded(c, to, how);
  }
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::string fold(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  detail::append_folded(text, result);
  return result;
}

}  // namespace dicom_anonymizer::text
