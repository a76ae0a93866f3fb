// SPDX-License-Identifier: BSD-3-Clause
// What actions/remove_outside_directory.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/remove_outside_directory.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE void remove_outside_directory::operator()(element& e) const {
  if (!e.in_directory()) return e.remove();
  if (renews_uid) replace_uid{}(e);
}

}  // namespace actions

}  // namespace dicom_anonymizer
