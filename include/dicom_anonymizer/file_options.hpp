// SPDX-License-Identifier: BSD-3-Clause
// How a file is read and written.
#pragma once

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/limits.hpp>

namespace dicom_anonymizer {

/// How a file is read and written.
struct file_options {
  /// What the input may demand of memory and stack.
  limits bounds = {};
  /// Whether the output is forced to the disk before it gets its name (fsync of file and folder).
  bool sync = false;
  /// What is shared with other files; without one UIDs agree within the file only.
  context* shared = nullptr;
};

}  // namespace dicom_anonymizer
