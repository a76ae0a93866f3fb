// SPDX-License-Identifier: BSD-3-Clause
// keep: leaves an element as it is.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {
namespace actions {

/// K of PS3.15 Table E.1-1a: leaves the value as it is; the items of a sequence obey the rules.
struct keep {
  static constexpr std::string_view name = "keep";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::whole;
  constexpr void operator()(element&) const noexcept {}
};

}  // namespace actions

/// See actions::keep.
inline constexpr actions::keep keep{};

}  // namespace dicom_anonymizer
