// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: a sink is void or bool(std::span<const std::byte>)
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(da::anonymizer& worker, const std::string& in) {
  worker.bytes(in, [](std::span<const std::byte>) {});
}
#else
void work(da::anonymizer& worker, const std::string& in) {
  worker.bytes(in, [](std::string_view) {});
}
#endif
