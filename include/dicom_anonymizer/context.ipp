// SPDX-License-Identifier: BSD-3-Clause
// What context.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/context.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE std::string_view context::replacement_for(std::string_view original,
                                                                  std::string& room) {
  return is_standard_uid(original) ? original : new_uid_for(original, room);
}

DICOM_ANONYMIZER_INLINE std::string_view context::new_uid_for(std::string_view original,
                                                              std::string& room) {
  original = detail::without_blanks(original);
  if (original.empty()) return original;
  if (pseudonyms == nullptr) return uids.new_uid_for(original);
  // A source that follows files may take back what it gave.
  if (remembers_uids && !pseudonyms->follows_files())
    return uids.new_uid_for(original, *pseudonyms);
  return room = pseudonyms->uid(original);
}

}  // namespace dicom_anonymizer
