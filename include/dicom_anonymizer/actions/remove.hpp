// SPDX-License-Identifier: BSD-3-Clause
// remove: takes an element away.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {
namespace actions {

/// X of PS3.15 Table E.1-1a: removes the element, whatever its VR, a sequence with all its items.
struct remove {
  static constexpr std::string_view name = "delete";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const { e.remove(); }
};

}  // namespace actions

/// See actions::remove.
inline constexpr actions::remove remove{};

}  // namespace dicom_anonymizer
