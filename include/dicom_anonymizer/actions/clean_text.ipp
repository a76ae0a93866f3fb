// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_text.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>

namespace dicom_anonymizer::actions {

DICOM_ANONYMIZER_INLINE bool clean_text::has_cleaned(element& e) {
  const vr kind = e.vr();
  if (!uses_character_set(kind) || kind == vr::PN) return false;
  static const text::vocabulary built_in;
  static const text::known_values nobody;
  const text::cleaner how(e.shared().words ? *e.shared().words : built_in, nobody,
                          e.allowed_in_texts());
  try {
    std::vector<std::string> all = e.values();
    bool changed = false;
    bool has_any = false;
    for (std::string& one : all) {
      text::cleaned done = how.clean(one, e.shared().unknown_words != nullptr);
      for (const std::string& word : done.unknown_words) e.note_unknown_word(word);
      changed = changed || done.changed;
      has_any = has_any || !done.text.empty();
      if (done.changed) one = done.text;
    }
    if (!has_any) return false;
    if (changed) e.set_values(all);
    return true;
  } catch (const error&) {
    return false;
  }
}

DICOM_ANONYMIZER_INLINE void clean_text::operator()(element& e) const {
  if (e.is_empty() || has_cleaned(e)) return;
  if (otherwise_ == otherwise::basic_code) return e.act_as_basic_profile();
  e.clear();
}

}  // namespace dicom_anonymizer::actions
