// SPDX-License-Identifier: BSD-3-Clause
// Another edition of PS3.15: chosen in the source, or by name while the program runs.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>

namespace da = dicom_anonymizer;
using namespace da::literals;

// Chosen in the source: the compiler knows every rule.
constexpr auto trial =
    da::profile(da::dicom_2024b) | da::rule{"PatientName"_tag, da::replace_with("SUBJECT^07")};
static_assert(da::profile(da::dicom_2023e).code_for(da::tags::PatientID) == da::code::Z);
static_assert(da::profile(da::dicom_2024b).code_for(da::tags::PatientID) == da::code::ZD);
static_assert(trial.find("PatientName"_tag).name() == "replace_with_value");

int main(int argc, char** argv) {
  if (argc < 3) return std::puts("usage: switch_edition INPUT OUTPUT [EDITION]"), 2;
  try {
    if (argc == 3) {
      da::anonymize_file(argv[1], argv[2], trial);
      return 0;
    }
    const da::edition* chosen = da::find_edition(argv[3]);  // "2026d", "dicomfields_2023", ...
    if (chosen == nullptr) return std::puts("there is no such edition"), 2;
    da::anonymize_file(argv[1], argv[2], da::profile(*chosen));
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s: %s\n", argv[1], e.what());
    return 1;
  }
}
