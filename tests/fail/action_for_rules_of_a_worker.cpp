// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action alone is no rule
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(da::file_options options) {
  da::anonymizer worker(da::rule{da::tags::PatientID, da::keep}, options);
}
#else
void work(da::file_options options) { da::anonymizer worker(da::keep, options); }
#endif
