// SPDX-License-Identifier: BSD-3-Clause
// What the first elements of a data set say of whose it is and what it is called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

namespace dicom_anonymizer::detail {

// Values as bytes without padding; empty where there is none.
struct file_head {
  std::string character_set;  // (0008,0005)
  std::string instance;       // (0008,0018)
  std::string patient_name;   // (0010,0010)
  std::string patient_id;     // (0010,0020)
  std::string issuer;         // (0010,0021)
  std::string other_ids;      // (0010,1000)
  std::string other_names;    // (0010,1001)
  std::string birth_name;     // (0010,1005)
  std::string study;          // (0020,000D)
  std::string series;         // (0020,000E)
  std::string frame;          // (0020,0052)

  friend bool operator==(const file_head&, const file_head&) = default;
};

struct head_field {
  tag id;
  std::string file_head::*member;
};
// In the order of their tags.
inline constexpr head_field head_fields[] = {
    {{0x0008, 0x0005}, &file_head::character_set}, {{0x0008, 0x0018}, &file_head::instance},
    {{0x0010, 0x0010}, &file_head::patient_name},  {{0x0010, 0x0020}, &file_head::patient_id},
    {{0x0010, 0x0021}, &file_head::issuer},        {{0x0010, 0x1000}, &file_head::other_ids},
    {{0x0010, 0x1001}, &file_head::other_names},   {{0x0010, 0x1005}, &file_head::birth_name},
    {{0x0020, 0x000D}, &file_head::study},         {{0x0020, 0x000E}, &file_head::series},
    {{0x0020, 0x0052}, &file_head::frame}};

// Of a data set that begins at an offset.  Ends without a word where the data set is not sound: who
// reads it to the end will say so.
inline void read_head(file_head& head, source& in, std::uint64_t at, const encoding& form,
                      const limits& bounds) {
  for (const head_field& one : head_fields) (head.*one.member).clear();
  ignoring_handler nobody;
  parser<ignoring_handler> reading(in, bounds, nobody);
  const head_field* next = std::begin(head_fields);
  try {
    while (at < in.size()) {
      const element_header header = reading.read_header(at, in.size(), form);
      while (next != std::end(head_fields) && next->id < header.id) ++next;
      if (next == std::end(head_fields)) return;
      constexpr std::uint32_t longest = 4096;  // no name and no identifier is that long
      if (header.id == next->id && header.length <= longest) {
        const auto bytes = in.view(header.value_offset, header.length);
        head.*next->member =
            without_padding({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      }
      at = header.length != undefined_length ? header.value_offset + header.length
                                             : reading.parse_element(header, in.size(), form, 0);
    }
  } catch (const error&) {
  }
}

// Of a data set in memory.
inline void read_head(file_head& head, gdcm::DataSet& dataset) {
  for (const head_field& one : head_fields) {
    const gdcm::DataElement* const raw = find_raw(dataset, one.id);
    head.*one.member = raw == nullptr ? std::string_view() : without_padding(bytes_of(*raw));
  }
}

// Of a file.  Throws what reading throws.
inline file_head head_of(source in, const limits& bounds) {
  file_head head;
  const file_layout layout = layout_of(in, bounds, [](const element_header&) {});
  read_dataset(in, layout, bounds, [&](source& from, std::uint64_t at) {
    read_head(head, from, at, layout.form, bounds);
  });
  return head;
}

}  // namespace dicom_anonymizer::detail
