// SPDX-License-Identifier: BSD-3-Clause
// The program dicom-anonymizer.
#include <dicom_anonymizer/cli/run.hpp>

int main(int argc, char** argv) { return dicom_anonymizer::cli::run(argc, argv); }
