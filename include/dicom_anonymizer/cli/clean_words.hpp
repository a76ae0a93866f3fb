// SPDX-License-Identifier: BSD-3-Clause
// The words by which a command line cleans texts, and how the program tells of them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/cli/suggestion.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/allowances.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/walk/claims.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::cli {

/// By which words texts are cleaned.
struct clean_words {
  /// The list of the library and the words of the user's files over it.
  std::shared_ptr<const text::vocabulary> list = std::make_shared<const text::vocabulary>();
  /// The names of those files.
  std::vector<std::string> files = {};
  /// Whether words that are also names go wherever they stand.
  bool is_strict = false;
};

/// Reads the files of --safe-words, the later over the earlier.  Throws the error of a file with
/// its name and, where one can be blamed, the number of the line; never a word of it.
[[nodiscard]] inline clean_words read_safe_words(const std::vector<std::string>& files) {
  clean_words result;
  if (files.empty()) return result;
  const auto list = std::make_shared<text::vocabulary>();
  for (const std::string& one : files) {
    try {
      std::error_code unknown;
      if (std::filesystem::is_directory(one, unknown))
        throw error(errc::unreadable, "a folder is no file");
      list->add_file(one);
    } catch (const error& why) {
      throw error(why.code(), fmt::format("--safe-words '{}': {}", one, why.reason()));
    }
  }
  result.list = list;
  result.files = files;
  return result;
}

/// Whether --clean-words names the strict way.  Throws error(errc::bad_arguments).
[[nodiscard]] inline bool parse_clean_words(std::string_view name) {
  if (name == "usual") return false;
  if (name == "strict") return true;
  throw error(errc::bad_arguments, fmt::format("--clean-words '{}': write usual or strict{}", name,
                                               did_you_mean(name, {"usual", "strict"})));
}

/// The list in one line: its size, the digest that the outputs carry, and where it is from.
[[nodiscard]] inline std::string words_in_short(const clean_words& words) {
  std::string text = fmt::format("{} safe words, list {}: those of the library", words.list->size(),
                                 words.list->digest());
  for (const std::string& one : words.files) text += fmt::format(", '{}'", one);
  if (words.is_strict) text += "; words that are also names go (strict)";
  return text;
}

/// What the options let stay in a text besides, and what goes, in words.
[[nodiscard]] inline std::string allowances_in_words(const option_set& chosen) {
  const text::allowances allowed = allowed_in_texts(chosen);
  std::string stays;
  std::string goes;
  const auto add = [](std::string& list, std::string_view one) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", one);
  };
  add(allowed.dates ? stays : goes, "dates");
  add(allowed.ages_and_sex ? stays : goes, "ages up to 89 and sex");
  add(allowed.institution ? stays : goes, "institutions");
  add(allowed.devices ? stays : goes, "names of single devices");
  add(goes, "ages over 89");
  return fmt::format(
      "{}{}goes whatever the list says: {}; the words of manufacturer, model and "
      "body part stay where their attributes do",
      stays.empty() ? "" : "stays by an option: " + stays, stays.empty() ? "" : "; ", goes);
}

/// The values of De-identification Method (0012,0063) that name the list, and those that actions of
/// the rules have of their own.
template <rule_set R>
[[nodiscard]] std::string words_mark(const R& rules, const clean_words& words) {
  dicom_anonymizer::detail::word_lists lists;
  dicom_anonymizer::detail::find_word_lists(rules, lists);
  return dicom_anonymizer::detail::words_text(lists, words.list.get(), words.is_strict);
}

/// The section of the conformance statement: PS3.15 section E.3.5 wants the manner described in
/// which descriptors are cleaned, as sections E.3.3 and E.3.4 do of graphics and structured
/// content, whose texts are cleaned alike.
[[nodiscard]] inline std::string descriptors_section(const clean_words& words,
                                                     const option_set& chosen) {
  return fmt::format(
      "\n## Descriptors\n\n"
      "Texts are cleaned by a list of safe words, without a person looking at them: {}. "
      "A word that the list has not goes; so does what is written like a date, time, phone number, "
      "address, identifier or age, and what stands beside a title, an initial or a label such as "
      "a name has. What the data set says of its own patient, staff and institution (names, "
      "identifiers, dates, addresses, phone numbers) goes whatever the list has. Of the options "
      "{}. "
      "No date in a text is moved. No word is changed, and nothing is put in the place of one that "
      "goes. Each value of several is cleaned by itself, prose line by line. A text of which "
      "nothing may stay, or whose characters cannot be read, is treated by the code of the Basic "
      "Profile. A text without an unsafe word stays byte for byte. Of codes in sequences that are "
      "cleaned Code Meaning is cleaned, and value and designator where the scheme is none of "
      "PS3.16 table 8-1. Of Reason for the Attribute Modification (0400,0565) the terms of "
      "PS3.3 stay.\n\n"
      "What this cannot find: a word of the list that is somebody's name (Head, Brown), unless the "
      "data set says that it is or something beside it tells.\n",
      words_in_short(words), allowances_in_words(chosen));
}

}  // namespace dicom_anonymizer::cli
