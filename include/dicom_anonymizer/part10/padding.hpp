// SPDX-License-Identifier: BSD-3-Clause
// What stands around a text and is none of it.
#pragma once

#include <string_view>

namespace dicom_anonymizer::detail {

// Blanks and NULs that fill a value up to an even length (PS3.5 section 6.2), however many.
[[nodiscard]] constexpr std::string_view without_padding(std::string_view bytes) noexcept {
  while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
  return bytes;
}

// Without those in front, too: they tell nothing in a text of one line (PS3.5 table 6.2-1: CS, SH,
// LO, IS), and some writers put them there, before a UID as well.
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
  text = without_padding(text);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\0')) text.remove_prefix(1);
  return text;
}

}  // namespace dicom_anonymizer::detail
