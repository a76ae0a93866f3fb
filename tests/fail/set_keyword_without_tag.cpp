// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a keyword in quotes needs _tag behind it
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;
using namespace da::literals;

#ifdef FIXED
void add(da::dynamic_rule_map& rules) { rules.set("PatientID"_tag, da::keep); }
#else
void add(da::dynamic_rule_map& rules) { rules.set("PatientID", da::keep); }
#endif
