// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a tag alone is no rule
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const bool wanted = da::conformance_of(da::default_profile).holds();
#else
const bool wanted = da::conformance_of(da::tags::PatientID).holds();
#endif
