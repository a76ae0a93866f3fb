// SPDX-License-Identifier: BSD-3-Clause
// What actions/protect_unknown.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

DICOM_ANONYMIZER_INLINE void protect_unknown::operator()(element& e) const {
  switch (e.vr()) {
    case vr::DA:
    case vr::DT:
    case vr::TM:
      if (moves_dates)
        shift_date{}(e);
      else if (!keeps_dates && !e.is_empty())
        replace{}(e);
      return;
    case vr::PN:
    case vr::UR:
      if (!e.is_empty()) replace{}(e);
      return;
    case vr::UI:
      if (!keeps_uids)
        replace_uid{}(e);
      else if (moves_dates)
        keep_uid{}(e);
      return;
    default: return;
  }
}

}  // namespace dicom_anonymizer::actions
