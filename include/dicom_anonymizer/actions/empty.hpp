// SPDX-License-Identifier: BSD-3-Clause
// empty: leaves an element without a value.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {
namespace actions {

/// Z of PS3.15 Table E.1-1a: a value of zero length; a sequence has no items.
struct empty {
  static constexpr std::string_view name = "empty";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const { e.clear(); }
};

}  // namespace actions

/// See actions::empty.
inline constexpr actions::empty empty{};

}  // namespace dicom_anonymizer
