// SPDX-License-Identifier: BSD-3-Clause
// What the two units of one program say to each other.
#pragma once

#include <string>

#include <dicom_anonymizer/dicom_anonymizer.hpp>

// By the unit that has the definitions from the headers.
dicom_anonymizer::report anonymized_by_headers(gdcm::DataSet& dataset,
                                               const dicom_anonymizer::dynamic_rule_map& rules,
                                               dicom_anonymizer::context& shared);
std::string new_uid_by_headers(dicom_anonymizer::context& shared, const std::string& uid);
void fail_in_headers();
