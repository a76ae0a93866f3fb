// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_codes.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string>

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/coding_schemes.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

inline constexpr tag code_of_item{0x0008, 0x0100};
inline constexpr tag scheme_of_code{0x0008, 0x0102};
inline constexpr tag meaning_of_code{0x0008, 0x0104};
inline constexpr tag long_code_of_item{0x0008, 0x0119};

// Of a code that stands before or behind its scheme.
inline bool has_standard_scheme(const element& part) {
  return is_standard_coding_scheme(without_blanks(part.beside(scheme_of_code)));
}

// The codes in the items, and those in sequences that no rule of their own cleans.
inline void clean_codes_in(element& sequence) {
  sequence.for_each_nested([](element& nested) {
    if (nested.id().is_private()) return;
    if (!nested.is_sequence()) return actions::clean_codes::clean_part(nested);
    // Those that have this action themselves are cleaned when it is their turn.
    if (!nested.decides_over_codes()) clean_codes_in(nested);
  });
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void clean_codes::clean_part(element& part) {
  const tag id = part.id();
  if (id == detail::scheme_of_code) {
    part.remember();
    if (is_standard_coding_scheme(detail::without_blanks(part.bytes()))) return;
  } else if (id == detail::code_of_item || id == detail::long_code_of_item) {
    if (detail::has_standard_scheme(part)) return;
  } else if (id != detail::meaning_of_code) {
    return;
  }
  if (part.is_empty()) return;
  if (part.has_users_rule()) return part.note_uncleaned();
  clean_text{}(part);
  if (part.is_empty()) replace{}(part);
}

DICOM_ANONYMIZER_INLINE void clean_codes::operator()(element& e) const {
  if (e.is_sequence()) return detail::clean_codes_in(e);
  if (!e.is_empty()) e.act_as_basic_profile();
}

}  // namespace actions

}  // namespace dicom_anonymizer
