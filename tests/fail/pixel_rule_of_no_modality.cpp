// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a modality that PS3.3 section C.7.3.1.1.1 does not define
#include <dicom_anonymizer/pixels/pixel_rule.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
constexpr da::pixel_rule rule{da::modality{"MR"}, da::blank{0, 0, 512, 60}};
#else
constexpr da::pixel_rule rule{da::modality{"MRI"}, da::blank{0, 0, 512, 60}};
#endif
