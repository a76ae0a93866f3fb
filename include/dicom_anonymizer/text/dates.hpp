// SPDX-License-Identifier: BSD-3-Clause
// Dates and times as people write them.
#pragma once

#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// 1 to 12 if a folded word is the name of a month in one of the languages that are known, else 0.
[[nodiscard]] int month_of(std::string_view folded) noexcept;

// Where a date or time of day that begins with an atom ends, as the number of the atom behind it; 0
// if none begins there.  Looks at a few atoms only.
[[nodiscard]] std::size_t date_at(const passage& all, std::size_t first);

// Whether digits are a date (YYYYMMDD), or one with a time behind it.
[[nodiscard]] bool is_compact_date(std::string_view digits) noexcept;

// A number of few digits; -1 if there are more than nine.
[[nodiscard]] int number_of(std::string_view digits) noexcept;

// Whether no digit or Latin letter touches the atom from the left, or from the right what ends
// before an atom.
[[nodiscard]] bool begins_apart(const passage& all, std::size_t first) noexcept;
[[nodiscard]] bool ends_apart(const passage& all, std::size_t behind) noexcept;

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/dates.ipp>
#endif
