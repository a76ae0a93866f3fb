// SPDX-License-Identifier: BSD-3-Clause
// Characters of ASCII, whatever the locale.
#pragma once

namespace dicom_anonymizer::text::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_capital_letter(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_small_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) noexcept { return is_capital_letter(c) || is_small_letter(c); }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace dicom_anonymizer::text::detail
