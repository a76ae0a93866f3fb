// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a lambda must not be mutable
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void add(da::dynamic_rule_map& rules) {
  rules.set(da::tags::PatientID, [](da::element&) {});
}
#else
void add(da::dynamic_rule_map& rules) {
  rules.set(da::tags::PatientID, [n = 0](da::element&) mutable { ++n; });
}
#endif
