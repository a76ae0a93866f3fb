// SPDX-License-Identifier: BSD-3-Clause
// What profiles/safe_private.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/profiles/safe_private_table.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE vr vr_for_table(const element& e) {
  const vr kind = e.vr();
  if (kind == vr::UN && e.is_empty())
    if (const tables::safe_private_row* const row = find_safe_private(e.key())) return row->kind;
  return kind;
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void delete_unless_declared_safe::operator()(element& e) const {
  switch (e.declared_treatment()) {
    case private_treatment::safe: return;
    case private_treatment::empty: return empty{}(e);
    case private_treatment::replace: return replace{}(e);
    case private_treatment::new_uid: return is_text(e.vr()) ? replace_uid{}(e) : e.remove();
    case private_treatment::remove: return e.remove();
    case private_treatment::undeclared:
      if (!e.is_sequence()) return e.remove();
      if (!e.is_sifted() && !keep_safe_items(e)) return e.remove();
      return e.note_sifted();  // what is left obeys the rules
  }
}

DICOM_ANONYMIZER_INLINE bool delete_unless_declared_safe::keep_safe_items(element& sequence) {
  bool is_any_left = false;
  sequence.for_each_nested([&](element& nested) {
    const bool is_left_to_walk =
        nested.is_private_creator() ||
        (nested.id() == detail::specific_character_set && !nested.is_sequence());
    if (is_left_to_walk) return;
    if (is_safe(nested) || (nested.is_sequence() && keep_safe_items(nested)))
      is_any_left = true;
    else
      nested.remove();
  });
  return is_any_left;
}

DICOM_ANONYMIZER_INLINE bool delete_unless_declared_safe::is_safe(const element& nested) {
  return nested.id().is_private() &&
         (nested.is_kept_by_rules(nested.key(), detail::vr_for_table(nested)) ||
          nested.declared_treatment() == private_treatment::safe);
}

DICOM_ANONYMIZER_INLINE void keep_safe_private::operator()(element& e) const {
  if (!detail::has_listed_vr(e.key(), detail::vr_for_table(e))) delete_unless_declared_safe{}(e);
}

}  // namespace actions

}  // namespace dicom_anonymizer
