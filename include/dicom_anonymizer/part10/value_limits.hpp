// SPDX-License-Identifier: BSD-3-Clause
// How long a value can be before it must be taken for something else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/known_groups.hpp>
#include <dicom_anonymizer/tags/multiplicity.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// No element of this length or less is doubted, so that one comparison does for most of them: a
// length that grows where it is read in the wrong byte order is longer.
inline constexpr std::uint32_t undoubted_length = 255;

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
  constexpr std::uint32_t longest_code = 1024;
  return uses_character_set(kind) ? longest_name : longest_code;
}

// Whether one of the values, between backslashes, has more bytes than that.
inline bool has_longer_value(source& in, const element_header& header, std::uint32_t most) {
  if (most == 0 || header.length <= most) return false;
  const std::uint64_t end = header.value_offset + header.length;
  // Of all that may be the value only the last byte that may end it matters.
  for (std::uint64_t begin = header.value_offset; end - begin > most;) {
    const auto bytes = in.view(begin, std::size_t{most} + 1);
    const auto last = std::find(bytes.rbegin(), bytes.rend(), '\\');
    if (last == bytes.rend()) return true;
    begin += static_cast<std::uint64_t>(bytes.rend() - last);
  }
  return false;
}

// Whether a value has more numbers than its attribute may have, PS3.6.  Only of attributes that are
// numbers of a short form themselves: one value of OW or OB is any number of numbers, and earlier
// editions had US where there is OW now (PS3.5 sections A.1 and A.2).
constexpr bool has_more_numbers(tag id, std::optional<vr> kind, std::uint32_t length) noexcept {
  const auto are_numbers = [](vr one) { return !is_text(one) && !has_long_length(one); };
  if (!kind || !are_numbers(*kind)) return false;
  const dictionary_entry* const known = find_attribute(id);
  if (known == nullptr || !are_numbers(known->representation)) return false;
  const std::optional<multiplicity> values = multiplicity_of(id);
  if (!values || values->most == 0) return false;
  constexpr std::uint32_t widest = 8;  // of one number, whatever its VR
  return length > widest * values->most;
}

// The length of an element in Explicit VR, read in the other byte order.
constexpr std::uint32_t length_in_other_order(const element_header& header) noexcept {
  const std::uint32_t length = header.length;
  if (!has_long_length(*header.written)) return (length & 0xFFU) << 8 | length >> 8;
  return length << 24 | (length & 0xFF00U) << 8 | (length >> 8 & 0xFF00U) | length >> 24;
}

// So many heads are looked at where they stand one behind the other.
inline constexpr std::uint32_t most_heads = 100'000;

// How often one value is looked at to see whether it holds other elements.
inline std::uint32_t looks_at(const element_header& header) noexcept {
  if (header.length <= undoubted_length || header.written == vr::SQ) return 0;
  if (!header.written) return spells_vr(header.length) ? header.length / 4 : 0;
  if (length_in_other_order(header) >= header.length) return 0;
  if (!has_long_length(*header.written)) return header.length / 4;
  return std::min(header.length / 8, most_heads);
}

// Whether a value holds the head of an element in Explicit VR: an attribute with its own VR and a
// length that ends before the source does.  No other bytes look so by chance.  Pixel data are not
// looked through.
inline bool holds_heads(source& in, const element_header& header) {
  if (header.id == pixel_data_tag) return false;
  const group_set& groups = known_groups();  // asked before the dictionary is searched, for speed
  constexpr std::uint64_t step = 4096;
  constexpr std::uint64_t head = 8;
  const std::uint64_t end = header.value_offset + header.length;
  for (std::uint64_t at = header.value_offset; at < end; at += step) {
    const auto bytes =
        in.view(at, static_cast<std::size_t>(std::min(step + head - 1, in.size() - at)));
    for (std::size_t i = 0; i < step && i + head <= bytes.size() && at + i < end; ++i) {
      const std::optional<vr> written =
          parse_vr(static_cast<char>(bytes[i + 4]), static_cast<char>(bytes[i + 5]));
      if (!written) continue;
      for (const bool is_big : {false, true}) {
        const tag id{static_cast<std::uint16_t>(number_at(bytes, i, 2, is_big)),
                     static_cast<std::uint16_t>(number_at(bytes, i + 2, 2, is_big))};
        // Of private ones the dictionary knows none.  A small number before two that are letters
        // looks like the length of a group, such as 2 and 0x4C55.
        if (!groups.test(id.group) || id.is_private() || id.is_group_length()) continue;
        const std::uint64_t length =
            has_long_length(*written) ? 0 : number_at(bytes, i + 6, 2, is_big);
        if (length > in.size() - (at + i + head)) continue;
        const dictionary_entry* const known = find_attribute(id);
        if (known != nullptr && known->representation == *written) return true;
      }
    }
  }
  return false;
}

}  // namespace dicom_anonymizer::detail
