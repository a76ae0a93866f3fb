// SPDX-License-Identifier: BSD-3-Clause
// replace_uid: a new UID, the same wherever the old one stands.
#pragma once

#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace actions {

/// U of PS3.15 Table E.1-1a: a new UID under 2.25, the same for the same old one; each value of
/// several.  It is random and the same as long as the context is, or as the context's source of
/// pseudonyms makes it.  Only UIDs that PS3.6 annex A registers stay (is_standard_uid), and only
/// where the VR is UI or UN; of other text nothing does.  Empty values stay empty, the items of a
/// sequence obey the rules.
/// Of an attribute that is a UID by the dictionary a value of a binary VR is emptied.  Throws
/// error(errc::unsupported_vr) for a binary VR of any other.
struct replace_uid {
  static constexpr std::string_view name = "replace_UID";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::items;

  void operator()(element& e) const;
};

}  // namespace actions

/// See actions::replace_uid.
inline constexpr actions::replace_uid replace_uid{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/replace_uid.ipp>
#endif
