// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_text.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::actions {

DICOM_ANONYMIZER_INLINE bool clean_text::has_cleaned(element& e) {
  const vr kind = e.vr();
  if (!uses_character_set(kind)) return false;
  if (kind == vr::PN) return false;
  try {
    std::vector<std::string> all = e.values();
    bool changed = false;
    bool has_any = false;
    for (std::string& one : all) {
      std::string kept;
      std::string word;
      const auto flush = [&] {
        if (word == "CHEST" || word == "Head" || word == "head" || word == "chest" ||
            word == "CT") {
          if (!kept.empty()) kept += ' ';
          kept += word;
        }
        word.clear();
      };
      for (const char c : one) {
        if (c == ' ' || c == '^') {
          flush();
        } else {
          word += c;
        }
      }
      flush();
      changed = changed || kept != one;
      has_any = has_any || !kept.empty();
      one = kept;
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
