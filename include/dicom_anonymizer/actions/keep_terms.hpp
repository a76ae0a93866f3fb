// SPDX-License-Identifier: BSD-3-Clause
// The action for attributes whose text is a term of the standard, or nobody knows what.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {
namespace detail {

// Reason for the Attribute Modification.
inline constexpr tag reason_for_modification{0x0400, 0x0565};

// Attributes that are cleaned by keeping the terms that the standard defines for them.
constexpr bool has_terms_to_keep(tag id) noexcept { return id == reason_for_modification; }

// Whether PS3.3 defines the term for the attribute: section C.12.1.1.9.
constexpr bool is_term_to_keep(tag id, std::string_view term) noexcept {
  return id == reason_for_modification && (term == "COERCE" || term == "CORRECT");
}

}  // namespace detail

namespace actions {

/// For Reason for the Attribute Modification (0400,0565), which the option Clean Descriptors lists:
/// the terms COERCE and CORRECT, which PS3.3 section C.12.1.1.9 defines, stay.  Any other text
/// meets the code of the Basic Profile.
struct keep_terms {
  static constexpr std::string_view name = "keep_terms";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::cleaned;
  void operator()(element& e) const;
};

}  // namespace actions

/// See the struct in actions.
inline constexpr actions::keep_terms keep_terms{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/keep_terms.ipp>
#endif
