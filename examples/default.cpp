// SPDX-License-Identifier: BSD-3-Clause
// De-identifies one file with the default profile and says what was done.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>

namespace da = dicom_anonymizer;

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: default INPUT OUTPUT"), 2;
  try {
    const da::report done = da::anonymize_file(argv[1], argv[2]);
    for (const auto& [action, count] : done.applied)
      std::printf("%-32s %zu\n", action.c_str(), count);
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s: %s\n", argv[1], e.what());
    return 1;
  }
}
