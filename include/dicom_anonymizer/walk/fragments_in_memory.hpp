// SPDX-License-Identifier: BSD-3-Clause
// Fragments that GDCM has in memory as the bytes of a file, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmFragment.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSmartPointer.h>

#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/joined_store.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Fragments that GDCM has in memory, as they are in a file, little endian.
inline std::shared_ptr<const byte_store> store_of(const gdcm::SequenceOfFragments& fragments) {
  auto result = std::make_shared<joined_store>();
  const auto add = [&](const gdcm::Fragment& one) {
    const gdcm::ByteValue* const bytes = one.GetByteValue();
    const std::uint32_t size = bytes == nullptr ? 0 : std::uint32_t{bytes->GetLength()};
    std::string head("\xFE\xFF\0\xE0", 4);
    for (unsigned i = 0; i < 4; ++i) head.push_back(static_cast<char>(size >> 8U * i & 0xFFU));
    result->add(std::move(head));
    if (size == 0) return;
    const auto* const first = reinterpret_cast<const std::byte*>(bytes->GetPointer());
    result->add(std::make_shared<const byte_store>(std::span(first, size)), 0, size);
  };
  add(fragments.GetTable());
  for (std::size_t i = 0; i < fragments.GetNumberOfFragments(); ++i) add(fragments.GetFragment(i));
  result->add(std::string("\xFE\xFF\xDD\xE0\0\0\0\0", 8));
  return result;
}

// The other way round.  Fragments that did not change are those that there were.
inline gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments_in(
    const byte_store& store, const gdcm::SequenceOfFragments& before) {
  gdcm::SmartPointer<gdcm::SequenceOfFragments> result = gdcm::SequenceOfFragments::New();
  std::unordered_map<const char*, std::size_t> places;
  for (std::size_t i = 0; i < before.GetNumberOfFragments(); ++i)
    if (const gdcm::ByteValue* const bytes = before.GetFragment(i).GetByteValue())
      places.emplace(bytes->GetPointer(), i);
  bool is_table = true;
  for (std::uint64_t at = 0; store.size() - at > 8;) {  // the delimiter comes last
    char head[8];
    store.read(at, head, sizeof head);
    std::uint32_t size = 0;
    for (unsigned i = 8; i-- > 4;) size = size << 8U | static_cast<unsigned char>(head[i]);
    at += 8;
    std::string bytes;
    const auto read = [&] {
      bytes.resize(size);
      store.read(at, bytes.data(), size);
    };
    if (is_table) {
      is_table = false;
      read();
      if (size != 0) result->GetTable().SetByteValue(bytes.data(), size);
    } else {
      const byte_store::extent here = store.extent_at(at);
      const auto old = here.where->is_memory()
                           ? places.find(here.where->memory().data() + here.offset)
                           : places.end();
      if (size != 0 && old != places.end() &&
          std::uint32_t{before.GetFragment(old->second).GetByteValue()->GetLength()} == size) {
        result->AddFragment(before.GetFragment(old->second));
      } else {
        read();
        gdcm::Fragment made;
        if (size != 0) made.SetByteValue(bytes.data(), size);
        result->AddFragment(made);
      }
    }
    at += size;
  }
  return result;
}

// Of frames that changed: what says how long all of them are need not be there, PS3.3 section
// C.7.6.3.
inline void forget_total_length(gdcm::DataSet& around) {
  auto& elements = around.GetDES();
  const auto told = elements.find(gdcm::DataElement(encapsulated_total_length));
  if (told != elements.end() && !told->IsEmpty()) elements.erase(told);
}

}  // namespace dicom_anonymizer::detail
