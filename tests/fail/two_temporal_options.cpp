// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: constant expression
#include <dicom_anonymizer/profiles/profile.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
constexpr auto wanted = da::profile() | da::option::retain_full_dates | da::option::retain_uids;
#else
constexpr auto wanted =
    da::profile() | da::option::retain_full_dates | da::option::retain_modified_dates;
#endif
