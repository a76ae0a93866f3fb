// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: give bytes, a std::istream&, a descriptor or a path
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <fstream>
#include <string>

namespace da = dicom_anonymizer;

#ifdef FIXED
void work(std::string& out) {
  std::ifstream in("in.dcm");
  da::anonymize_bytes(in, out);
}
#else
void work(std::string& out) { da::anonymize_bytes(std::ifstream("in.dcm"), out); }
#endif
