// SPDX-License-Identifier: BSD-3-Clause
// What text/cleaner.hpp declares.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/removal.hpp>

namespace dicom_anonymizer::text {

namespace detail {

template <class Goes>
cleaned without(std::string_view text, const Goes& goes) {
  cleaned result;
  std::string separator;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (end == at) {
      separator.push_back(text[at++]);
      continue;
    }
    const std::string_view word = text.substr(at, end - at);
    removal why{};
    if (goes(word, why)) {
      result.removed.add(why);
      result.changed = true;
      separator = separator.substr(0, 1);
    } else {
      if (!result.text.empty() || !result.changed) result.text += separator;
      separator.clear();
      result.text += word;
    }
    at = end;
  }
  if (!result.changed) result.text = text;
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE cleaned cleaner::clean(std::string_view text, bool) const {
  return detail::without(text, [&](std::string_view word, removal& why) {
    why = known_->has_word(word) ? removal::known_value : removal::unknown_word;
    return why == removal::known_value || words_->find(detail::folded_word(word)) == word_class{};
  });
}
DICOM_ANONYMIZER_INLINE cleaned cleaner::scrub(std::string_view text) const {
  return detail::without(text, [&](std::string_view word, removal& why) {
    why = removal::known_value;
    return known_->has_word(word);
  });
}

}  // namespace dicom_anonymizer::text
