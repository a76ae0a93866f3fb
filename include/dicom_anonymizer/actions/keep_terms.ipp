// SPDX-License-Identifier: BSD-3-Clause
// What actions/keep_terms.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/keep_terms.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

DICOM_ANONYMIZER_INLINE void keep_terms::operator()(element& e) const {
  if (e.is_empty()) return;
  if (e.vr() == vr::CS && detail::is_term_to_keep(e.id(), detail::without_blanks(e.bytes())))
    return;
  e.act_as_basic_profile();
}

}  // namespace dicom_anonymizer::actions
