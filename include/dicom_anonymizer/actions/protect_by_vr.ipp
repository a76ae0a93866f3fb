// SPDX-License-Identifier: BSD-3-Clause
// What actions/protect_by_vr.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/protect_by_vr.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE const dictionary_entry* attribute_of_vr(vr kind) noexcept {
  static constexpr dictionary_entry some[] = {{0, vr::DA, 0, 0}, {0, vr::DT, 0, 0},
                                              {0, vr::PN, 0, 0}, {0, vr::TM, 0, 0},
                                              {0, vr::UI, 0, 0}, {0, vr::UR, 0, 0}};
  for (const dictionary_entry& one : some)
    if (one.representation == kind) return &one;
  return nullptr;
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void protect_by_vr::operator()(element& e) const {
  const vr kind = e.vr();
  const bool is_identifying = detail::identifies_by_vr(kind);
  if (!is_identifying && !detail::exceeds_attribute(e)) return;
  // What it holds says how all text behind it is read: a term stays, and a dummy would be none.
  const bool is_for_text = e.id() == detail::specific_character_set;
  if (is_for_text && character_set(e.bytes()).is_known()) return;
  // Pixels that stay in their file cannot be looked at.
  if (kind == vr::UR || (!is_identifying && is_pixel_data(e.id()))) return e.remove();
  if (is_identifying)
    how(e);
  else
    replace{}(e);
  if (is_for_text && e.was_written()) e.remove();
}

}  // namespace actions

}  // namespace dicom_anonymizer
