// SPDX-License-Identifier: BSD-3-Clause
// File meta information of what is about to be written, PS3.10 section 7.1 and PS3.15 E.1.1.
#pragma once

#include <string>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/version.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

inline std::string text_of(gdcm::DataSet& dataset, tag id) {
  const gdcm::DataElement* raw = find_raw(dataset, id);
  return raw == nullptr ? std::string() : std::string(without_padding(bytes_of(*raw)));
}

inline std::string renewed_uid(std::string_view before, context& shared) {
  std::string room;
  return std::string(shared.replacement_for(before, room));
}

// What a data set was before any rule, as far as its file meta information repeats it.
struct identity_before {
  std::string instance_uid;     // (0008,0018)
  std::string transfer_syntax;  // how it will be written
};

// Makes what says of a data set what it is and who writes it.  What else rules left of the file
// meta information stays.
inline void renew_meta(gdcm::DataSet& meta, gdcm::DataSet& dataset, const identity_before& before,
                       const rules_ref& rules, context& shared) {
  put(meta, meta_tags::version, vr::OB, meta_version);
  const std::string class_uid = text_of(dataset, dataset_tags::sop_class_uid);
  if (!class_uid.empty()) put(meta, meta_tags::sop_class_uid, vr::UI, class_uid);
  std::string uid = text_of(dataset, dataset_tags::sop_instance_uid);
  // A rule took it from the data set: the old one must not stay here.
  if (uid.empty() && !before.instance_uid.empty()) uid = renewed_uid(before.instance_uid, shared);
  if (!uid.empty()) put(meta, meta_tags::sop_instance_uid, vr::UI, uid);
  // The data set is written as it was read: another name for that would make it unreadable.
  if (!before.transfer_syntax.empty())
    put(meta, meta_tags::transfer_syntax_uid, vr::UI, before.transfer_syntax);
  // What stays because the data set has none of its own stays with its VR.
  for (const tag id : {meta_tags::sop_class_uid, meta_tags::sop_instance_uid})
    if (const gdcm::DataElement* const raw = find_raw(meta, id))
      if (from_gdcm(raw->GetVR()) != vr::UI) put(meta, id, vr::UI, text_of(meta, id));
  // A rule for these is the user's word; without one they name whoever writes the file, as the
  // first of them always has to.
  if (!rules.find(meta_tags::implementation_class_uid) ||
      text_of(meta, meta_tags::implementation_class_uid).empty())
    put(meta, meta_tags::implementation_class_uid, vr::UI, implementation_class_uid);
  if (!rules.find(meta_tags::implementation_version_name))
    put(meta, meta_tags::implementation_version_name, vr::SH, implementation_version_name);
}

}  // namespace dicom_anonymizer::detail
