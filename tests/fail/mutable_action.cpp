// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a lambda must not be mutable
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule wanted{da::tag{0x0010, 0x0020}, [count = 0](da::element&) { (void)count; }};
#else
const da::rule wanted{da::tag{0x0010, 0x0020}, [count = 0](da::element&) mutable { ++count; }};
#endif
