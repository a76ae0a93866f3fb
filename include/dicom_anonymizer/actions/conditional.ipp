// SPDX-License-Identifier: BSD-3-Clause
// What actions/conditional.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/empty_sequences_table.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

// Whether PS3.3 lets a sequence be without items there; path is the sequences around it.
constexpr bool may_be_empty(std::span<const tag> path, tag id) noexcept {
  const tag around = path.empty() ? tag() : path.back();
  return std::any_of(
      std::begin(tables::empty_sequences), std::end(tables::empty_sequences),
      [&](const tables::sequence_place& one) { return one.around == around && one.id == id; });
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void empty_or_replace::operator()(element& e) const { replace{}(e); }

DICOM_ANONYMIZER_INLINE void delete_or_empty::operator()(element& e) const {
  if (e.is_sequence() && !detail::may_be_empty(e.path(), e.id())) return e.remove();
  empty{}(e);
}

DICOM_ANONYMIZER_INLINE void delete_or_replace::operator()(element& e) const { replace{}(e); }

DICOM_ANONYMIZER_INLINE void delete_or_empty_or_replace::operator()(element& e) const {
  replace{}(e);
}

DICOM_ANONYMIZER_INLINE void delete_or_empty_or_replace_uid::operator()(element& e) const {
  if (e.is_sequence()) return;
  if (e.vr() == vr::UI) return replace_uid{}(e);
  empty{}(e);
}

}  // namespace actions

}  // namespace dicom_anonymizer
