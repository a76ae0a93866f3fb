// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_text.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

DICOM_ANONYMIZER_INLINE void clean_text::operator()(element& e) const {
  if (!e.exists() || e.is_empty()) return;
  const vr kind = e.vr();
  const auto give_up = [&] {
    if (otherwise_ == otherwise::basic_code) return e.act_as_basic_profile();
    e.clear();
  };
  const bool is_text =
      works_on(e.id(), kind) && (kind != vr::UN || detail::is_likely_text(e.bytes()));
  if (!is_text || !e.knows_own_values()) {
    e.count_text(0, 1, {});
    return give_up();
  }
  const detail::rewritten_text done = detail::rewrite_text(
      e.bytes(), kind, e.characters(), e.cleaner(words_), detail::cleaning::clean);
  using fate = detail::rewritten_text::fate;
  if (done.what == fate::unchanged) return;
  e.count_text(done.cleaned, done.emptied, done.removed);
  if (done.what == fate::changed) return e.set_bytes(done.bytes);
  give_up();
}

}  // namespace dicom_anonymizer::actions
