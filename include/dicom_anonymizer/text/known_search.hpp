// SPDX-License-Identifier: BSD-3-Clause
// Where known values stand in a passage of a text.
#pragma once

#include <vector>

#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/patterns.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Takes the tokens of a passage that are, or hold, a known value.  With `inside` given, values in
// words of a script without spaces are noted there instead, as bytes, and their words are not
// taken. Where dates may stay only that of the birth counts.
void take_known_values(passage& all, const known_values& known, bool dates_stay,
                       std::vector<span>* inside);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/known_search.ipp>
#endif
