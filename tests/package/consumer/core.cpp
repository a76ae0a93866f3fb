// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/dicom_anonymizer.hpp>

int main() {
  gdcm::DataSet dataset;
  dataset.Insert(gdcm::DataElement(dicom_anonymizer::tags::PatientComments, 0, gdcm::VR::LT));
  dicom_anonymizer::anonymize_dataset(dataset);
  return dataset.FindDataElement(dicom_anonymizer::tags::PatientComments) ? 1 : 0;
}
