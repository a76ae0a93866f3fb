// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: () is missing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule wanted{da::tags::PatientID, da::replace_with("X")};
#else
const da::rule wanted{da::tags::PatientID, da::replace_with};
#endif
