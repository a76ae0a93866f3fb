# SPDX-License-Identifier: BSD-3-Clause
# The version is stated once, in version.hpp.
file(READ "${CMAKE_CURRENT_LIST_DIR}/../include/dicom_anonymizer/version.hpp" text)
foreach(part MAJOR MINOR PATCH)
  if(NOT text MATCHES "DICOM_ANONYMIZER_VERSION_${part} ([0-9]+)")
    message(FATAL_ERROR "version.hpp has no ${part} version")
  endif()
  set(version_${part} ${CMAKE_MATCH_1})
endforeach()
set(dicom_anonymizer_version ${version_MAJOR}.${version_MINOR}.${version_PATCH})
