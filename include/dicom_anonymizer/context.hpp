// SPDX-License-Identifier: BSD-3-Clause
// What outlives one data set: pseudonyms and the dummy values.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

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

/// What is done with a data set whose pixels say of themselves that they identify: Burned In
/// Annotation (0028,0301), Recognizable Visual Features (0028,0302) or Specimen Label in Image
/// (0048,0010) is YES, or Image Type (0008,0008) or Frame Type (0008,9007) has the value LABEL.
enum class identifying_pixels {
  marked,   ///< it is worked on and counted; no code of PS3.15 is claimed and no identity removed
  refused,  ///< error(errc::identifying_pixels)
};

/// What is done with a document that is encapsulated, such as a PDF: nobody cleans it here.  Who
/// wants to keep one gives a rule, da::rule{da::tags::EncapsulatedDocument, da::keep}, and then no
/// code of the profile is claimed.
enum class encapsulated_documents {
  replaced,  ///< where its rule is replace, a smallest document of its type stands in its place
  withheld,  ///< error(errc::withheld) there: nothing is written
};

/// Which graphic objects of annotations the option clean-graphics leaves: who writes by hand makes
/// one of many points.
enum class graphic_objects_left {
  drawings,  ///< those of at most 500 points
  shapes,    ///< those of at most 32 points, but none that is interpolated
};

/// What must agree across the data sets of one job.  Share one between all files and threads that
/// belong together; without one, each call has its own and UIDs of two calls do not agree.
struct context {
  /// The replacement UIDs given so far.
  uid_map uids;
  /// What replace writes.
  dummy_values dummies;
  /// Where UIDs, identifiers and shifts of dates come from, such as keyed_pseudonyms.  Without one
  /// UIDs are random and the actions pseudonymize and shift_date throw error(errc::no_key).
  std::shared_ptr<pseudonym_source> pseudonyms = {};
  /// Whether the UIDs that a source made are kept in uids, so that each is made once.  Without it
  /// memory does not grow with the UIDs, and the source is asked each time.
  bool remembers_uids = true;
  /// Whether replace_with_value and regexp write text that the VR or VM of the attribute does not
  /// allow (PS3.5 section 6.2 and 6.4), counted in report::invalid_values, instead of throwing.
  bool allows_invalid_values = false;
  /// The words that may stay in texts that are cleaned; those of the library without it.  Nobody
  /// may change it while it is used.
  std::shared_ptr<const text::vocabulary> words = {};
  /// Whether words that are also names go from texts that are cleaned, wherever they stand.
  bool cleans_strictly = false;
  /// Where words are collected that go from texts because no list has them; they identify.
  std::shared_ptr<dicom_anonymizer::unknown_words> unknown_words = {};
  /// What is done where pixels say that they identify.  They are not cleaned.
  identifying_pixels pixels_that_identify = identifying_pixels::marked;
  /// What replace does with Encapsulated Document (0042,0011).
  encapsulated_documents documents = encapsulated_documents::replaced;
  /// What option::clean_graphics leaves of Graphic Object Sequence (0070,0009) and Compound Graphic
  /// Sequence (0070,0209).
  graphic_objects_left graphics = graphic_objects_left::drawings;

  /// The replacement of one UID, without padding; spaces before it do not count.  UIDs of the
  /// standard (is_standard_uid), and an empty one, come back as they are.  Valid as long as the
  /// original, the context and the room, which may be written to.
  [[nodiscard]] std::string_view replacement_for(std::string_view original, std::string& room);

  /// The same for a value of any kind, also where it looks like a UID of the standard.
  [[nodiscard]] std::string_view new_uid_for(std::string_view original, std::string& room);
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/context.ipp>
#endif
