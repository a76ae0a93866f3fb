// SPDX-License-Identifier: BSD-3-Clause
// scrub_known_values: no text repeats what the data set says of its own patient.
#pragma once

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer {

/// The type of scrub_known_values.
struct known_values_scrubbing {
  static constexpr bool is_complete = false;
  static constexpr bool scrubs_known_values = true;

  /// Decides nothing of an element: what the other rules leave is scrubbed.
  [[nodiscard]] constexpr action_ref find(const element_key&) const noexcept { return {}; }

  /// Has no rule to visit.
  template <class Visitor>
  constexpr void for_each_rule(Visitor&&) const noexcept {}
};

/// A layer of rules, wherever it stands among others: texts that stay (LO LT SH ST UC UT, private
/// ones too, and UN that holds one) lose what equals a name, an identifier, a date, a place or a
/// phone number that the data set has anywhere for its patient, staff and institution, unless that
/// value stays by a rule itself.  An element that a rule of yours names stays as that says, and a
/// standard one too that a rule for many covers.  A profile with its supplement scrubs by itself.
inline constexpr known_values_scrubbing scrub_known_values{};

}  // namespace dicom_anonymizer
