// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: this text is no DICOM tag, mask, keyword or private element
#include <dicom_anonymizer/tags/pattern.hpp>

using namespace dicom_anonymizer::literals;

#ifdef FIXED
constexpr auto wanted = "(0010,0020)"_tag;
#else
constexpr auto wanted = "(0010,002)"_tag;
#endif
