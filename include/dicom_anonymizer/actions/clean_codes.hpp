// SPDX-License-Identifier: BSD-3-Clause
// The action for sequences of codes, and of items with codes, that are cleaned.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {

namespace actions {

/// For sequences in which PS3.15 wants descriptors cleaned (section E.3.5), such as Admitting
/// Diagnoses Code Sequence (0008,1084): the items stay and obey the rules, and in them, at any
/// depth, the text of each code is cleaned as clean_text does: Code Meaning (0008,0104) always;
/// Code Value (0008,0100), Long Code Value (0008,0119) and Coding Scheme Designator (0008,0102)
/// where the scheme is none of PS3.16 (is_standard_coding_scheme), as such codes are a site's own.
/// What cannot be read, or has nothing that may stay, becomes a dummy, so that a code stays one.
/// A sequence in them that an option retains stays as it is (section E.1.1), and a rule of the
/// user's for one of these four decides.
///
/// What is no sequence meets the code of the Basic Profile.
struct clean_codes {
  static constexpr std::string_view name = "clean_codes";
  static constexpr bool is_local = true;
  static constexpr bool needs_known_values = true;
  static constexpr residue leaves = residue::cleaned;
  void operator()(element& e) const;

  /// Does it to one element of an item with a code; nothing to what belongs to none.
  static void clean_part(element& part);
};

}  // namespace actions

/// See the struct in actions.
inline constexpr actions::clean_codes clean_codes{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/clean_codes.ipp>
#endif
