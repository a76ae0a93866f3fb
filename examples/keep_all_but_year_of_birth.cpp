// SPDX-License-Identifier: BSD-3-Clause
// Keeps everything in a folder of files; of the birth date only the year is left.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>

namespace da = dicom_anonymizer;

// The signature of the Python package works as it stands: a data set and a tag.
void year_only(gdcm::DataSet& dataset, const gdcm::Tag& tag) {
  gdcm::DataElement date = dataset.GetDataElement(tag);
  const gdcm::ByteValue* value = date.GetByteValue();
  if (value == nullptr || value->GetLength() < 4) return;
  const std::string year = std::string(value->GetPointer(), 4) + "0101";
  date.SetByteValue(year.data(), static_cast<std::uint32_t>(year.size()));
  dataset.Replace(date);
}

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: keep_all_but_year_of_birth INPUT OUTPUT"), 2;
  const auto rules = da::keep_everything{} | da::rule{da::tags::PatientBirthDate, year_only};
  try {
    const da::tree_report done = da::anonymize_tree(argv[1], argv[2], rules);
    std::printf("anonymized %zu, skipped %zu, failed %zu\n", done.anonymized, done.skipped,
                done.failed);
    return done ? 0 : 1;
  } catch (const da::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
