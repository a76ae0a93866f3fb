// SPDX-License-Identifier: BSD-3-Clause
// How a file is read and written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/limits.hpp>

namespace dicom_anonymizer {

/// How a file, or what would be one, is read and written.
struct file_options {
  /// What the input may demand of memory and stack.
  limits bounds = {};
  /// Whether the output is forced to the disk before it gets its name (fsync of file and folder).
  bool sync = false;
  /// What is shared with other files; without one UIDs agree within the file only.
  context* shared = nullptr;
  /// How many bytes of a stream, and of an output for a sink, are held in memory.  What is beyond
  /// waits in a file without a name that nobody else can open, and is gone with the call.
  std::size_t waiting_bytes = std::size_t{1} << 26;
  /// The folder that such a file is in; that for temporary files (TMPDIR) if it is empty.  Where
  /// there is no such folder: error(errc::unwritable).
  std::string waiting_folder = {};
  /// How long a stream, pipe or socket may be; error(errc::too_large).
  std::uint64_t stream_bytes = std::uint64_t{1} << 36;
};

}  // namespace dicom_anonymizer
