// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a tag alone is no rule
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;
using namespace da::literals;

#ifdef FIXED
void work(gdcm::DataSet& dataset) {
  da::anonymize_dataset(dataset, da::rule{"PatientID"_tag, da::keep});
}
#else
void work(gdcm::DataSet& dataset) { da::anonymize_dataset(dataset, "PatientID"); }
#endif
