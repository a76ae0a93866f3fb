// SPDX-License-Identifier: BSD-3-Clause
// The devices that are known to burn text into their images.
#pragma once

#include <array>
#include <span>

#include <dicom_anonymizer/pixels/device_rules_table.hpp>
#include <dicom_anonymizer/pixels/pixel_rule.hpp>
#include <dicom_anonymizer/pixels/pixel_rules.hpp>

namespace dicom_anonymizer {

/// The type of known_devices.
struct known_devices_type {
  /// The rules of cmake/tables/device_regions.tsv, as one layer.
  [[nodiscard]] constexpr std::array<std::span<const pixel_rule>, 1> layers() const noexcept {
    return {std::span<const pixel_rule>(detail::device_rules)};
  }
};

namespace detail {

template <>
inline constexpr bool holds_no_texts<known_devices_type> = true;

}  // namespace detail

/// Which devices burn text where, 112 rules; they are facts that the makers and users of
/// pydicom/deid and of RSNA's CTP gathered (cmake/tables/README.md).  A rule set to lay others
/// over.  Some of its rules are weak, as their sources do not say for which size of image they are;
/// they leave what risk_of calls low.
inline constexpr known_devices_type known_devices;

}  // namespace dicom_anonymizer
