// SPDX-License-Identifier: BSD-3-Clause
// What actions/text_values.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
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

// Of a number that an identifier or a date could be: the digits before its point.
inline std::size_t digits_before_point(std::string_view number) noexcept {
  if (!number.empty() && number.front() == '+') number.remove_prefix(1);
  return std::min(number.find_first_not_of("0123456789"), number.size());
}

DICOM_ANONYMIZER_INLINE rewritten_text rewrite_text(std::string_view bytes, vr kind,
                                                    const character_set& letters,
                                                    const text::cleaner& by, cleaning how,
                                                    bool with_unknown_words) {
  using fate = rewritten_text::fate;
  rewritten_text result;
  bytes = without_padding(bytes);
  const bool is_unknown = kind == vr::UN;
  const bool is_list_of_numbers = is_unknown && how == cleaning::scrub &&
                                  bytes.find('\\') != std::string_view::npos &&
                                  is_list_of(bytes, vr::DS);
  if (is_unknown) {
    constexpr std::size_t longest_list = std::size_t{1} << 20;
    if (is_list_of_numbers && bytes.size() > longest_list) return {};
    kind = bytes.size() > longest_list ? vr::UT : vr::UC;  // one text, or perhaps several
  }
  bool is_any_left = false;
  bool is_first = true;
  for (const std::string_view one : letters.split_values(bytes, kind)) {
    if (!is_first) result.bytes += '\\';
    is_first = false;
    // By chance a number is equal to a short identifier, among many numbers sooner.
    const bool is_number =
        is_unknown && how == cleaning::scrub && is_decimal_string(without_blanks(one));
    const std::size_t enough = is_list_of_numbers ? 7 : 5;
    if (is_number && digits_before_point(without_blanks(one)) < enough) {
      result.bytes += one;
      is_any_left = true;
      continue;
    }
    std::string utf8;
    bool is_text = true;
    try {
      utf8 = letters.decode(one, kind);
    } catch (const error&) {
      if (how == cleaning::clean) return {fate::unreadable, {}, 0, 1, {}, {}};
      utf8 = one;
      is_text = false;
    }
    text::cleaned done =
        how == cleaning::clean ? by.clean(utf8, with_unknown_words) : by.scrub(utf8);
    for (std::string& word : done.unknown_words) result.unknown_words.push_back(std::move(word));
    if (!done.changed) {
      result.bytes += one;
      is_any_left = is_any_left || !without_blanks(one).empty();
      continue;
    }
    result.what = fate::changed;
    result.removed += done.removed;
    // What is left of a number is another one.
    if (is_number) done.text.clear();
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
      return {fate::unreadable, {}, 0, 1, {}, {}};
    }
  }
  if (result.what == fate::unchanged) return {};
  // Implicit VR and UN have room for more than a VR that is written.
  constexpr std::size_t most_of_short_length = 0xFFFE;
  if (result.bytes.size() > most_of_short_length && !has_long_length(kind))
    return {fate::unreadable, {}, 0, 1, {}, {}};
  if (!is_any_left) {
    result.what = fate::nothing_left;
    result.bytes.clear();
  } else if (result.bytes.size() > bytes.size()) {
    // Other escape sequences may be longer than what went; there is to be no more than before.
    return {fate::unreadable, {}, 0, 1, {}, {}};
  }
  return result;
}

}  // namespace dicom_anonymizer::detail
