// SPDX-License-Identifier: BSD-3-Clause
// Data sets in memory for tests, built and read with GDCM alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

namespace test {

inline gdcm::DataElement made(gdcm::Tag id, gdcm::VR::VRType vr, std::string_view value) {
  gdcm::DataElement element(id, 0, vr);
  if (!value.empty()) element.SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
  return element;
}

// Any tag, also those that gdcm::DataSet::Insert refuses.
inline void put(gdcm::DataSet& dataset, gdcm::Tag id, gdcm::VR::VRType vr, std::string_view value) {
  dataset.GetDES().erase(gdcm::DataElement(id));
  dataset.GetDES().insert(made(id, vr, value));
}

inline void put_sequence(gdcm::DataSet& dataset, gdcm::Tag id,
                         const std::vector<gdcm::DataSet>& items,
                         gdcm::VR::VRType vr = gdcm::VR::SQ) {
  gdcm::SmartPointer<gdcm::SequenceOfItems> sequence = new gdcm::SequenceOfItems;
  for (const gdcm::DataSet& one : items) {
    gdcm::Item item;
    item.SetNestedDataSet(one);
    sequence->AddItem(item);
  }
  gdcm::DataElement element(id, 0, vr);
  element.SetValue(*sequence);
  element.SetVLToUndefined();
  dataset.GetDES().erase(element);
  dataset.GetDES().insert(element);
}

inline bool has(const gdcm::DataSet& dataset, gdcm::Tag id) { return dataset.FindDataElement(id); }

// The bytes of a value with padding; nothing where the element is absent.
inline std::optional<std::string> bytes(const gdcm::DataSet& dataset, gdcm::Tag id) {
  if (!dataset.FindDataElement(id)) return std::nullopt;
  const gdcm::ByteValue* value = dataset.GetDataElement(id).GetByteValue();
  if (value == nullptr) return "";
  return std::string(value->GetPointer(), value->GetLength());
}

inline std::size_t item_count(const gdcm::DataSet& dataset, gdcm::Tag id) {
  const gdcm::SmartPointer<gdcm::SequenceOfItems> items = dataset.GetDataElement(id).GetValueAsSQ();
  return items ? items->GetNumberOfItems() : 0;
}

// The data set of an item, counted from 1.
inline gdcm::DataSet& item(const gdcm::DataSet& dataset, gdcm::Tag id, std::size_t number = 1) {
  return dataset.GetDataElement(id).GetValueAsSQ()->GetItem(number).GetNestedDataSet();
}

}  // namespace test
