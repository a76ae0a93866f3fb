// SPDX-License-Identifier: BSD-3-Clause
// Every edition of Table E.1-1 of PS3.15 that this library knows, and which one is the default.
#pragma once

#include <dicom_anonymizer/profiles/dicom_2023e.hpp>
#include <dicom_anonymizer/profiles/dicom_2024a.hpp>
#include <dicom_anonymizer/profiles/dicom_2024b.hpp>
#include <dicom_anonymizer/profiles/dicom_2024e.hpp>
#include <dicom_anonymizer/profiles/dicom_2025a.hpp>
#include <dicom_anonymizer/profiles/dicom_2025b.hpp>
#include <dicom_anonymizer/profiles/dicom_2025e.hpp>
#include <dicom_anonymizer/profiles/dicom_2026c.hpp>
#include <dicom_anonymizer/profiles/dicom_2026d.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <string_view>

namespace dicom_anonymizer {

/// The editions, oldest first.
inline constexpr const edition* editions[] = {
    &dicom_2023e, &dicom_2024a, &dicom_2024b, &dicom_2024e, &dicom_2025a,
    &dicom_2025b, &dicom_2025e, &dicom_2026c, &dicom_2026d,
};

/// The edition of a name: "2026d", "dicom_2026d" or the Python package's "dicomfields_2024b", whose
/// "dicomfields_2023" is 2023e.  nullptr where there is none.
[[nodiscard]] constexpr const edition* find_edition(std::string_view name) noexcept {
  if (name == "dicomfields_2023") return &dicom_2023e;
  for (const std::string_view prefix : {"dicomfields_", "dicom_"}) {
    if (name.starts_with(prefix)) {
      name.remove_prefix(prefix.size());
      break;
    }
  }
  for (const edition* known : editions)
    if (known->name() == name) return known;
  return nullptr;
}

}  // namespace dicom_anonymizer
