// SPDX-License-Identifier: BSD-3-Clause
// Preamble, prefix and file meta information, PS3.10 section 7.1.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/version.hpp>

namespace dicom_anonymizer::detail {

// The SOP Class of a DICOMDIR.
inline constexpr std::string_view media_storage_directory_storage = "1.2.840.10008.1.3.10";

// Whether a file is a DICOMDIR, by the SOP Class of its data set, or else of its meta information.
constexpr bool is_directory_class(std::string_view in_dataset, std::string_view in_meta) noexcept {
  return (in_dataset.empty() ? in_meta : in_dataset) == media_storage_directory_storage;
}

// The value of File Meta Information Version.
inline constexpr std::string_view meta_version{"\0\1", 2};

// An element that the file meta information gets.
struct meta_element {
  tag id;
  vr kind;
  std::string_view value;  // without padding; an empty one adds nothing
  bool replaces = false;   // whether it takes the place of one that is there and not empty
};

inline void append_little(std::string& bytes, std::uint32_t number, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i)
    bytes.push_back(static_cast<char>(number >> 8 * i & 0xFFU));
}

// Whether a text can be a UID, PS3.5 section 9.1, whose components nobody looks at.
constexpr bool may_be_uid(std::string_view text) noexcept {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && text.front() != '.' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

// Throws error(errc::invalid_value) for what would be read as something else.
inline void require_writable(const meta_element& one) {
  if (one.kind == vr::UI && !may_be_uid(one.value))
    throw error(errc::invalid_value, "no UID where file meta information has one").at(one.id);
  if (!has_long_length(one.kind) && one.value.size() > 0xFFFE)
    throw error(errc::invalid_value, "the value is too long for file meta information").at(one.id);
}

inline void append_encoded(std::string& bytes, const meta_element& one) {
  append_little(bytes, one.id.group, 2);
  append_little(bytes, one.id.element, 2);
  bytes += to_string(one.kind);
  const bool is_odd = one.value.size() % 2 != 0;
  const auto length = static_cast<std::uint32_t>(one.value.size() + (is_odd ? 1 : 0));
  if (has_long_length(one.kind)) {
    bytes.append(2, '\0');
    append_little(bytes, length, 4);
  } else {
    append_little(bytes, length, 2);
  }
  bytes += one.value;
  if (is_odd) bytes.push_back(padding_of(one.kind));
}

inline void append_meta(std::string& bytes, const meta_element& one) {
  require_writable(one);
  append_encoded(bytes, one);
}

// Whether an element of group 0002 says what is in the file, and not who made it.
constexpr bool names_file(std::uint16_t element) noexcept {
  return element == meta_tags::sop_class_uid.element ||
         element == meta_tags::sop_instance_uid.element ||
         element == meta_tags::transfer_syntax_uid.element;
}

// Elements of group 0002 as they are encoded, without Group Length and in order, and those that are
// added, in order too.  Precondition: the bytes are well-formed.  Throws error(errc::invalid_value)
// for a UID of the file that is none, and what append_meta throws.
inline std::string encoded_meta(std::string_view elements, std::span<const meta_element> added) {
  std::string result(128, '\0');
  result.reserve(256 + elements.size() + 64 * added.size());
  result += "DICM";
  result += std::string_view("\x02\0\0\0UL\x04\0", 8);
  const std::size_t length_at = result.size();
  result.append(4, '\0');
  const auto byte = [&](std::size_t at) {
    return std::uint32_t{static_cast<unsigned char>(elements[at])};
  };
  auto next = added.begin();
  for (std::size_t at = 0; at < elements.size();) {
    const auto id = static_cast<std::uint16_t>(byte(at + 2) | byte(at + 3) << 8);
    const auto kind = parse_vr(elements[at + 4], elements[at + 5]);
    const bool is_long = kind && has_long_length(*kind);
    std::size_t length = byte(at + 6) | byte(at + 7) << 8;
    if (is_long)
      length = byte(at + 8) | byte(at + 9) << 8 | byte(at + 10) << 16 | byte(at + 11) << 24;
    const std::size_t whole = (is_long ? 12 : 8) + length;
    for (; next != added.end() && next->id.element < id; ++next)
      if (!next->value.empty()) append_meta(result, *next);
    bool is_replaced = false;
    if (next != added.end() && next->id.element == id) {
      is_replaced = !next->value.empty() && (next->replaces || length == 0);
      if (is_replaced) append_meta(result, *next);
      ++next;
    }
    if (!is_replaced) {
      const std::string_view uid = without_padding(elements.substr(at + whole - length, length));
      const meta_element kept{{0x0002, id}, vr::UI, uid};
      if (names_file(id) && length != 0) require_writable(kept);
      if (names_file(id) && kind != vr::UI)
        append_encoded(result, kept);
      else
        result += elements.substr(at, whole);
    }
    at += whole;
  }
  for (; next != added.end(); ++next)
    if (!next->value.empty()) append_meta(result, *next);
  const std::size_t length = result.size() - length_at - 4;
  for (std::size_t i = 0; i < 4; ++i)
    result[length_at + i] = static_cast<char>(length >> 8 * i & 0xFFU);
  return result;
}

}  // namespace dicom_anonymizer::detail
