// SPDX-License-Identifier: BSD-3-Clause
// Phone numbers, and numbers in a row that are none.
#pragma once

#include <cstddef>

#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Where groups of digits that are written as those of a phone, and begin with an atom, end, as the
// number of the atom behind them; 0 if none begin there.  Looks at a few atoms only.
[[nodiscard]] std::size_t phone_at(const passage& all, std::size_t first);

// Whether numbers in a row, between two atoms, rather measure something: 512 512, 1.25 0.625,
// 25-50-75, 10 20 30 40.
[[nodiscard]] bool is_measure(const passage& all, std::size_t first, std::size_t behind);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/phones.ipp>
#endif
