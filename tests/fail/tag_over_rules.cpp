// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: one side is no rules
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const auto wanted = da::default_profile | da::rule{da::tags::PatientID, da::keep};
#else
const auto wanted = da::default_profile | da::tags::PatientID;
#endif
