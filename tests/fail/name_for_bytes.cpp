// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: give bytes, a std::istream&, a descriptor or a path
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <filesystem>
#include <string>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(std::string& out) { da::anonymize_bytes(std::filesystem::path("in.dcm"), out); }
#else
void work(std::string& out) { da::anonymize_bytes("in.dcm", out); }
#endif
