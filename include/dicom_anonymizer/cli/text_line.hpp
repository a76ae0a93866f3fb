// SPDX-License-Identifier: BSD-3-Clause
// What the program says of texts that lost words.
#pragma once

#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/text/removal.hpp>

namespace dicom_anonymizer::cli {

/// One line with the numbers of values and of words by the reason that they went for, and a line
/// feed; empty where nothing went.
[[nodiscard]] inline std::string text_line(const text_numbers& done) {
  if (done.cleaned_values == 0 && done.emptied_values == 0) return {};
  std::string reasons;
  for (std::size_t i = 0; i < text::removal_reasons; ++i) {
    const std::size_t words = done.removed_words.by_reason[i];
    if (words == 0) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? ": " : ", ",
                           to_string(static_cast<text::removal>(i)), words);
  }
  return fmt::format("texts: {} lost words and kept others, nothing was left of {}{}\n",
                     done.cleaned_values, done.emptied_values, reasons);
}

}  // namespace dicom_anonymizer::cli
