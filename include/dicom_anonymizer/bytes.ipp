// SPDX-License-Identifier: BSD-3-Clause
// What bytes.hpp declares.
#pragma once

#include <dicom_anonymizer/byte_places.hpp>
#include <dicom_anonymizer/bytes.hpp>
#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE report anonymize_between(const byte_input& in, const byte_target& out,
                                                 const rules_ref& rules,
                                                 const file_options& options) {
  require_apart(in, out);
  context own;
  file_anonymizer worker(rules, options.shared != nullptr ? *options.shared : own, options.bounds,
                         options.sync);
  worker.run(in.open(options), out.place(options));
  return worker.counts().to_report();
}

}  // namespace dicom_anonymizer::detail
