// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: hold it in the rules
#include <string>

#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;

struct rules_of_a_site {
  std::string site;
#ifdef FIXED
  da::actions::replace_with_value<std::string> named = da::replace_with(site);
  da::action_ref find(const da::element_key&) const { return named; }
#else
  da::action_ref find(const da::element_key&) const { return da::replace_with(site); }
#endif
};

da::action_ref wanted(const rules_of_a_site& rules) { return rules.find(da::tag{0x0010, 0x0020}); }
