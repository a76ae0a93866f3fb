// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a DICOM file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/dataset_place.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/engine.hpp>
#include <dicom_anonymizer/detail/rule_cache.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/dicomdir.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/version.hpp>

namespace dicom_anonymizer {

/// How a file is read and written.
struct file_options {
  /// What the input may demand of memory and stack.
  limits bounds = {};
  /// Whether the output is forced to the disk before it gets its name (fsync of file and folder).
  bool sync = false;
  /// What is shared with other files; without one UIDs agree within the file only.
  context* shared = nullptr;
};

namespace detail {

inline std::string text_of(gdcm::DataSet& dataset, tag id) {
  const gdcm::DataElement* raw = find_raw(dataset, id);
  return raw == nullptr ? std::string() : std::string(without_padding(bytes_of(*raw)));
}

// The records of a DICOMDIR quote patients and refer to files by name and offset: only a rule that
// names them says that this is wanted, PS3.15 section E.1.1.
inline void refuse_dicomdir(dicom_file& file, const rules_ref& rules) {
  constexpr tag media_storage_sop_class_uid{0x0002, 0x0002};
  constexpr std::string_view media_storage_directory_storage = "1.2.840.10008.1.3.10";
  const bool is_dicomdir =
      find_raw(file.dataset, directory_records) != nullptr ||
      text_of(file.meta, media_storage_sop_class_uid) == media_storage_directory_storage;
  if (is_dicomdir && !rules.covers(directory_records))
    throw error(errc::dicomdir,
                "a DICOMDIR is not anonymized: regenerate it from the anonymized files, or give a "
                "rule for (0004,1220)");
}

inline constexpr tag sop_instance_uid{0x0008, 0x0018};

// What file meta information says of the file that is about to be written, PS3.10 section 7.1.
inline void renew_meta(dicom_file& file, const std::string& uid_before, const rules_ref& rules,
                       context& shared) {
  constexpr tag media_storage_sop_instance_uid{0x0002, 0x0003};
  constexpr tag transfer_syntax_uid{0x0002, 0x0010};
  constexpr tag class_uid{0x0002, 0x0012};
  constexpr tag version_name{0x0002, 0x0013};
  std::string uid = text_of(file.dataset, sop_instance_uid);
  // A rule took it from the data set: the old one must not stay here.
  if (uid.empty() && !uid_before.empty()) uid = shared.uids.replacement_for(uid_before);
  if (!uid.empty()) put(file.meta, media_storage_sop_instance_uid, vr::UI, uid);
  // The data set is written as it was read: another name for that would make it unreadable.
  put(file.meta, transfer_syntax_uid, vr::UI, file.transfer_syntax);
  // A rule for these is the user's word; without one they name whoever writes the file.
  if (!rules.find(class_uid)) put(file.meta, class_uid, vr::UI, implementation_class_uid);
  if (!rules.find(version_name)) put(file.meta, version_name, vr::SH, implementation_version_name);
}

inline report anonymize_file(const std::filesystem::path& input,
                             const std::filesystem::path& output, const rules_ref& rules,
                             context& shared, const file_options& options) {
  dicom_file file = read_file(input, options.bounds);
  refuse_dicomdir(file, rules);
  const std::string uid_before = text_of(file.dataset, sop_instance_uid);
  rule_cache known(rules);
  engine walker(known, shared, changed_lengths::kept_in_form, options.bounds);
  walker.run(file.meta);
  walker.run(file.dataset);
  renew_meta(file, uid_before, rules, shared);
  renew_record_offsets(file, options.bounds);
  write_file(file, output, write_options{.sync = options.sync});
  return known.counts().to_report();
}

}  // namespace detail

/// De-identifies one DICOM file (PS3.10) of any transfer syntax; input and output may be the same.
/// Rules that are no complete set are laid over default_profile.  Rules for group 0002 act on the
/// file meta information, whose (0002,0003) always equals (0008,0018) and whose (0002,0010) always
/// names the encoding of the data set.  Elements that no rule
/// covers come out byte for byte; pixel data are copied by the kernel and never loaded.
///
/// Throws error, and whatever an action throws.  The output appears whole or not at all.
template <rule_set R = profile>
report anonymize_file(const std::filesystem::path& input, const std::filesystem::path& output,
                      const R& rules = default_profile, const file_options& options = {}) {
  context own;
  return detail::anonymize_file(input, output, detail::rules_ref(rules),
                                options.shared != nullptr ? *options.shared : own, options);
}

}  // namespace dicom_anonymizer
