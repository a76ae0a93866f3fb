// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: () is missing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

inline auto suffix() {
  return [](da::element& e) { e.set_text(e.text() + "x"); };
}

#ifdef FIXED
const da::rule wanted{da::tags::PatientID, suffix()};
#else
const da::rule wanted{da::tags::PatientID, suffix};
#endif
