// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: da::action_ref find(const da::element_key&) const
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

struct rules_of_a_site {
#ifdef FIXED
  da::action_ref find(const da::element_key&) const { return {}; }
#else
  int find(const da::element_key&) const { return 0; }
#endif
};

void work(gdcm::DataSet& dataset, const rules_of_a_site& rules) {
  da::anonymize_dataset(dataset, rules);
}
