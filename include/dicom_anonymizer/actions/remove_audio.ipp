// SPDX-License-Identifier: BSD-3-Clause
// What actions/remove_audio.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/remove_audio.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE void remove_audio::operator()(element& e) const {
  if (detail::is_audio(e.sop_class_uid())) e.remove();
}

}  // namespace actions

}  // namespace dicom_anonymizer
