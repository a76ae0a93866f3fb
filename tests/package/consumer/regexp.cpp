// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/regexp.hpp>

int main() {
  return dicom_anonymizer::actions::regexp("0701$", "0000").apply("20080701") == "20080000" ? 0 : 1;
}
