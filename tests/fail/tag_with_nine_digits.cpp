// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a tag has eight hexadecimal digits
#include <dicom_anonymizer/tags/pattern.hpp>

using namespace dicom_anonymizer::literals;

#ifdef FIXED
constexpr auto wanted = 0x0010'0020_tag;
#else
constexpr auto wanted = 0x1'0010'0020_tag;
#endif
