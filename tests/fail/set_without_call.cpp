// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: () is missing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void add(da::dynamic_rule_map& rules) { rules.set(da::tags::PatientID, da::pseudonymize()); }
#else
void add(da::dynamic_rule_map& rules) { rules.set(da::tags::PatientID, da::pseudonymize); }
#endif
