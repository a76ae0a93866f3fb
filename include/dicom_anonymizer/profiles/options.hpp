// SPDX-License-Identifier: BSD-3-Clause
// The options of the profile by name, with their codes of CID 7050.
#pragma once

#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/profiles/edition.hpp>

namespace dicom_anonymizer {

/// A code of context group CID 7050 (De-identification Method), scheme DCM.
struct method_code {
  std::string_view value;
  std::string_view meaning;
};

/// The code of the Basic Application Level Confidentiality Profile, PS3.15 section E.2.
inline constexpr method_code basic_profile_code{"113100",
                                                "Basic Application Confidentiality Profile"};

/// What is known of an option.
struct option_traits {
  option column;
  /// As the program spells it.
  std::string_view name;
  method_code code;
  /// The section of PS3.15.
  std::string_view section;
  /// Why it cannot be had yet; empty if it can.
  std::string_view missing;
};

/// Every option, in the order of the enumeration.
inline constexpr option_traits all_options[] = {
    {option::retain_safe_private,
     "retain-safe-private",
     {"113111", "Retain Safe Private Option"},
     "E.3.10",
     {}},
    {option::retain_uids, "retain-uids", {"113110", "Retain UIDs Option"}, "E.3.9", {}},
    {option::retain_device_identity,
     "retain-device-identity",
     {"113109", "Retain Device Identity Option"},
     "E.3.8",
     {}},
    {option::retain_institution_identity,
     "retain-institution-identity",
     {"113112", "Retain Institution Identity Option"},
     "E.3.11",
     {}},
    {option::retain_patient_characteristics,
     "retain-patient-characteristics",
     {"113108", "Retain Patient Characteristics Option"},
     "E.3.7",
     {}},
    {option::retain_full_dates,
     "retain-full-dates",
     {"113106", "Retain Longitudinal Temporal Information Full Dates Option"},
     "E.3.6",
     {}},
    {option::retain_modified_dates,
     "retain-modified-dates",
     {"113107", "Retain Longitudinal Temporal Information Modified Dates Option"},
     "E.3.6",
     {}},
    {option::clean_descriptors,
     "clean-descriptors",
     {"113105", "Clean Descriptors Option"},
     "E.3.5",
     {}},
    {option::clean_structured_content,
     "clean-structured-content",
     {"113104", "Clean Structured Content Option"},
     "E.3.4",
     {}},
    {option::clean_graphics, "clean-graphics", {"113103", "Clean Graphics Option"}, "E.3.3", {}},
    {option::clean_pixel_data,
     "clean-pixel-data",
     {"113101", "Clean Pixel Data Option"},
     "E.3.1",
     "cleaning pixel data is not available yet"},
    {option::clean_recognizable_visual_features,
     "clean-recognizable-visual-features",
     {"113102", "Clean Recognizable Visual Features Option"},
     "E.3.2",
     "cleaning recognizable visual features is not available yet"},
};

/// What is known of one option.
[[nodiscard]] constexpr const option_traits& traits_of(option column) noexcept {
  for (const option_traits& one : all_options)
    if (one.column == column) return one;
  return all_options[0];  // not reached: every option has a row
}

/// The option of a name such as "retain-uids"; nullptr where there is none.
[[nodiscard]] constexpr const option_traits* find_option(std::string_view name) noexcept {
  for (const option_traits& one : all_options)
    if (one.name == name) return &one;
  return nullptr;
}

/// Some options.
class option_set {
 public:
  constexpr option_set() noexcept = default;

  /// Whether an option is among them.
  [[nodiscard]] constexpr bool has(option one) const noexcept {
    return (bits_ & static_cast<std::uint16_t>(one)) != 0;
  }

  /// As bits of the enumeration.
  [[nodiscard]] constexpr std::uint16_t bits() const noexcept { return bits_; }

  /// Adds one.
  constexpr void add(option one) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | static_cast<std::uint16_t>(one));
  }

  friend constexpr bool operator==(const option_set&, const option_set&) = default;

 private:
  std::uint16_t bits_ = 0;
};

}  // namespace dicom_anonymizer
