// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action takes a da::element&
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
const da::rule wanted{da::tag{0x0010, 0x0020}, [](da::element&) {}};
#else
const da::rule wanted{da::tag{0x0010, 0x0020}, [](int) {}};
#endif
