// SPDX-License-Identifier: BSD-3-Clause
// What stands beside a name: words that would be safe elsewhere.
#pragma once

#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Takes titles and what is behind them, what "for" or "MRN" announce, names with initials, words of
// institutions and addresses with what is beside them, and ambiguous words beside what went.  The
// kinds of the words are known, and what goes by itself is gone.
void take_neighbours(passage& all, bool institutions_stay);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/neighbours.ipp>
#endif
