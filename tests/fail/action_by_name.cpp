// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action takes a da::element&
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule wanted{da::tags::PatientID, da::keep};
#else
const da::rule wanted{da::tags::PatientID, "keep"};
#endif
