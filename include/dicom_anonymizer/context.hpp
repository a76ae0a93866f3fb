// SPDX-License-Identifier: BSD-3-Clause
// What outlives one data set: replacement UIDs and the dummy values.
#pragma once

#include <string>

#include <dicom_anonymizer/pseudonyms/uid_map.hpp>

namespace dicom_anonymizer {

/// What the action replace writes, by VR; change a member before the work starts.  Every text must
/// be legal for the VRs it is used for (PS3.5 section 6.2), or replacing fails with
/// errc::invalid_value.
struct dummy_values {
  /// AE CS LO LT PN SH ST UC UT.
  std::string text = "ANONYMIZED";
  /// DA.
  std::string date = "19000101";
  /// TM.
  std::string time = "000000.00";
  /// DT.
  std::string date_time = "19000101010101.000000+0000";
  /// DS and IS.
  std::string number = "0";
  /// AS.
  std::string age = "000Y";
  /// UR; .invalid is a name that can never resolve (RFC 2606).
  std::string uri = "http://anonymized.invalid/";
  /// UN.
  std::string unknown = "Anonymized";
};

/// What must agree across the data sets of one job.  Share one between all files and threads that
/// belong together; without one, each call has its own and UIDs of two calls do not agree.
struct context {
  /// The replacement UIDs given so far.
  uid_map uids;
  /// What replace writes.
  dummy_values dummies;
};

}  // namespace dicom_anonymizer
