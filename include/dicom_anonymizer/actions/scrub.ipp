// SPDX-License-Identifier: BSD-3-Clause
// What actions/scrub.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

// Whether this is the value of a code that somebody else has given, PS3.16 section 8.1.
inline bool is_public_code(const element& e) {
  constexpr tag code_value{0x0008, 0x0100};
  constexpr tag coding_scheme_designator{0x0008, 0x0102};
  if (e.id() != code_value) return false;
  const std::string bytes = e.beside(coding_scheme_designator);
  const std::string_view scheme = without_blanks(bytes);
  return !scheme.empty() && scheme.substr(0, 2) != "99" && scheme != "L";
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void scrub::operator()(element& e) const {
  if (!e.exists()) return;
  const vr kind = e.vr();
  if (!detail::may_be_scrubbed(kind)) return;
  const std::string_view bytes = e.bytes();
  if (bytes.empty() || (kind == vr::UN && !detail::is_likely_text(bytes))) return;
  if (detail::is_public_code(e)) return;
  detail::rewritten_text done{detail::rewritten_text::fate::nothing_left, {}, 0, 1, {}};
  if (e.knows_own_values())
    done = detail::rewrite_text(bytes, kind, e.characters(), e.cleaner(), detail::cleaning::scrub);
  using fate = detail::rewritten_text::fate;
  if (done.what == fate::unchanged) return;
  e.count_text(done.cleaned, done.emptied, done.removed);
  if (done.what == fate::changed) return e.set_bytes(done.bytes);
  e.act_as_unlisted();
}

}  // namespace actions
}  // namespace dicom_anonymizer
