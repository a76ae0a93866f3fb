// SPDX-License-Identifier: BSD-3-Clause
// De-identifies a data set in memory, as a gateway would between receiving and sending.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace da = dicom_anonymizer;

static void put(gdcm::DataSet& dataset, da::tag id, da::vr kind, std::string_view value) {
  gdcm::DataElement made(id, 0, da::to_gdcm(kind));
  made.SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
  dataset.Replace(made);
}

static std::string get(const gdcm::DataSet& dataset, da::tag id) {
  if (!dataset.FindDataElement(id)) return "(absent)";
  const gdcm::ByteValue* value = dataset.GetDataElement(id).GetByteValue();
  return value == nullptr ? "" : std::string(value->GetPointer(), value->GetLength());
}

int main() {
  gdcm::DataSet dataset;  // nobody's: every value is made up
  put(dataset, da::tags::SOPInstanceUID, da::vr::UI, "1.2.3.4 ");
  put(dataset, da::tags::PatientName, da::vr::PN, "Fontaine^Annie");
  put(dataset, da::tags::PatientID, da::vr::LO, "12345678");
  put(dataset, da::tags::PatientComments, da::vr::LT, "lives next door ");

  da::context job;  // share it between all data sets of a study: their UIDs stay linked
  da::anonymize_dataset(dataset, da::default_profile, job);

  std::printf("name '%s', id '%s', comments '%s'\n", get(dataset, da::tags::PatientName).c_str(),
              get(dataset, da::tags::PatientID).c_str(),
              get(dataset, da::tags::PatientComments).c_str());
}
