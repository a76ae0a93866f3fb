// SPDX-License-Identifier: BSD-3-Clause
#include "mixed.hpp"

#ifdef DICOM_ANONYMIZER_COMPILED
#error "this unit is to have the definitions from the headers"
#endif

namespace da = dicom_anonymizer;

da::report anonymized_by_headers(gdcm::DataSet& dataset, const da::dynamic_rule_map& rules,
                                 da::context& shared) {
  return da::anonymize_dataset(dataset, rules, shared);
}

std::string new_uid_by_headers(da::context& shared, const std::string& uid) {
  return std::string(shared.uids.new_uid_for(uid));
}

void fail_in_headers() { static_cast<void>(da::parse_pattern("no such thing")); }
