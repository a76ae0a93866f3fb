// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#ifndef DICOM_ANONYMIZER_COMPILED
#error "the target does not say that the definitions are in the library"
#endif

namespace da = dicom_anonymizer;
using namespace da::literals;

int main() {
  constexpr auto rules = da::rule{"PatientID"_tag, da::replace_with("SUBJECT-07")};
  static_assert(da::conformance_of(da::default_profile).holds());
  gdcm::DataSet dataset;
  dataset.Insert(gdcm::DataElement(da::tags::PatientComments, 0, gdcm::VR::LT));
  gdcm::DataElement id(da::tags::PatientID, 0, gdcm::VR::LO);
  id.SetByteValue("1234", 4);
  dataset.Insert(id);
  const da::report done = da::anonymize_dataset(dataset, rules);
  const bool is_gone = !dataset.FindDataElement(da::tags::PatientComments);
  return is_gone && done.applied.contains("replace_with_value") ? 0 : 1;
}
