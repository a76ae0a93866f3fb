// SPDX-License-Identifier: BSD-3-Clause
// What tags/pattern.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include <fmt/core.h>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE bool any_pattern::matches(const element_key& key) const noexcept {
  return where_.matches(key) &&
         (!creator_ || (key.id.element > 0xFF && key.private_creator == *creator_));
}

DICOM_ANONYMIZER_INLINE any_pattern parse_pattern(std::string_view text) {
  const auto spelled = detail::spell(text);
  if (!spelled)
    throw error(errc::bad_tag,
                fmt::format("'{}' is no tag, mask, keyword or private element", text));
  if (spelled->creator.empty()) return spelled->where;
  return private_element{spelled->where.value.group, spelled->creator,
                         static_cast<std::uint8_t>(spelled->where.value.element)};
}

DICOM_ANONYMIZER_INLINE std::string to_string(const any_pattern& where) {
  const tag value = where.where().value;
  const tag mask = where.where().mask;
  if (where.creator())
    return fmt::format("({:04X},\"{}\",{:02X})", value.group, *where.creator(), value.element);
  std::string digits = fmt::format("{:04X}{:04X}", value.group, value.element);
  const std::uint32_t bits = mask.value();
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint32_t nibble = bits >> (28 - 4 * i) & 0xFU;
    if (nibble == 0) {
      digits[i] = 'x';
    } else if (nibble != 0xFU) {  // such as odd groups: only the four-part form can say it
      return fmt::format("(0x{:04X}, 0x{:04X}, 0x{:04X}, 0x{:04X})", value.group, value.element,
                         mask.group, mask.element);
    }
  }
  return fmt::format("({},{})", digits.substr(0, 4), digits.substr(4));
}

}  // namespace dicom_anonymizer
