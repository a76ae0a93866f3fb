// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: deleted
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

namespace da = dicom_anonymizer;

da::code wanted() {
#ifdef FIXED
  return da::profile(da::dicom_2026d).code_for(da::tag{0x0010, 0x0020});
#else
  return da::profile(da::edition(da::dicom_2026d)).code_for(da::tag{0x0010, 0x0020});
#endif
}
