// SPDX-License-Identifier: BSD-3-Clause
// Where pseudonyms come from: a key, a list of earlier ones, or whatever a user writes.
#pragma once

#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// Whose dates they are, as the data set said before any rule changed it; in UTF-8, without padding
/// and spaces around.
struct patient_identity {
  /// Patient ID (0010,0020).
  std::string id;
  /// Issuer of Patient ID (0010,0021), by which only a source that is asked to tells patients
  /// apart; empty where there is no Patient ID.
  std::string issuer;
  /// Study Instance UID (0020,000D) where there is no Patient ID; else empty.
  std::string study_uid;

  /// Whether anything is known.
  [[nodiscard]] bool is_known() const noexcept { return !id.empty() || !study_uid.empty(); }

  friend bool operator==(const patient_identity&, const patient_identity&) = default;
};

/// An identifier that is to get a pseudonym.
struct identifier_request {
  /// The old one in UTF-8, one value, without padding and spaces around.
  std::string_view original;
  /// The attribute that it stands in.
  tag where;
  /// What the new one must look like.
  const identifier_form& form;
};

/// What a file said of its patient before, and says now; in UTF-8 where the bytes are text of their
/// character set.
struct renamed_patient {
  /// Issuer of Patient ID (0010,0021).
  std::string issuer_before;
  /// Patient ID (0010,0020).
  std::string id_before;
  std::string id_after;
};

/// Gives the same pseudonym for the same old value every time it is asked.  Threads share one: each
/// member may be called by several at once.
class pseudonym_source {
 public:
  virtual ~pseudonym_source() = default;
  pseudonym_source(const pseudonym_source&) = delete;
  pseudonym_source& operator=(const pseudonym_source&) = delete;

  /// The new UID for an old one, which is without padding, not empty and none of the standard's.
  [[nodiscard]] virtual std::string uid(std::string_view original) = 0;

  /// The new identifier, in the form that is asked for.
  [[nodiscard]] virtual std::string identifier(const identifier_request& request) = 0;

  /// How far the dates of a patient, who is known, are moved.
  [[nodiscard]] virtual date_shift shift_of(const patient_identity& patient) = 0;

  /// Whether it wants to know of files: each file then calls begin_file, complete_file if it comes
  /// so far, and end_file, from one thread.  An action may anonymize another file meanwhile, which
  /// does the same in between.  Sources that remember what they gave do.
  [[nodiscard]] virtual bool follows_files() const noexcept { return false; }
  /// A file is about to be read.
  virtual void begin_file() {}
  /// The output is complete but has no name yet.  If the answer is false, what was given since
  /// begin_file does not hold, and the file begins anew; what is thrown makes it fail.
  [[nodiscard]] virtual bool complete_file(const renamed_patient& who) {
    (void)who;
    return true;
  }
  /// The file is over, whether it was completed or not.
  virtual void end_file() noexcept {}
  /// A data set in memory is about to be anonymized, perhaps by an action or a sink amid a file of
  /// this thread.  It cannot begin anew: what is given until end_dataset holds.
  virtual void begin_dataset() {}
  /// The data set in memory is over.
  virtual void end_dataset() noexcept {}

 protected:
  pseudonym_source() = default;
};

}  // namespace dicom_anonymizer
