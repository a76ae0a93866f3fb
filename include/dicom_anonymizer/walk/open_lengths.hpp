// SPDX-License-Identifier: BSD-3-Clause
// What gdcm::Writer wants of sequences behind a change.
#pragma once

#include <cstddef>
#include <optional>

#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>

namespace dicom_anonymizer::detail {

// Refuses items under a VR that has none: no file can hold them, and GDCM aborts on them.
inline void require_sequence(const gdcm::DataElement& raw) {
  const std::optional<vr> written = from_gdcm(raw.GetVR());
  if (written && *written != vr::SQ && *written != vr::UN)
    throw error(errc::malformed, "items in an element whose VR has none").at(raw.GetTag());
}

// Makes the lengths of a sequence and its items undefined, as GDCM wants them behind a change.
inline void open_lengths(gdcm::DataElement& sequence, gdcm::SequenceOfItems& items) {
  sequence.SetVLToUndefined();
  for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i) items.GetItem(i).SetVLToUndefined();
}

// The same for every sequence at any depth.
inline void open_all_lengths(gdcm::DataSet& dataset) {
  const dataset_elements& all = dataset.GetDES();
  for (auto at = all.begin(); at != all.end(); ++at) {
    gdcm::SequenceOfItems* const items = items_of(*at);
    if (items == nullptr) continue;
    require_sequence(*at);
    open_lengths(changeable(at), *items);
    for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
      open_all_lengths(items->GetItem(i).GetNestedDataSet());
  }
}

}  // namespace dicom_anonymizer::detail
