// SPDX-License-Identifier: BSD-3-Clause
// What stands before a value, PS3.5 section 7.1.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// The value that stands for an undefined length, PS3.5 section 7.1.2.
inline constexpr std::uint32_t undefined_length = 0xFFFFFFFF;

/// What stands before a value: tag, VR, length, and where it is.
struct element_header {
  tag id;
  /// The VR as written; nothing in Implicit VR.
  std::optional<vr> written;
  /// Bytes of the value, or undefined_length.
  std::uint32_t length = 0;
  /// Where the element begins, from the start of the source.
  std::uint64_t offset = 0;
  /// Where its value begins.
  std::uint64_t value_offset = 0;
  /// Whether its numbers are big endian; those of items that hide in UN never are.
  bool big_endian = false;
  /// What is in the two bytes behind a VR with a long length; PS3.5 section 7.1.2 wants zero.
  std::uint16_t reserved = 0;
};

namespace detail {

inline constexpr tag item_tag{0xFFFE, 0xE000};
inline constexpr tag item_delimitation{0xFFFE, 0xE00D};
inline constexpr tag sequence_delimitation{0xFFFE, 0xE0DD};
inline constexpr tag pixel_data_tag{0x7FE0, 0x0010};
// PS3.3 section C.7.6.3.1.8 and .9.
inline constexpr tag extended_offset_table{0x7FE0, 0x0001};
inline constexpr tag extended_offset_table_lengths{0x7FE0, 0x0002};
// Encapsulated Pixel Data Value Total Length, which need not be there.
inline constexpr tag encapsulated_total_length{0x7FE0, 0x0003};

inline std::uint32_t number_at(std::span<const unsigned char> bytes, std::size_t place,
                               std::size_t width, bool big_endian) noexcept {
  std::uint32_t number = 0;
  if (!big_endian && std::endian::native == std::endian::little) {
    std::memcpy(&number, bytes.data() + place, width);
    return number;
  }
  for (std::size_t i = 0; i < width; ++i)
    number |= std::uint32_t{bytes[place + i]} << 8 * (big_endian ? width - 1 - i : i);
  return number;
}

// The VR as written, or else that of the dictionary; none where neither says what the value is.
inline std::optional<vr> kind_of(const element_header& header) noexcept {
  if (header.written)
    return *header.written == vr::UN ? std::nullopt : std::optional<vr>(header.written);
  const dictionary_entry* const known = find_attribute(header.id);
  return known == nullptr ? std::nullopt : std::optional<vr>(known->representation);
}

// Whether the four bytes of a length begin with the letters of a VR.
inline bool spells_vr(std::uint32_t length) noexcept {
  return parse_vr(static_cast<char>(length & 0xFFU), static_cast<char>(length >> 8 & 0xFFU))
      .has_value();
}

// Of a parser that is asked only where things are, and whether they are sound.
struct ignoring_handler {
  void value(const element_header&) const noexcept {}
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header&) const noexcept {}
  void end_sequence() const noexcept {}
  void begin_item(const element_header&) const noexcept {}
  void end_item() const noexcept {}
};

}  // namespace detail

}  // namespace dicom_anonymizer
