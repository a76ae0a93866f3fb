// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action returns nothing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule wanted{da::tags::PatientID, [](da::element& e) { e.set_text(e.text() + "x"); }};
#else
const da::rule wanted{da::tags::PatientID, [](da::element& e) { return e.text() + "x"; }};
#endif
