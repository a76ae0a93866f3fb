// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a tag alone is no rule
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule_map wanted(da::rule{da::tags::PatientID, da::keep});
#else
const da::rule_map wanted(da::rule{da::tags::PatientID, da::keep}, da::tags::PatientName);
#endif
