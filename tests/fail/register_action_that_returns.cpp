// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action returns nothing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void add(da::action_registry& known) {
  known.add("mine", [](da::element&) {});
}
#else
void add(da::action_registry& known) {
  known.add("mine", [](da::element& e) { return e.text(); });
}
#endif
