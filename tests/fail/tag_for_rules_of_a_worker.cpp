// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a tag alone is no rule
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work() { da::anonymizer worker(da::rule{da::tags::PatientID, da::keep}); }
#else
void work() { da::anonymizer worker(da::tags::PatientID); }
#endif
