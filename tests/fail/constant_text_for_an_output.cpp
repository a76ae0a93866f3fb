// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: give a string&, vector&, ostream&, path or sink
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <string>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(const std::string& in, std::string& out) { da::anonymize_bytes(in, out); }
#else
void work(const std::string& in, const std::string& out) { da::anonymize_bytes(in, out); }
#endif
