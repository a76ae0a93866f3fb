// SPDX-License-Identifier: BSD-3-Clause
// What actions/scrub.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/coding_schemes.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

// Whether it is a part of a code of a scheme that others know, too (PS3.16 table 8-1).
inline bool is_of_public_code(const element& e, tag part) {
  constexpr tag designator{0x0008, 0x0102};
  return e.id() == part && is_standard_coding_scheme(without_blanks(e.beside(designator)));
}

// Whether a value is one UID or several, and no number or name of a version: four points or more,
// or those of a UUID (PS3.5 section B.2).
inline bool is_list_of_uids(std::string_view text) noexcept {
  while (true) {
    const std::size_t end = text.find('\\');
    const std::string_view one = without_blanks(text.substr(0, end));
    const bool is_long = std::count(one.begin(), one.end(), '.') >= 4 || one.starts_with("2.25.");
    if (!is_long || !is_uid(one)) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

// Whether bytes are text, or several that NULs separate, as devices write fields of fixed length.
// Numbers have NULs, too, but few bytes of text between two of them; the last run may be cut off.
inline bool may_be_text(std::string_view bytes) noexcept {
  constexpr std::size_t least = 4;
  while (true) {
    const std::size_t end = bytes.find('\0');
    if (!is_likely_text(bytes.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    if (end < least) return false;
    bytes.remove_prefix(std::min(bytes.find_first_not_of('\0', end), bytes.size()));
  }
}

// Whether its bytes are no text, as far as its beginning tells: a long one is not loaded for that.
inline bool begins_as_no_text(const element& e) {
  constexpr std::size_t enough = 4096;
  const std::string_view first = e.beginning(enough);
  return first.empty() || first.front() == '\0' || !may_be_text(first);
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void scrub::operator()(element& e) const {
  // Before a long value is loaded.
  if (!e.exists() || !e.scrubs_known_values()) return;
  const vr kind = e.vr();
  if (!detail::may_be_scrubbed(kind)) return;
  if (kind == vr::UN && detail::begins_as_no_text(e)) return;
  const std::string_view bytes = e.bytes();
  if (bytes.empty() || (kind == vr::UN && !detail::may_be_text(bytes))) return;
  constexpr tag value{0x0008, 0x0100};
  constexpr tag designator{0x0008, 0x0102};
  constexpr tag meaning{0x0008, 0x0104};
  if (e.id() == designator) return e.remember();
  if (detail::is_of_public_code(e, value)) return;
  detail::rewritten_text done{detail::rewritten_text::fate::nothing_left, {}, 0, 1, {}, {}};
  if (e.knows_own_values())
    done = detail::rewrite_text(bytes, kind, e.characters(), e.cleaner(), detail::cleaning::scrub);
  // What is seldom asked for is not made before.
  if (done.what != detail::rewritten_text::fate::unchanged && e.knows_own_values() &&
      (detail::names_product(e.id()) || detail::is_of_public_code(e, meaning)))
    done = detail::rewrite_text(bytes, kind, e.characters(), e.cleaner_of_terms(),
                                detail::cleaning::scrub);
  using fate = detail::rewritten_text::fate;
  if (done.what == fate::unchanged) return;
  // A part of one is none; SH is too short for another.
  if (kind != vr::SH && e.knows_own_values() &&
      detail::is_list_of_uids(detail::without_padding(bytes)))
    return replace_uid{}(e);
  // Of fields of fixed length none may move into the place of another.
  const bool has_fields =
      kind == vr::UN && detail::without_padding(bytes).find('\0') != std::string_view::npos;
  if (done.what == fate::changed && !has_fields) {
    e.count_text(done.cleaned, done.emptied, done.removed);
    return e.set_bytes(done.bytes);
  }
  e.count_text(0, done.cleaned + done.emptied, done.removed);
  e.act_as_unlisted();
}

}  // namespace actions
}  // namespace dicom_anonymizer
