// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/run.hpp>

int main() {
  const char* arguments[] = {"consumer", "--version"};
  return dicom_anonymizer::cli::run(2, arguments);
}
