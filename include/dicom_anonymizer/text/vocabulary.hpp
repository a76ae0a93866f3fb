// SPDX-License-Identifier: BSD-3-Clause
// The words that may stay in a text: the list of the library, and a site's own words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dicom_anonymizer::text {

/// What kind of word a list says that a word is.
enum class word_class : std::uint8_t {
  none,         ///< in no list: it goes
  core,         ///< a body part, view or modality: it stays whatever stands beside it
  imaging,      ///< a word of imaging, or of the site
  ambiguous,    ///< a word that is also a name (Long, Rose): it goes where a name is near
  date,         ///< a month or weekday: it goes unless dates may stay
  institution,  ///< "hospital": it goes, with what is beside it, unless institutions may stay
  patient,      ///< "male", "pregnant": it goes unless patient characteristics may stay
  title,        ///< "Prof": it goes, with what is behind it
};

/// Words that tell nothing of a person.  A new one holds the list of the library; words are
/// compared without case and accents.  It may be read by many threads while nobody changes it.
class vocabulary {
 public:
  vocabulary();

  /// Adds the words of a file: one a line, or a hunspell .dic (what follows a slash is left out,
  /// and a first line that is a number).  "!word" takes a word out, "=a phrase" lets the phrase
  /// stay as a whole, "# ..." is a comment.  UTF-8, UTF-16 with a mark of its byte order, or what
  /// the line SET of the .aff beside a .dic says.  A line that is no word (digits, more than one
  /// word) throws error(errc::bad_arguments) with its number, never with its text; a file that
  /// cannot be read errc::unreadable, one in an encoding that is not known errc::character_set.
  vocabulary& add_file(const std::string& path);

  /// The word stays from now on, as one of imaging.  Throws error(errc::bad_arguments) if it is no
  /// word: it has no letter, or white space.
  vocabulary& add_word(std::string_view word);

  /// The words of a phrase stay where they stand together.
  vocabulary& add_phrase(std::string_view phrase);

  /// The word goes from now on; it need not be in the list.
  vocabulary& take_out(std::string_view word);

  /// What kind of word it is; of a word as fold() writes it.
  [[nodiscard]] word_class find(std::string_view folded) const noexcept;

  /// How many words and phrases may stay, with those that an option decides of.
  [[nodiscard]] std::size_t size() const noexcept;

  /// Sixteen hexadecimal digits that tell one list from another, whatever order it was made in.
  [[nodiscard]] std::string digest() const;

  /// One line for each word or phrase, sorted: the word, a tab, its class.
  [[nodiscard]] std::string list() const;

 private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const noexcept {
      return std::hash<std::string_view>{}(word);
    }
  };
  friend class cleaner;

  std::unordered_map<std::string, word_class, hash, std::equal_to<>> own_;  // none: taken out
  std::unordered_set<std::string, hash, std::equal_to<>> phrases_;          // without separators
  std::vector<std::string> written_phrases_;
  std::size_t longest_phrase_ = 0;  // in words
};

}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/vocabulary.ipp>
#endif
