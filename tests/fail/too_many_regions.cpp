// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: constant expression
#include <dicom_anonymizer/pixels/region_set.hpp>

#include <cstdint>

namespace da = dicom_anonymizer;

constexpr da::region_set stripes(std::uint32_t count) {
  da::region_set result;
  for (std::uint32_t i = 0; i < count; ++i) result |= da::region_set::paint({0, 2 * i, 512, 1});
  return result;
}

#ifdef FIXED
constexpr auto wanted = stripes(64);
#else
constexpr auto wanted = stripes(65);
#endif
