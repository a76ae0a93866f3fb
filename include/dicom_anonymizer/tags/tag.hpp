// SPDX-License-Identifier: BSD-3-Clause
// The (group, element) pair that names an attribute, and what an element is looked up by.
#pragma once

#include <gdcmTag.h>

#include <compare>
#include <cstdint>
#include <string_view>

namespace dicom_anonymizer {

/// The (group, element) pair that names an attribute, PS3.5 section 7.1.
///
/// gdcm::Tag holds a union and has no constexpr constructor, so the tables of this library use a
/// type of their own; the two convert to each other implicitly.
struct tag {
  std::uint16_t group = 0;
  std::uint16_t element = 0;

  constexpr tag() = default;
  constexpr tag(std::uint16_t g, std::uint16_t e) noexcept : group(g), element(e) {}
  explicit(false) tag(const gdcm::Tag& t) noexcept : group(t.GetGroup()), element(t.GetElement()) {}

  explicit(false) operator gdcm::Tag() const { return {group, element}; }

  /// The eight hexadecimal digits as one number: 0x00100020 for Patient ID.
  [[nodiscard]] constexpr std::uint32_t value() const noexcept {
    return std::uint32_t{group} << 16 | element;
  }

  /// Whether the group is odd, PS3.5 section 7.8: the element belongs to a vendor.
  [[nodiscard]] constexpr bool is_private() const noexcept { return group % 2 == 1; }

  /// Whether this is a Private Creator element (gggg,0010-00FF), PS3.5 section 7.8.1.
  [[nodiscard]] constexpr bool is_private_creator() const noexcept {
    return is_private() && element >= 0x10 && element <= 0xFF;
  }

  /// Whether this is a Group Length element (gggg,0000), PS3.5 section 7.2.
  [[nodiscard]] constexpr bool is_group_length() const noexcept { return element == 0; }

  friend constexpr auto operator<=>(const tag&, const tag&) = default;
};

/// What a rule is looked up by: the tag and, for a private element, who owns its block.
struct element_key {
  tag id;
  /// The Private Creator without padding and blanks around it; empty for a standard element and
  /// where there is none.
  std::string_view private_creator = {};

  constexpr explicit(false) element_key(tag t, std::string_view creator = {}) noexcept
      : id(t), private_creator(creator) {}
};

}  // namespace dicom_anonymizer
