// SPDX-License-Identifier: BSD-3-Clause
// The actions of the codes that leave a choice: Z/D, X/Z, X/D, X/Z/D and X/Z/U*.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>

namespace dicom_anonymizer {

namespace actions {

// PS3.15 Table E.1-1a lets the type of the attribute in its IOD decide.  Each of these takes the
// choice that keeps every IOD valid whatever the type is, as the Python package does.

/// Z/D: as replace.
struct empty_or_replace {
  static constexpr std::string_view name = "empty_or_replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;
};

/// X/Z: as empty.  A sequence goes, unless PS3.3 gives it Type 2 where it stands: with Type 3 it
/// has one item or more, or is not there.
struct delete_or_empty {
  static constexpr std::string_view name = "delete_or_empty";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;
};

/// X/D: as replace.
struct delete_or_replace {
  static constexpr std::string_view name = "delete_or_replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;
};

/// X/Z/D: as replace.
struct delete_or_empty_or_replace {
  static constexpr std::string_view name = "delete_or_empty_or_replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;
};

/// X/Z/U*: as replace_uid for UI; the items of a sequence obey the rules, so that references stay
/// linked to the new UIDs; anything else as empty.
struct delete_or_empty_or_replace_uid {
  static constexpr std::string_view name = "delete_or_empty_or_replace_UID";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::items;
  void operator()(element& e) const;
};

}  // namespace actions

/// See the structs of the same names in actions.
inline constexpr actions::empty_or_replace empty_or_replace{};
inline constexpr actions::delete_or_empty delete_or_empty{};
inline constexpr actions::delete_or_replace delete_or_replace{};
inline constexpr actions::delete_or_empty_or_replace delete_or_empty_or_replace{};
inline constexpr actions::delete_or_empty_or_replace_uid delete_or_empty_or_replace_uid{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/conditional.ipp>
#endif
