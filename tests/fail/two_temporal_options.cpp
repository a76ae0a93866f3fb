// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: constant expression
#include <dicom_anonymizer/profiles/profile.hpp>

namespace da = dicom_anonymizer;

da::profile wanted() {
#ifdef FIXED
  return da::profile() | da::option::retain_full_dates | da::option::retain_uids;
#else
  return da::profile() | da::option::retain_full_dates | da::option::retain_modified_dates;
#endif
}
