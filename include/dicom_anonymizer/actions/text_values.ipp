// SPDX-License-Identifier: BSD-3-Clause
// What actions/text_values.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE bool is_likely_text(std::string_view bytes) noexcept {
  bytes = without_padding(bytes);
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || byte == '\t' || byte == '\n' || byte == '\f' ||
           byte == '\r' || byte == 0x1B;
  });
}

DICOM_ANONYMIZER_INLINE rewritten_text rewrite_text(std::string_view bytes, vr kind,
                                                    const character_set& letters,
                                                    const text::cleaner& by, cleaning how) {
  using fate = rewritten_text::fate;
  rewritten_text result;
  bytes = without_padding(bytes);
  if (kind == vr::UN) kind = vr::UT;  // one text
  bool is_any_left = false;
  bool is_first = true;
  for (const std::string_view one : letters.split_values(bytes, kind)) {
    if (!is_first) result.bytes += '\\';
    is_first = false;
    std::string utf8;
    bool is_text = true;
    try {
      utf8 = letters.decode(one, kind);
    } catch (const error&) {
      if (how == cleaning::clean) return {fate::unreadable, {}, 0, 1, {}};
      utf8 = one;
      is_text = false;
    }
    text::cleaned done = how == cleaning::clean ? by.clean(utf8) : by.scrub(utf8);
    if (!done.changed) {
      result.bytes += one;
      is_any_left = is_any_left || !without_blanks(one).empty();
      continue;
    }
    result.what = fate::changed;
    result.removed += done.removed;
    const bool is_left = !without_blanks(done.text).empty();
    ++(is_left ? result.cleaned : result.emptied);
    if (!is_left) continue;
    is_any_left = true;
    if (!is_text) {
      result.bytes += done.text;
      continue;
    }
    try {
      result.bytes += letters.encode(done.text, kind);
    } catch (const error&) {
      return {fate::unreadable, {}, 0, 1, {}};
    }
  }
  if (result.what == fate::unchanged) return {};
  if (!is_any_left) {
    result.what = fate::nothing_left;
    result.bytes.clear();
  } else if (result.bytes.size() > bytes.size()) {
    // Other escape sequences may be longer than what went; there is to be no more than before.
    return {fate::unreadable, {}, 0, 1, {}};
  }
  return result;
}

}  // namespace dicom_anonymizer::detail
