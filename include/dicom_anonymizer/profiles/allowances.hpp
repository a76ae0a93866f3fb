// SPDX-License-Identifier: BSD-3-Clause
// What the options of the profile let stay in a text that is cleaned.
#pragma once

#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>

namespace dicom_anonymizer {

/// What stays in a text that is cleaned (PS3.15 section E.3.5) because another option retains it:
/// dates with retain-full-dates, ages up to 89 and sex with retain-patient-characteristics, words
/// of institutions with retain-institution-identity, those of devices with retain-device-identity.
/// With retain-modified-dates dates go: one in prose cannot be moved for certain.
[[nodiscard]] constexpr text::allowances allowed_in_texts(const option_set& chosen) noexcept {
  return {.dates = chosen.has(option::retain_full_dates),
          .ages_and_sex = chosen.has(option::retain_patient_characteristics),
          .institution = chosen.has(option::retain_institution_identity),
          .devices = chosen.has(option::retain_device_identity)};
}

}  // namespace dicom_anonymizer
