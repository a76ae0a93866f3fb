// SPDX-License-Identifier: BSD-3-Clause
// The UIDs that the standard itself assigns, PS3.6 annex A.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/tags/registered_uids_table.hpp>

namespace dicom_anonymizer {

/// Whether PS3.6 annex A registers the UID: SOP classes, transfer syntaxes, context groups and the
/// like identify nobody and are never replaced.  Other UIDs under 1.2.840.10008 are somebody's
/// mistake and name what any other UID may name.
[[nodiscard]] constexpr bool is_standard_uid(std::string_view uid) noexcept {
  constexpr std::string_view root = "1.2.840.10008.";
  if (uid.substr(0, root.size()) != root) return false;
  uid.remove_prefix(root.size());
  // Context groups are too many to list and get more with each edition; their numbers have at most
  // four digits, which is too few for anything that identifies.
  constexpr std::string_view context_groups = "6.1.";
  if (uid.substr(0, context_groups.size()) == context_groups) {
    const std::string_view number = uid.substr(context_groups.size());
    return !number.empty() && number.size() <= 4 && number.front() != '0' &&
           std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  }
  const std::string_view* const end = std::end(tables::registered_uids);
  const std::string_view* const found =
      std::lower_bound(std::begin(tables::registered_uids), end, uid);
  return found != end && *found == uid;
}

}  // namespace dicom_anonymizer
