// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: this text is no DICOM tag, mask, keyword or private element
#include <dicom_anonymizer/tags/pattern.hpp>

using namespace dicom_anonymizer::literals;

#ifdef FIXED
constexpr auto wanted = R"((0019,"SIEMENS MR HEADER",0C))"_tag;
#else
constexpr auto wanted = R"((0018,"SIEMENS MR HEADER",0C))"_tag;
#endif
