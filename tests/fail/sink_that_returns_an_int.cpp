// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a sink is void or bool(std::span<const std::byte>)
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(const std::string& in) {
  da::anonymize_bytes(in, [](std::span<const std::byte> piece) { return !piece.empty(); });
}
#else
void work(const std::string& in) {
  da::anonymize_bytes(in, [](std::span<const std::byte> piece) { return int(piece.size()); });
}
#endif
