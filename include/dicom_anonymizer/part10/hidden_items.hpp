// SPDX-License-Identifier: BSD-3-Clause
// What the value of an element in memory is: bytes, items, or items that are still bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>

#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// What IsEmpty and GetValue ask, which make a dynamic_cast each time: the value, or null.
inline gdcm::Value* value_in(const gdcm::DataElement& raw) noexcept {
  struct opened : gdcm::DataElement {
    static constexpr auto member() noexcept { return &opened::ValueField; }
  };
  return (raw.*opened::member()).GetPointer();
}

// What GetByteValue returns, without a dynamic_cast where the type is the one expected.
inline const gdcm::ByteValue* byte_value_of(const gdcm::DataElement& raw) {
  const gdcm::Value* const value = value_in(raw);
  if (value == nullptr) return nullptr;
  const std::type_info& type = typeid(*value);
  if (type == typeid(gdcm::ByteValue)) return static_cast<const gdcm::ByteValue*>(value);
  if (type == typeid(gdcm::SequenceOfItems)) return nullptr;
  return dynamic_cast<const gdcm::ByteValue*>(value);
}

inline std::string_view bytes_of(const gdcm::DataElement& raw) {
  const gdcm::ByteValue* value = byte_value_of(raw);
  if (value == nullptr || value->GetLength() == 0) return {};
  return {value->GetPointer(), static_cast<std::size_t>(std::uint32_t{value->GetLength()})};
}

// Not GetValueAsSQ, which makes a new parse of bytes at each call and aborts on damaged ones.
inline gdcm::SequenceOfItems* items_of(const gdcm::DataElement& raw) {
  gdcm::Value* const value = value_in(raw);
  if (value == nullptr) return nullptr;
  const std::type_info& type = typeid(*value);
  if (type == typeid(gdcm::ByteValue)) return nullptr;
  if (type == typeid(gdcm::SequenceOfItems)) return static_cast<gdcm::SequenceOfItems*>(value);
  return dynamic_cast<gdcm::SequenceOfItems*>(value);
}

// Whether the VR leaves it open what the bytes are: UN (PS3.5 section 6.2.2), none (Implicit VR),
// and SQ with bytes for a value.
inline bool may_hide_items(const gdcm::DataElement& raw) {
  const std::optional<vr> written = from_gdcm(raw.GetVR());
  return !written || *written == vr::UN || *written == vr::SQ;
}

// In either byte order: UN is little endian, but big endian files are known to forget it.
inline bool starts_with_item(std::string_view bytes) noexcept {
  const std::string_view first = bytes.substr(0, 4);
  return first == std::string_view("\xFE\xFF\x00\xE0", 4) ||
         first == std::string_view("\xFF\xFE\xE0\x00", 4);
}

// Makes items of bytes that are items.  Returns the element as it was, if it was such a one.
inline std::optional<gdcm::DataElement> reveal_items(gdcm::DataElement& raw, const limits& bounds) {
  if (!may_hide_items(raw)) return std::nullopt;
  const std::string_view bytes = bytes_of(raw);
  const std::optional<vr> written = from_gdcm(raw.GetVR());
  // What says that it is a sequence may be a delimiter alone.
  if (bytes.empty() || (written != vr::SQ && !starts_with_item(bytes))) return std::nullopt;
  const auto items = read_items(bytes, written, bounds);
  if (!items) return std::nullopt;
  gdcm::DataElement hidden = raw;  // shares the bytes
  raw.SetValue(*items);
  return hidden;
}

// Whether a known sequence holds bytes, which could not be read as items.
inline bool hides_items(const gdcm::DataElement& raw) {
  if (!may_hide_items(raw) || bytes_of(raw).empty()) return false;
  if (from_gdcm(raw.GetVR()) == vr::SQ) return true;
  const dictionary_entry* known = find_attribute(raw.GetTag());
  return known != nullptr && known->representation == vr::SQ;
}

// Whether values of a VR are bytes that only their writer understands.
constexpr bool is_bytes(vr kind) noexcept {
  switch (kind) {
    case vr::OB:
    case vr::OD:
    case vr::OF:
    case vr::OL:
    case vr::OV:
    case vr::OW: return true;
    default: return false;
  }
}

// Whether a value begins like an item, which numbers do not by chance either.  Of the value, in
// little endian, eight bytes are enough.
inline bool begins_like_item(vr written, std::string_view bytes) {
  if (starts_with_item(bytes)) return true;
  // Of another byte order.
  const std::size_t unit = swap_unit(written);
  if (unit < 4 || bytes.size() < unit) return false;
  const std::string_view last = bytes.substr(unit - 4, 4);
  return starts_with_item(std::string({last[3], last[2], last[1], last[0]}));
}

// Whether bytes are perhaps a sequence though they have a VR of their own that is none, so that
// nobody reads it as one: any value of what the dictionary knows as a sequence, but for names,
// dates and the like, which are treated as such; and the beginning of an item under any other tag
// but those of pixels.
inline bool is_disguised(tag id, vr written, std::string_view bytes) {
  if (bytes.empty() || written == vr::SQ || written == vr::UN) return false;
  const dictionary_entry* const known = id.is_private() ? nullptr : find_attribute(id);
  if (known != nullptr && known->representation == vr::SQ && !identifies_by_vr(written))
    return true;
  return begins_like_item(written, bytes) && !is_pixel_data(id);
}

inline bool is_disguised(const gdcm::DataElement& raw) {
  const std::optional<vr> written = from_gdcm(raw.GetVR());
  return written && is_disguised(raw.GetTag(), *written, bytes_of(raw));
}

// Bytes of a Private Creator, which has 64 characters: what is far longer is none, and need not be
// kept in memory to tell whose the elements of its block are.
inline constexpr std::size_t longest_creator = 4096;

// Whether an element is a Private Creator, PS3.5 section 7.8.1: by its tag, and because it holds a
// text.  Items under such a tag name no block, and their elements have to meet their rules; so has
// what says by its VR that it is a person's name, a date or the like.
inline bool is_creator(tag id, std::optional<vr> written, bool has_items,
                       std::string_view bytes) noexcept {
  return id.is_private_creator() && !has_items && written != vr::SQ &&
         !(written && identifies_by_vr(*written)) && bytes.size() <= longest_creator &&
         !starts_with_item(bytes);
}

inline bool is_creator(const gdcm::DataElement& raw) {
  const tag id = raw.GetTag();
  return id.is_private_creator() &&
         is_creator(id, from_gdcm(raw.GetVR()), items_of(raw) != nullptr, bytes_of(raw));
}

}  // namespace dicom_anonymizer::detail
