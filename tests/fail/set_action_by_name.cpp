// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action takes a da::element&
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void add(da::dynamic_rule_map& rules) { rules.set(da::tags::PatientID, da::keep); }
#else
void add(da::dynamic_rule_map& rules) { rules.set(da::tags::PatientID, "keep"); }
#endif
