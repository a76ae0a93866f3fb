// SPDX-License-Identifier: BSD-3-Clause
// The action for group 0004.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>

namespace dicom_anonymizer {
namespace actions {

/// Elements of group 0004 belong in a DICOMDIR and are removed from anything else, PS3.15 section
/// E.1.1.  In a DICOMDIR they stay, or get a new UID.
struct remove_outside_directory {
  static constexpr std::string_view name = "delete";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  /// Whether the value is a UID that is replaced in a DICOMDIR.
  bool renews_uid = false;

  void operator()(element& e) const;
};

}  // namespace actions

/// See the struct in actions.
inline constexpr actions::remove_outside_directory remove_outside_directory{};
/// The same for Referenced SOP Instance UID in File (0004,1511).
inline constexpr actions::remove_outside_directory replace_uid_in_directory{true};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/remove_outside_directory.ipp>
#endif
