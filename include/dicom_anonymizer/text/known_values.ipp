// SPDX-License-Identifier: BSD-3-Clause
// What text/known_values.hpp declares.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/known_values.hpp>

namespace dicom_anonymizer::text {

namespace detail {

inline bool is_of_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c < 0;
}
inline std::string folded_word(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE void known_values::add_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && detail::is_of_word(text[end])) ++end;
    if (end - at >= 2) words_.push_back(detail::folded_word(text.substr(at, end - at)));
    at = end + (end == at ? 1 : 0);
  }
}
DICOM_ANONYMIZER_INLINE void known_values::add_name(std::string_view pn, person) { add_words(pn); }
DICOM_ANONYMIZER_INLINE void known_values::add_identifier(std::string_view id) { add_words(id); }
DICOM_ANONYMIZER_INLINE void known_values::add_date(std::string_view da, bool) {
  add_words(da.substr(0, 8));
}
DICOM_ANONYMIZER_INLINE void known_values::add_phrase(std::string_view phrase) {
  add_words(phrase);
}
DICOM_ANONYMIZER_INLINE void known_values::add_phone(std::string_view number) {
  add_words(number);
}
DICOM_ANONYMIZER_INLINE void known_values::add_safe_phrase(std::string_view) {}
DICOM_ANONYMIZER_INLINE bool known_values::empty() const noexcept { return words_.empty(); }
DICOM_ANONYMIZER_INLINE bool known_values::has_word(std::string_view word) const {
  return std::find(words_.begin(), words_.end(), detail::folded_word(word)) != words_.end();
}

}  // namespace dicom_anonymizer::text
