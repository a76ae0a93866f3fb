// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a keyword in quotes needs _tag behind it
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace da = dicom_anonymizer;
using namespace da::literals;

#ifdef FIXED
constexpr da::rule wanted{"PatientID"_tag, da::keep};
#else
constexpr da::rule wanted{"PatientID", da::keep};
#endif
