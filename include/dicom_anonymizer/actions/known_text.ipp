// SPDX-License-Identifier: BSD-3-Clause
// What actions/known_text.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/known_values.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE void known_text::meet(tells what, std::string_view bytes, vr kind,
                                              const character_set& letters,
                                              std::string_view dummy) {
  if (what == tells::nothing || !is_complete_) return;
  if (bytes.size() > longest) return give_up();
  bytes = without_padding(bytes);
  // Of a DT the day is what texts repeat, and frames differ in the time.
  constexpr std::size_t day = 8;
  const bool is_date = what == tells::date || what == tells::birth_date;
  for (std::string_view one : letters.split_values(bytes, kind)) {
    one = without_blanks(one);
    if (is_date) one = one.substr(0, day);
    if (one.empty() || one == dummy) continue;
    // Text that its character set does not explain is the same wherever it stands.
    const std::string utf8 = letters.decode_if_text(one, kind);
    std::string key = utf8;
    key.push_back(static_cast<char>(what));
    if (!met_.insert(std::move(key)).second) continue;
    if (met_.size() > most) return give_up();
    add(what, utf8);
  }
}

DICOM_ANONYMIZER_INLINE void known_text::add(tells what, std::string_view utf8) {
  constexpr std::size_t least = 4;  // of a number that is often short
  using person = text::known_values::person;
  switch (what) {
    case tells::nothing: return;
    case tells::patient_name: return values_.add_name(utf8, person::patient);
    case tells::other_name: return values_.add_name(utf8, person::other);
    case tells::number:
      if (utf8.size() < least) return;
      [[fallthrough]];
    case tells::identifier: return values_.add_identifier(utf8);
    case tells::date: return values_.add_date(utf8, false);
    case tells::birth_date: return values_.add_date(utf8, true);
    case tells::phrase: return values_.add_phrase(utf8);
    case tells::phone: return values_.add_phone(utf8);
    case tells::device: return values_.add_safe_phrase(utf8);
  }
}

}  // namespace dicom_anonymizer::detail
