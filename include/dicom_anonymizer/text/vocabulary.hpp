// SPDX-License-Identifier: BSD-3-Clause
// The words that may stay in a text: the list of the library, and a site's own words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include <dicom_anonymizer/text/phrase_set.hpp>
#include <dicom_anonymizer/text/word_class.hpp>

namespace dicom_anonymizer::text {

/// Words that tell nothing of a person.  A new one holds the list of the library; words are
/// compared without case and accents.  It may be read by many threads while nobody changes it.
class vocabulary {
 public:
  vocabulary() = default;

  /// Adds the words of a file: one a line, or a hunspell .dic (what follows a slash is left out,
  /// and a first line that is a number).  "!word" takes a word out, "=a phrase" lets its words stay
  /// where they stand together, "# ..." is a comment.  A word written as names are, with a capital
  /// of any script at its beginning and small letters (Östlund, McDonald, O'Brien), becomes an
  /// ambiguous one, also if the file has it in small letters, too; others become words of imaging;
  /// a word that is in the list already keeps its class, unless it was taken out before.  Words
  /// with a hyphen between them are a phrase (x-ray), or an ambiguous one if one of them is written
  /// as names are (Smith-Jones).
  ///
  /// UTF-8, UTF-16 with a mark of its byte order, or what the line SET of the .aff beside a .dic
  /// says. A line that is no word (it has no letter, or is more than one) throws
  /// error(errc::bad_arguments) with its number, never with its text, but of a .dic it is left out;
  /// a file that cannot be read throws errc::unreadable, one in an encoding that is not known
  /// errc::character_set.  After an error nothing has changed.
  vocabulary& add_file(const std::string& path);

  /// The word stays from now on, as one of imaging, whatever it was before.  Throws
  /// error(errc::bad_arguments) if it is no word: it has no letter, or is more than one.
  vocabulary& add_word(std::string_view word);

  /// The words of a phrase stay where they stand together.  Throws error(errc::bad_arguments) if it
  /// has no letter.
  vocabulary& add_phrase(std::string_view phrase);

  /// The word goes from now on; it need not be in the list.  Throws as add_word does.
  vocabulary& take_out(std::string_view word);

  /// What kind of word it is; of a word as fold() writes it.
  [[nodiscard]] word_class find(std::string_view folded) const;

  /// Whether the word was taken out, of a word as fold() writes it.
  [[nodiscard]] bool is_taken_out(std::string_view folded) const;

  /// How many words and phrases there are, with those that an option decides of;
  /// takes time in proportion to the words that were added and taken out.
  [[nodiscard]] std::size_t size() const;

  /// Sixteen hexadecimal digits that tell one list from another, whatever order it was made in;
  /// takes as long as size().
  [[nodiscard]] std::string digest() const;

  /// One line for each word or phrase, sorted: the word, a tab, its class.
  [[nodiscard]] std::string list() const;

  /// The phrases, for those who compare.
  [[nodiscard]] const detail::phrase_set& phrases() const noexcept { return phrases_; }
  /// Likewise those that may be names.
  [[nodiscard]] const detail::phrase_set& ambiguous_phrases() const noexcept {
    return ambiguous_phrases_;
  }
  /// Whether words were added or taken out.
  [[nodiscard]] bool has_own_words() const noexcept { return !own_.empty(); }

 private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const noexcept {
      return std::hash<std::string_view>{}(word);
    }
  };

  // Of the lines of list().
  struct sum {
    std::size_t lines = 0;
    std::uint64_t hashes = 0;
  };

  [[nodiscard]] sum summed() const;
  void add_lines(std::string_view utf8, bool is_dic, const vocabulary& before);

  std::unordered_map<std::string, word_class, hash, std::equal_to<>> own_;  // none: taken out
  std::map<std::string, bool> written_phrases_;  // folded; whether they may be names
  detail::phrase_set phrases_;
  detail::phrase_set ambiguous_phrases_;
};

}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/vocabulary.ipp>
#endif
