// SPDX-License-Identifier: BSD-3-Clause
// Numbers of several parts that are somebody's or something's: accession, insurance, specimen.
#pragma once

#include <cstddef>

#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Where an identifier of several parts that begins with an atom ends, as the number of the atom
// behind it; 0 if none begins there.  Looks at a few atoms only.  One number of many digits is
// none of these.
[[nodiscard]] std::size_t identifier_at(const passage& all, std::size_t first);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/identifiers.ipp>
#endif
