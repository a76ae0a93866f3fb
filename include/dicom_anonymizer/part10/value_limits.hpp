// SPDX-License-Identifier: BSD-3-Clause
// How long a value can be before it must be taken for something else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/source.hpp>
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

// Whether one of the values, between backslashes, has more bytes than that.
inline bool has_longer_value(source& in, const element_header& header, std::uint32_t most) {
  if (most == 0 || header.length <= most) return false;
  constexpr std::uint64_t step = 4096;
  const std::uint64_t end = header.value_offset + header.length;
  std::uint64_t begin = header.value_offset;  // of the value
  for (std::uint64_t at = begin; at < end;) {
    const auto bytes = in.view(at, static_cast<std::size_t>(std::min(step, end - at)));
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (bytes[i] == '\\') {
        if (at + i - begin > most) return true;
        begin = at + i + 1;
      }
    at += bytes.size();
    if (at - begin > most) return true;
  }
  return false;
}

}  // namespace dicom_anonymizer::detail
