// SPDX-License-Identifier: BSD-3-Clause
// What the columns of the tables of Table E.1-1 are called, and the options that they are.
#pragma once

#include <map>
#include <string>

#include <dicom_anonymizer/profiles/options.hpp>

namespace test {

inline const std::map<std::string, dicom_anonymizer::option> option_columns = {
    {"rtn_safe_priv", dicom_anonymizer::option::retain_safe_private},
    {"rtn_uids", dicom_anonymizer::option::retain_uids},
    {"rtn_dev_id", dicom_anonymizer::option::retain_device_identity},
    {"rtn_inst_id", dicom_anonymizer::option::retain_institution_identity},
    {"rtn_pat_chars", dicom_anonymizer::option::retain_patient_characteristics},
    {"rtn_long_full_dates", dicom_anonymizer::option::retain_full_dates},
    {"rtn_long_modif_dates", dicom_anonymizer::option::retain_modified_dates},
    {"clean_desc", dicom_anonymizer::option::clean_descriptors},
    {"clean_struct_cont", dicom_anonymizer::option::clean_structured_content},
    {"clean_graph", dicom_anonymizer::option::clean_graphics}};

}  // namespace test
