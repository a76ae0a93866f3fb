// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: this text is no DICOM tag, mask, keyword or private element
#include <dicom_anonymizer/tags/pattern.hpp>

using namespace dicom_anonymizer::literals;

#ifdef FIXED
constexpr auto wanted = "PatientName"_tag;
#else
constexpr auto wanted = "PatientsName"_tag;
#endif
