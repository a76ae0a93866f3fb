// SPDX-License-Identifier: BSD-3-Clause
// The version of the library, the one place that states it.
#pragma once

#include <string_view>

/// The version as numbers, for the preprocessor.
#define DICOM_ANONYMIZER_VERSION_MAJOR 0
#define DICOM_ANONYMIZER_VERSION_MINOR 1
#define DICOM_ANONYMIZER_VERSION_PATCH 0

namespace dicom_anonymizer {

/// The version as text, "major.minor.patch".
inline constexpr std::string_view version = "0.1.0";

/// What a file written by this library carries as Implementation Class UID (0002,0012), PS3.10
/// section 7.1.  Derived once from a random UUID, PS3.5 section B.2.
inline constexpr std::string_view implementation_class_uid =
    "2.25.284689015668032128006706880883655295534";

/// What such a file carries as Implementation Version Name (0002,0013): at most 16 characters.
inline constexpr std::string_view implementation_version_name = "DICOM_ANON_0_1_0";

}  // namespace dicom_anonymizer
