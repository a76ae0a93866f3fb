// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of its own patient, staff and institution: no text of it may repeat that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dicom_anonymizer::text {

/// Values that identify, in UTF-8, folded when they are added.  Texts are compared by words,
/// without case, accents and separators, so that ten thousand names cost no more than one; where a
/// script writes no spaces (Chinese, Japanese, Thai) a value is found inside a word, too.
class known_values {
 public:
  /// Whose name it is.  A word that each study has ("CT", "Head") counts in the name of the
  /// patient, and in that of another person only if another part of the name is none.
  enum class person : bool { patient, other };

  /// A value of VR PN, all component groups.  Each part of two or more letters counts, parts
  /// written together do, and of an ideographic one the family name of one character with what
  /// follows it. Titles and degrees ("Dr", "MD") are no names.
  void add_name(std::string_view pn, person whose = person::patient);
  /// Patient ID, accession number and the like: as a whole from two characters on, and its digits
  /// from five on wherever they stand.
  void add_identifier(std::string_view id);
  /// A date as YYYYMMDD (a DT is one with more behind it): in all the ways in which dates are
  /// written; a birth date also without the year.
  void add_date(std::string_view da, bool birth);
  /// An institution, address, department or station: the phrase, and its words that no list has.
  void add_phrase(std::string_view phrase);
  /// A phone number, however it is grouped, with and without the code of the country.
  void add_phone(std::string_view number);
  /// What the output says anyway: Manufacturer, model, Modality where they are kept.  Its words
  /// stay as those of the vocabulary do, unless they are also one of the values above.
  void add_safe_phrase(std::string_view phrase);

  /// Whether nothing was added that could be found; safe phrases do not count.
  [[nodiscard]] bool empty() const noexcept;

  /// For the cleaner alone: whether a word is one of them.
  [[nodiscard]] bool has_word(std::string_view word) const;

 private:
  void add_words(std::string_view text);

  std::vector<std::string> words_;
};

}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/known_values.ipp>
#endif
