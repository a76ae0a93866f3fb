// SPDX-License-Identifier: BSD-3-Clause
// What becomes of one item of a sequence whose action decides item by item.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

inline constexpr tag code_value{0x0008, 0x0100};
inline constexpr tag coding_scheme_designator{0x0008, 0x0102};
inline constexpr tag code_meaning{0x0008, 0x0104};
inline constexpr tag long_code_value{0x0008, 0x0119};
inline constexpr tag urn_code_value{0x0008, 0x0120};
inline constexpr tag measurement_units_code_sequence{0x0040, 0x08EA};
inline constexpr tag content_value_type{0x0040, 0xA040};
inline constexpr tag concept_name_code_sequence{0x0040, 0xA043};
inline constexpr tag referenced_content_item_identifier{0x0040, 0xDB73};

// A code, PS3.3 section 8.8; of a private scheme whatever its maker made of it.
struct coded_entry {
  std::string code;
  std::string scheme;
};

// What tells what an item is, read before its elements meet any rule: the first three of a content
// item (PS3.3 table 10-2 and section C.17.3), the last one of a code.
struct item_head {
  // The elements that are read for it, sorted.
  static constexpr std::array<tag, 4> tags = {coding_scheme_designator,
                                              measurement_units_code_sequence, content_value_type,
                                              concept_name_code_sequence};
  std::string kind;  // the Value Type
  coded_entry concept_name;
  coded_entry unit;
  std::string scheme;  // Coding Scheme Designator of the item itself
};

// Trimmed, as both ends of a CS, SH and LO may be.
inline std::string trimmed_value(const gdcm::DataSet& of, tag id) {
  const auto& all = of.GetDES();
  const auto found = all.find(gdcm::DataElement(id));
  std::string_view text = found == all.end() ? std::string_view() : bytes_of(*found);
  // A second value is none of a code.
  text = text.substr(0, text.find('\\'));
  text = without_blanks(text);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\0')) text.remove_prefix(1);
  return std::string(text);
}

// The first item of a sequence of codes.
inline coded_entry code_in(const gdcm::DataSet& of, tag sequence, const limits& bounds) {
  const auto& all = of.GetDES();
  const auto found = all.find(gdcm::DataElement(sequence));
  if (found == all.end()) return {};
  gdcm::DataElement opened = *found;
  reveal_items(opened, bounds);
  gdcm::SequenceOfItems* const items = items_of(opened);
  if (items == nullptr || items->IsEmpty()) return {};
  const gdcm::DataSet& first = items->GetItem(1).GetNestedDataSet();
  coded_entry result;
  result.scheme = trimmed_value(first, coding_scheme_designator);
  for (const tag id : {code_value, long_code_value, urn_code_value})
    if (result.code.empty()) result.code = trimmed_value(first, id);
  return result;
}

inline item_head head_of(const gdcm::DataSet& item, const limits& bounds) {
  return {trimmed_value(item, content_value_type),
          code_in(item, concept_name_code_sequence, bounds),
          code_in(item, measurement_units_code_sequence, bounds),
          trimmed_value(item, coding_scheme_designator)};
}

// What becomes of an item.
struct item_treatment {
  bool goes = false;          // with all that is nested in it
  bool keeps_places = false;  // others refer to items by their place: none in it may go
  bool is_replaced = false;   // it ought to go and stays: what is nested in it is replaced, too
  struct settled_element {
    tag id;
    action_ref act;
    std::uint16_t promised = 0;  // by which options, as bits, it ought to stay as it is
  };
  std::array<settled_element, 12> settled{};  // elements that have this action for their rule
  std::size_t count = 0;

  void settle(tag id, action_ref act, std::uint16_t promised = 0) noexcept {
    if (count < settled.size()) settled[count++] = {id, act, promised};
  }
  // One without an action where nothing is settled.
  [[nodiscard]] settled_element find(tag id) const noexcept {
    for (std::size_t i = 0; i < count; ++i)
      if (settled[i].id == id) return settled[i];
    return {};
  }
};

}  // namespace dicom_anonymizer::detail
