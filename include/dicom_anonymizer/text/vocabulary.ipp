// SPDX-License-Identifier: BSD-3-Clause
// What text/vocabulary.hpp declares.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer::text {

DICOM_ANONYMIZER_INLINE vocabulary::vocabulary() {
  for (const char* const one : {"abdomen", "chest", "ct", "head", "mr", "without", "contrast"})
    own_.emplace(one, word_class::imaging);
}
DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_word(std::string_view word) {
  own_[std::string(word)] = word_class::imaging;
  return *this;
}
DICOM_ANONYMIZER_INLINE word_class vocabulary::find(std::string_view folded) const noexcept {
  const auto found = own_.find(folded);
  return found == own_.end() ? word_class::none : found->second;
}
DICOM_ANONYMIZER_INLINE std::size_t vocabulary::size() const noexcept { return own_.size(); }

}  // namespace dicom_anonymizer::text
