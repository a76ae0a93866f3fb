// SPDX-License-Identifier: BSD-3-Clause
// What actions/keep_uid.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE void keep_uid::operator()(element& e) const {
  if (e.exists() && e.vr() != vr::SQ && looks_dated(e.bytes())) e.count_dated_uid();
}

}  // namespace actions

}  // namespace dicom_anonymizer
