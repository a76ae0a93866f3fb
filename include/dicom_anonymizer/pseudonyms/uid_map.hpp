// SPDX-License-Identifier: BSD-3-Clause
// Replacement UIDs that are the same for the same old one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>

namespace dicom_anonymizer {

/// Maps each original UID to one new UID, a random one under 2.25 (PS3.5 section B.2) or one that
/// is made elsewhere.  Safe to share between threads; shared by the files of a run it keeps their
/// references together.  Takes about 120 bytes of memory for each UID that was replaced; a map of a
/// few thousand somewhat more.
class uid_map {
 public:
  uid_map();
  ~uid_map();
  uid_map(const uid_map&) = delete;
  uid_map& operator=(const uid_map&) = delete;

  /// The replacement of one UID, without padding; valid as long as the map.  UIDs of the standard
  /// (is_standard_uid), and an empty one, come back as they are.
  [[nodiscard]] std::string_view replacement_for(std::string_view original);

  /// The same, where a source makes each new UID that is not known yet.
  [[nodiscard]] std::string_view replacement_for(std::string_view original,
                                                 pseudonym_source& source);

  /// A new UID for a value of any kind, also where it looks like a UID of the standard: it stands
  /// where none is expected.  Empty for an empty one.
  [[nodiscard]] std::string_view new_uid_for(std::string_view original);

  /// The same, where a source makes each new UID that is not known yet.
  [[nodiscard]] std::string_view new_uid_for(std::string_view original, pseudonym_source& source);

  /// How many UIDs have been replaced so far.
  [[nodiscard]] std::size_t size() const;

 private:
  class table;
  std::unique_ptr<table> table_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pseudonyms/uid_map.ipp>
#endif
