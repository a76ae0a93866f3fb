// SPDX-License-Identifier: BSD-3-Clause
// The name of a file as the operating system takes it.
#pragma once

#include <string>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::detail {

// A name as the operating system takes it.  Throws error(errc::bad_arguments) for one with a NUL,
// which would end it early and name another file.
inline const char* system_name(const std::string& name) {
  if (name.find('\0') != std::string::npos)
    throw error(errc::bad_arguments, "the name of a file has a NUL in it");
  return name.c_str();
}

}  // namespace dicom_anonymizer::detail
