// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: an action returns nothing
#include <dicom_anonymizer/dicom_anonymizer.hpp>

namespace da = dicom_anonymizer;

#ifdef FIXED
void year(gdcm::DataSet& dataset, const gdcm::Tag& id) { dataset.Remove(id); }
#else
std::size_t year(gdcm::DataSet& dataset, const gdcm::Tag& id) { return dataset.Remove(id); }
#endif

const da::rule wanted{da::tags::PatientID, year};
