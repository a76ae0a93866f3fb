// SPDX-License-Identifier: BSD-3-Clause
// What the writer of a data set declares of its private elements.
#pragma once

#include <cstdint>

namespace dicom_anonymizer {

/// What the writer of a data set declares of a private element, PS3.3 section C.12.1.1.7.
enum class private_treatment : std::uint8_t {
  undeclared,  ///< nothing
  safe,        ///< it identifies nobody
  remove,      ///< it may identify; Deidentification Action (0008,0307) is X or one not known here
  empty,       ///< the same, Z
  replace,     ///< the same, D
  new_uid,     ///< the same, U
};

}  // namespace dicom_anonymizer
