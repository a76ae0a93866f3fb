// SPDX-License-Identifier: BSD-3-Clause
// patient_pseudonym: one pseudonym for a patient, in Patient ID and in Patient's Name.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {
namespace actions {

/// For Patient ID (0010,0020) and Patient's Name (0010,0010): both get the pseudonym that the
/// context's source of pseudonyms has for the Patient ID of their data set or item, or else of the
/// data set at the top, as pseudonymize makes it.  So patients with different IDs stay apart, and
/// viewers show the same name for all studies of one; equal IDs of two issuers get the same
/// pseudonym.  Empty values stay empty.  Where there is no ID, or it cannot
/// be read, the value becomes empty, which code Z allows: no file fails for what it holds.
///
/// Throws error(errc::no_key) if the context has no source of pseudonyms.
struct patient_pseudonym {
  static constexpr std::string_view name = "patient_pseudonym";
  static constexpr bool is_local = true;
  static constexpr bool needs_pseudonyms = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const;
};

}  // namespace actions

/// See actions::patient_pseudonym.
inline constexpr actions::patient_pseudonym patient_pseudonym{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/patient_pseudonym.ipp>
#endif
