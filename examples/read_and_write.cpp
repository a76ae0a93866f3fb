// SPDX-License-Identifier: BSD-3-Clause
// De-identifies what GDCM has read, and lets GDCM write it.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <gdcmReader.h>
#include <gdcmWriter.h>

#include <cstdio>

namespace da = dicom_anonymizer;
using namespace da::literals;

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: read_and_write INPUT OUTPUT"), 2;
  gdcm::Reader reader;
  reader.SetFileName(argv[1]);
  if (!reader.Read()) return std::puts("GDCM cannot read it"), 1;

  try {
    // The whole file, not its data set alone: so the file meta information is renewed as well.
    da::anonymize_dataset(reader.GetFile(), da::rule{"PatientSex"_tag, da::keep});
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s: %s\n", argv[1], e.what());
    return 1;
  }

  gdcm::Writer writer;
  writer.SetFile(reader.GetFile());
  writer.SetFileName(argv[2]);
  return writer.Write() ? 0 : 1;
}
