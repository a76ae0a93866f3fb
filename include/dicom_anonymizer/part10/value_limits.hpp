// SPDX-License-Identifier: BSD-3-Clause
// How long a value can be before it must be taken for something else.
#pragma once

#include <cstdint>

#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// No element of this length or less is doubted, so that one comparison does for most of them.
inline constexpr std::uint32_t undoubted_length = 1024;

// The bytes that one value of a VR may have before its length must have been misread; 0 where PS3.5
// sets no limit of characters.  Far more than table 6.2-1 allows: a character may take four bytes
// and an escape sequence as many, and writers are known that put sentences into LO and padding into
// everything.  Yet less than any length that comes of taking two letters of a VR for a length:
// those begin with 16,705 ("AA").  Only the long texts, ST and LT, may be longer than that.
constexpr std::uint32_t longest_value(vr kind) noexcept {
  const std::uint32_t characters = character_limit(kind);
  if (characters == 0) return 0;
  if (kind == vr::LT || kind == vr::ST) return 16 * 10240;
  constexpr std::uint32_t longest_name = 4096;
  return uses_character_set(kind) ? longest_name : undoubted_length;
}

}  // namespace dicom_anonymizer::detail
