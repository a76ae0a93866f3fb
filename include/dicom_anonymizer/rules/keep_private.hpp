// SPDX-License-Identifier: BSD-3-Clause
// keep_private: the rule that keeps every private element.
#pragma once

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer {

/// Keeps every private element with its creator: --keepPrivateTags.  What a vendor writes there may
/// identify the patient (PS3.15 section E.3.10); with a profile under it dates, times, names of
/// people, UIDs and URs are protected by their VR all the same.
inline constexpr rule keep_private{any_private, keep};

}  // namespace dicom_anonymizer
