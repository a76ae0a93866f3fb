// SPDX-License-Identifier: BSD-3-Clause
// Lays rules of its own over the default profile: lambdas, fixed values, a mask, a run-time rule.
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>

namespace da = dicom_anonymizer;
using namespace da::literals;

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: own_rules INPUT OUTPUT"), 2;
  const auto add_suffix = [](da::element& e) { e.set_text(e.text() + "-trial7"); };

  const auto rules =
      da::rule_map(da::rule{da::tags::PatientID, da::keep}, da::rule{0x0008'103E_tag, add_suffix},
                   da::rule{"PatientName"_tag, da::replace_with("SUBJECT^07")},
                   da::rule{"(60xx,3000)"_tag, da::keep});

  da::dynamic_rule_map extra;  // as a command line or a settings dialogue would make it
  extra.set(da::parse_pattern("(0008,0020)"), da::actions::regexp("0701$", "0000"));

  try {
    da::anonymize_file(argv[1], argv[2], rules | extra);
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s: %s\n", argv[1], e.what());
    return 1;
  }
}
