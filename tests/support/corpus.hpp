// SPDX-License-Identifier: BSD-3-Clause
// The folder of real files that tests may be given.
#pragma once

#include <cstdlib>
#include <filesystem>

#include "support/catch.hpp"

namespace test {

// Empty if there is none; the test that asks is then told to be skipped.
inline std::filesystem::path corpus() {
  const char* const folder = std::getenv("DICOM_ANONYMIZER_CORPUS");
  if (folder != nullptr && *folder != '\0') return folder;
#ifdef SKIP  // Catch2 version 3
  SKIP("DICOM_ANONYMIZER_CORPUS names no corpus");
#else
  WARN("skipped: DICOM_ANONYMIZER_CORPUS names no corpus");
#endif
  return {};
}

}  // namespace test
