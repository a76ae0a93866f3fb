// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: constant expression
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
constexpr auto wanted = da::region_set::paint({0, 0, 512, 60});
#else
constexpr auto wanted = da::region_set::paint({0, 0, 512, 0});
#endif
