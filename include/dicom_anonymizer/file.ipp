// SPDX-License-Identifier: BSD-3-Clause
// What file.hpp declares.
#pragma once

#include <filesystem>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE report anonymize_one_file(const std::filesystem::path& input,
                                                  const std::filesystem::path& output,
                                                  const rules_ref& rules,
                                                  const file_options& options) {
  context own;
  return anonymize_by_rewriting(input, output, rules,
                                options.shared != nullptr ? *options.shared : own, options);
}

}  // namespace dicom_anonymizer::detail
