// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>

#include <vector>

int main() {
  std::vector<unsigned char> bytes(32);
  bytes[0] = 1;
  dicom_anonymizer::keyed_pseudonyms source{dicom_anonymizer::key(bytes)};
  return source.uid("1.2.3") == source.uid("1.2.3") ? 0 : 1;
}
