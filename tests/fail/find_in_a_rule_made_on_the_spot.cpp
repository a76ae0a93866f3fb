// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: the rules are gone before the action
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

struct rules_of_a_site {
#ifdef FIXED
  da::rule<da::tag_pattern, da::actions::keep> kept{da::tags::PatientID, da::keep};
  da::action_ref find(const da::element_key& key) const { return kept.find(key); }
#else
  da::action_ref find(const da::element_key& key) const {
    return da::rule{da::tags::PatientID, da::keep}.find(key);
  }
#endif
};

void work(gdcm::DataSet& dataset, const rules_of_a_site& rules) {
  da::anonymize_dataset(dataset, rules);
}
