// SPDX-License-Identifier: BSD-3-Clause
// Takes out of a text what may tell who the patient is, and keeps the rest as it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/removal.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer::text {

/// What the retain options of the profile let stay in a text, and how careful to be.
struct allowances {
  bool dates = false;         ///< dates and times as they are written
  bool ages_and_sex = false;  ///< ages up to 89, sex, pregnancy
  bool institution = false;   ///< words such as "hospital"; names of institutions only if they are
                              ///< safe phrases
  bool devices = false;       ///< nothing by itself: the words of devices come as safe phrases
  bool strict = false;        ///< words that are also names go wherever they stand

  friend constexpr bool operator==(const allowances&, const allowances&) = default;
};

/// A text after cleaning.
struct cleaned {
  bool changed = false;  ///< whether anything went; if not, text is what was given, byte for byte
  std::string text;      ///< what is left; empty if nothing is
  removal_counts removed;
  std::vector<std::string>
      unknown_words;  ///< those no list has, as they stood; only when asked for
};

/// Cleans texts in UTF-8.  Words go or stay as they are; no word is changed and nothing is put in
/// their place.  Takes time in proportion to the text; throws nothing but std::bad_alloc, whatever
/// bytes the text is made of.  The vocabulary and the values are held by reference.
class cleaner {
 public:
  cleaner(const vocabulary& words, const known_values& known, allowances allowed = {}) noexcept
      : words_(&words), known_(&known), allowed_(allowed) {}
  cleaner(vocabulary&&, const known_values&, allowances = {}) = delete;
  cleaner(const vocabulary&, known_values&&, allowances = {}) = delete;

  /// What may stay of one value, or of prose line by line: only words of the lists, numbers that
  /// measure something, and what stands between them.
  [[nodiscard]] cleaned clean(std::string_view text, bool with_unknown_words = false) const;

  /// The text without the known values, and all else as it is.
  [[nodiscard]] cleaned scrub(std::string_view text) const;

 private:
  const vocabulary* words_;
  const known_values* known_;
  allowances allowed_;
};

}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/cleaner.ipp>
#endif
