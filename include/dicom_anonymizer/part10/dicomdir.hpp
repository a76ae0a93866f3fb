// SPDX-License-Identifier: BSD-3-Clause
// Keeps the records of a DICOMDIR linked when their places in the file change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {
namespace detail {

// One element that holds an offset: 0 refers to nothing.
inline void renew_offset(gdcm::DataSet& dataset, tag id, const std::vector<std::uint64_t>& before,
                         const std::vector<std::uint64_t>& after) {
  const auto found = dataset.GetDES().find(gdcm::DataElement(id));
  if (found == dataset.GetDES().end()) return;
  const gdcm::ByteValue* value = found->GetByteValue();
  if (value == nullptr || std::uint32_t{value->GetLength()} != 4) return;
  const auto* bytes = reinterpret_cast<const unsigned char*>(value->GetPointer());
  const std::uint64_t old = number_at({bytes, 4}, 0, 4, false);
  std::uint64_t renewed = 0;
  if (old != 0 && !after.empty()) {
    const auto place = std::lower_bound(before.begin(), before.end(), old);
    if (place == before.end() || *place != old)
      throw error(errc::malformed, "an offset that leads to no directory record").at(id);
    renewed = after.at(static_cast<std::size_t>(place - before.begin()));
  }
  std::string number;
  for (std::size_t i = 0; i < 4; ++i) number.push_back(static_cast<char>(renewed >> 8 * i & 0xFFU));
  const_cast<gdcm::DataElement&>(*found).SetByteValue(number.data(), 4);
}

// See below; the file meta information is encoded already.
inline void renew_record_offsets(dicom_file& file, const limits& bounds, std::string meta) {
  if (file.record_offsets.empty()) return;
  constexpr tag first_record{0x0004, 0x1200};
  constexpr tag last_record{0x0004, 0x1202};
  constexpr tag next_record{0x0004, 0x1400};
  constexpr tag lower_level{0x0004, 0x1420};
  constexpr tag multi_referenced{0x0004, 0x1504};
  // A number of four bytes takes its place whatever it is, so that one look tells them all.
  const std::vector<std::uint64_t> after =
      read_bytes(encoded(file, std::move(meta)), bounds).record_offsets;
  if (!after.empty() && after.size() != file.record_offsets.size())
    throw error(errc::malformed, "the number of directory records has changed")
        .at(directory_records);
  for (const tag id : {first_record, last_record})
    renew_offset(file.dataset, id, file.record_offsets, after);
  const auto found = file.dataset.GetDES().find(gdcm::DataElement(directory_records));
  if (found != file.dataset.GetDES().end() && !found->IsEmpty()) {
    auto* records =
        dynamic_cast<gdcm::SequenceOfItems*>(const_cast<gdcm::Value*>(&found->GetValue()));
    for (std::size_t i = 1; records != nullptr && i <= records->GetNumberOfItems(); ++i)
      for (const tag id : {next_record, lower_level, multi_referenced})
        renew_offset(records->GetItem(i).GetNestedDataSet(), id, file.record_offsets, after);
  }
  file.record_offsets = after;
}

}  // namespace detail

/// Puts the offsets of a DICOMDIR (PS3.3 section F.3.2.2) right for the places at which write_file
/// will write its directory records; does nothing for other files.  Records may have changed since
/// the file was read, but not their number, unless all are gone: then the offsets are 0.
/// Throws error(errc::malformed) if an offset leads to no record.
inline void renew_record_offsets(dicom_file& file, const limits& bounds = {}) {
  if (file.record_offsets.empty()) return;
  detail::renew_record_offsets(file, bounds, detail::renewed_meta(file));
}

}  // namespace dicom_anonymizer
