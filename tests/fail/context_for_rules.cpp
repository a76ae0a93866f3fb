// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: da::action_ref find(const da::element_key&) const
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(gdcm::DataSet& dataset, da::context& job) {
  da::anonymize_dataset(dataset, da::default_profile, job);
}
#else
void work(gdcm::DataSet& dataset, da::context& job) { da::anonymize_dataset(dataset, job); }
#endif
