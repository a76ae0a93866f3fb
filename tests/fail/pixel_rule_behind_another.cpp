// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a rule about pixels lies wholly behind another one
#include <dicom_anonymizer/pixels/pixel_rules.hpp>

namespace da = dicom_anonymizer;

constexpr da::pixel_rule wide{da::device{"PHILIPS", "EPIQ"}, da::blank{0, 0, 1024, 60}};
#ifdef FIXED
constexpr da::pixel_rule narrow{da::device{"PHILIPS", "EPIQ 7"}, da::blank{0, 700, 1024, 60}};
#else
constexpr da::pixel_rule narrow{da::device{"PHILIPS", "EPIQ 7"}, da::blank{0, 0, 1024, 50}};
#endif
constexpr auto rules = da::pixel_rules(wide, narrow);
