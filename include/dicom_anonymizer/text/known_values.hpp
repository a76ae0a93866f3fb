// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of its own patient, staff and institution: no text of it may repeat that.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <dicom_anonymizer/text/key_table.hpp>
#include <dicom_anonymizer/text/phrase_set.hpp>
#include <dicom_anonymizer/text/window_set.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text {
namespace detail {

// A filter: the place of up to four bytes that a key may begin with.
inline constexpr std::size_t beginnings = 65536;
[[nodiscard]] constexpr std::size_t beginning_of(std::string_view folded) noexcept {
  const std::uint64_t hash = hash_on(no_hash, folded.substr(0, 4));
  return static_cast<std::size_t>(hash ^ hash >> 24) % beginnings;
}

}  // namespace detail

/// Values that identify, in UTF-8, folded when they are added.  Texts are compared by words,
/// without case, accents and separators, so that ten thousand names cost no more than one; where a
/// script writes no spaces (Chinese, Japanese, Korean, Thai) a value is found inside a word, too.
/// No value itself is held, only hashes of it.  Adding never throws but std::bad_alloc; what is no
/// name, date or number counts as nothing.
class known_values {
 public:
  /// Whose name it is.  A word that each study has ("CT", "Head") counts in the name of the
  /// patient, and in that of another person only beside another part of the name; so does one of
  /// the language ("no", "in").  One that is also a name ("Long") counts alone in that of another
  /// person where it begins with a capital letter.
  enum class person : bool { patient, other };

  /// A value of VR PN, with all its component groups.  Each part of two or more letters counts, and
  /// parts written together do; an ideographic family name of one character counts with what
  /// follows it.  Within a word a part of two or three letters counts between digits, changes of
  /// case and the ends of the word (KIM01).  Titles and degrees ("Dr", "MD") are no names, but for
  /// a patient's family of three letters or more (Herr), particles ("van der") none by themselves.
  void add_name(std::string_view pn, person whose = person::patient);

  /// Names of two or three letters that are added from now on count within a word only if it has a
  /// digit (KIM01): in names of products a change of case tells nothing (TrioTim).
  void seek_short_names_by_digits() noexcept { need_digit_ = true; }

  /// Patient ID, accession number and the like: as a whole from two characters on, and its digits
  /// from five on wherever they stand, from six on also in groups, with and without zeros before
  /// them; one of four characters within a word behind a label (MRN4711).  One that is a word of
  /// imaging ("HEAD") counts as nothing; a number of up to three digits is left where a unit of
  /// measurement follows it.
  void add_identifier(std::string_view id);

  /// A date as YYYYMMDD, or one with more behind it: in all the ways in which dates are written; a
  /// birth date also without the year (12/05, 5 Dec).
  void add_date(std::string_view da, bool birth);

  /// An institution, address, department or station: the phrase, and its words that no list has.
  /// One of words of imaging alone ("CT Scanner") counts as nothing.
  void add_phrase(std::string_view phrase);

  /// The same of a text of which the safe words stay: only its words that no list has.
  void add_words_of(std::string_view phrase);

  /// A phone number, however it is grouped, with and without the code of the country.
  void add_phone(std::string_view number);

  /// What the output says anyway: Manufacturer, model, Modality where they are kept.  Those of its
  /// words that no list has stay as ambiguous ones do, as makers are named as people are, and with
  /// a digit as words of imaging do; unless they are also one of the values above.
  void add_safe_phrase(std::string_view phrase);

  /// Whether nothing was added that could be found; safe phrases do not count.
  [[nodiscard]] bool empty() const noexcept {
    return keys_.empty() && digits_.empty() && dense_.empty() && dates_.empty();
  }

  /// Whether a folded word is in a safe phrase.
  [[nodiscard]] bool is_safe(std::string_view folded) const {
    return !safe_words_.empty() && safe_words_.count(detail::hash_on(detail::no_hash, folded)) != 0;
  }

 private:
  friend class known_search;

  void add_key(std::string_view folded, detail::key_form form = {});
  void add_name_group(std::string_view group, person whose, bool written_out);
  void add_unlisted_words(const std::vector<std::string>& words);
  void add_dense_name(const std::vector<std::string_view>& components);

  detail::key_table keys_;                      // words without separators
  std::bitset<detail::beginnings> beginnings_;  // of keys
  std::size_t longest_key_ = 0;
  bool need_digit_ = false;  // names of few letters within a word
  detail::window_set digits_;
  detail::window_set dense_;                       // folded characters of scripts without spaces
  std::unordered_map<std::uint32_t, bool> dates_;  // YYYYMMDD and YYMMDD; whether of a birth
  std::unordered_set<std::uint32_t> birthdays_;    // MMDD
  std::unordered_set<std::uint64_t, detail::as_is> safe_words_;
};

}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/known_values.ipp>
#endif
