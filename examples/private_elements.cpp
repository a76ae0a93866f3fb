// SPDX-License-Identifier: BSD-3-Clause
// Private elements go unless a rule keeps them: some of a vendor's block, or all of them.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>
#include <string_view>

namespace da = dicom_anonymizer;
using namespace da::literals;

// The block number is whatever a data set assigned; the creator of a kept element is kept.
constexpr da::rule_map diffusion(da::rule{R"((0019,"SIEMENS MR HEADER",0C))"_tag,
                                          da::keep},  // b value
                                 da::rule{da::private_element{0x0019, "SIEMENS MR HEADER", 0x0E},
                                          da::keep});  // direction

int main(int argc, char** argv) {
  if (argc < 3) return std::puts("usage: private_elements INPUT OUTPUT [all]"), 2;
  try {
    if (argc > 3 && std::string_view(argv[3]) == "all") {
      da::anonymize_file(argv[1], argv[2], da::keep_private);  // --keepPrivateTags
    } else {
      da::anonymize_file(argv[1], argv[2], diffusion);
    }
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s: %s\n", argv[1], e.what());
    return 1;
  }
}
