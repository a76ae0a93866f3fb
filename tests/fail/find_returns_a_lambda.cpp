// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: hold it in the rules
#include <functional>
#include <string>

#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

struct rules_of_a_site {
  std::string site;
#ifdef FIXED
  std::function<void(da::element&)> named = [this](da::element& e) { e.set_text(site); };
  da::action_ref find(const da::element_key&) const { return named; }
#else
  da::action_ref find(const da::element_key&) const {
    return [this](da::element& e) { e.set_text(site); };
  }
#endif
};

void work(gdcm::DataSet& dataset, const rules_of_a_site& rules) {
  da::anonymize_dataset(dataset, rules);
}
