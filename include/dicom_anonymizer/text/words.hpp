// SPDX-License-Identifier: BSD-3-Clause
// What a word or number is by itself: safe, a name as well, a measure, or none of these.
#pragma once

#include <cstddef>

#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer::text {

class known_values;

namespace detail {

// What lets words stay; see allowances.
struct allowed_words {
  bool dates = false;
  bool patient = false;
  bool institution = false;
  bool strict = false;
};

// Sets kind and cues of each token of a passage, and whether it is kept or listed.
void judge_words(passage& all, const vocabulary& words, const known_values& known,
                 allowed_words allowed);

}  // namespace detail
}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/words.ipp>
#endif
