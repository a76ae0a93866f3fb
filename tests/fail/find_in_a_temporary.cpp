// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: the rules are gone before the action
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;

da::action_ref wanted() {
#ifdef FIXED
  static constexpr da::rule lasting{da::tag{0x0010, 0x0020}, da::keep};
  return lasting.find(da::tag{0x0010, 0x0020});
#else
  return da::rule{da::tag{0x0010, 0x0020}, da::keep}.find(da::tag{0x0010, 0x0020});
#endif
}
