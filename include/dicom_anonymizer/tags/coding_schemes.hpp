// SPDX-License-Identifier: BSD-3-Clause
// Whose codes a code is one of, PS3.16 section 8.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/tags/coding_schemes_table.hpp>

namespace dicom_anonymizer {

/// Whether a Coding Scheme Designator (0008,0102), without padding, is one of PS3.16 table 8-1
/// whose codes name things and no persons: all but NPI, the numbers of physicians, and ISO_OID, any
/// object identifier.  The codes of others, such as "99HOSPITAL" or "L", are whatever a site or
/// vendor made of them.
[[nodiscard]] constexpr bool is_standard_coding_scheme(std::string_view designator) noexcept {
  // PS3.16: NCDR is followed by the version of its registry in brackets.
  constexpr std::string_view registry = "NCDR [";
  if (designator.substr(0, registry.size()) == registry) {
    std::string_view rest = designator.substr(registry.size());
    if (rest.size() < 2 || rest.back() != ']') return false;
    rest.remove_suffix(1);
    // Such as 2.0b, PS3.15 Table E.3.4-1.
    if (rest.size() > 1 && rest.back() >= 'a' && rest.back() <= 'z') rest.remove_suffix(1);
    return std::all_of(rest.begin(), rest.end(),
                       [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  }
  const std::string_view* const end = std::end(detail::coding_schemes);
  const std::string_view* const found =
      std::lower_bound(std::begin(detail::coding_schemes), end, designator);
  return found != end && *found == designator;
}

}  // namespace dicom_anonymizer
