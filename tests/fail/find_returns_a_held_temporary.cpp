// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: hold it in the rules
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;

struct rules_of_a_site {
  da::any_action held{da::keep};
#ifdef FIXED
  da::action_ref find(const da::element_key&) const { return held; }
#else
  da::action_ref find(const da::element_key&) const { return da::any_action(da::keep); }
#endif
};

da::action_ref wanted(const rules_of_a_site& rules) { return rules.find(da::tag{0x0010, 0x0020}); }
