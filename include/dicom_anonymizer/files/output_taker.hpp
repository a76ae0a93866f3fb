// SPDX-License-Identifier: BSD-3-Clause
// Somebody who takes an output instead of a file.
#pragma once

#include <functional>

namespace dicom_anonymizer::detail {

class byte_output;

// Gets an output when it is whole.
struct output_taker {
  // Gets all bytes.  What was there before stays: reading them may yet show that the input changed.
  std::function<void(byte_output&)> take;
  // Called behind that if it did not.  Throws nothing.
  std::function<void()> keep = {};
};

}  // namespace dicom_anonymizer::detail
