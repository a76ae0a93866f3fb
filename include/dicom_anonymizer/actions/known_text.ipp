// SPDX-License-Identifier: BSD-3-Clause
// What actions/known_text.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::detail {

// Whether Name to Use says that there is none: "No preference", "N/A", "Use first name".  All else
// in it may be the name.
inline bool is_no_name(std::string_view utf8) {
  constexpr std::string_view all[] = {
      "declined",     "firstname",       "hehim",           "legalname",     "no",
      "none",         "nopreference",    "nopreferredname", "notapplicable", "notasked",
      "sameaslegal",  "sameaslegalname", "sheher",          "theythem",      "unknown",
      "usefirstname", "uselegalname"};
  std::string letters;
  for (const char c : text::fold(utf8))
    if (text::detail::is_letter(c) || !text::detail::is_ascii(c)) letters.push_back(c);
  if (letters == "na") return utf8.find('/') != std::string_view::npos;  // but Na is a name
  return std::binary_search(std::begin(all), std::end(all), letters);
}

DICOM_ANONYMIZER_INLINE void known_text::meet(tells what, std::string_view bytes, vr kind,
                                              const character_set& letters,
                                              std::string_view dummy) {
  if (what == tells::nothing || !is_complete_) return;
  if (bytes.size() > longest) return give_up();
  bytes = without_padding(bytes);
  // Of a DT the day is what texts repeat, and frames differ in the time.
  constexpr std::size_t day = 8;
  const bool is_date = what == tells::date || what == tells::birth_date;
  for (std::string_view one : letters.split_values(bytes, kind)) {
    one = without_blanks(one);
    if (is_date) one = one.substr(0, day);
    if (one.empty() || one == dummy) continue;
    // Text that its character set does not explain is the same wherever it stands.
    const std::string utf8 = letters.decode_if_text(one, kind);
    if (what == tells::name_to_use && is_no_name(utf8)) continue;
    const tells kept = what == tells::name_to_use ? tells::patient_name : what;
    std::string key = utf8;
    key.push_back(static_cast<char>(kept));
    if (!met_.insert(std::move(key)).second) continue;
    if (met_.size() > most) return give_up();
    add(values_, kept, utf8);
  }
}

DICOM_ANONYMIZER_INLINE void known_text::add(text::known_values& to, tells what,
                                             std::string_view utf8) {
  constexpr std::size_t least = 4;  // of a number that is often short
  using person = text::known_values::person;
  switch (what) {
    case tells::nothing: return;
    case tells::name_to_use:
    case tells::patient_name: return to.add_name(utf8, person::patient);
    case tells::other_name: return to.add_name(utf8, person::other);
    case tells::number:
      if (utf8.size() < least) return;
      [[fallthrough]];
    case tells::identifier: return to.add_identifier(utf8);
    case tells::date: return to.add_date(utf8, false);
    case tells::birth_date: return to.add_date(utf8, true);
    case tells::phrase: return to.add_phrase(utf8);
    case tells::words: return to.add_words_of(utf8);
    case tells::phone: return to.add_phone(utf8);
    case tells::contact: return add_contacts(to, utf8);
    case tells::device: return to.add_safe_phrase(utf8);
  }
}

// Words with a sign that only addresses have, and runs of what numbers of phones are written in.
DICOM_ANONYMIZER_INLINE void known_text::add_contacts(text::known_values& to,
                                                      std::string_view utf8) {
  constexpr std::string_view between = " \t\r\n\f;,<>\"";
  std::string number;
  const auto end_number = [&] {
    if (!number.empty()) to.add_phone(number);
    number.clear();
  };
  while (!utf8.empty()) {
    const std::size_t end = std::min(utf8.find_first_of(between), utf8.size());
    std::string_view word = utf8.substr(0, end);
    const bool is_end = end < utf8.size() && utf8[end] != ' ';
    utf8.remove_prefix(std::min(end + 1, utf8.size()));
    if (word.find('@') != std::string_view::npos) {
      end_number();
      constexpr std::string_view mail = "mailto:";
      to.add_identifier(word.starts_with(mail) ? word.substr(mail.size()) : word);
    } else {
      // Behind "tel:" and the like, too.
      for (const char c : word) {
        if (std::string_view("0123456789+-()/.").find(c) == std::string_view::npos)
          end_number();
        else
          number.push_back(c);
      }
    }
    if (is_end) end_number();
  }
  end_number();
}

// A name without the words that a list has.
inline std::string without_listed_words(std::string_view name, const text::vocabulary& words) {
  constexpr std::string_view separators = " ^=-_.,/";
  std::string result;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of(separators), name.size());
    if (end != 0 && words.find(text::fold(name.substr(0, end))) == text::word_class::none)
      result += name.substr(0, end);
    if (end == name.size()) break;
    result += name[end];
    name.remove_prefix(end + 1);
  }
  return result;
}

DICOM_ANONYMIZER_INLINE const text::known_values& known_text::unmistakable(
    const text::vocabulary& words) const {
  if (unmistakable_) return *unmistakable_;
  unmistakable_ = std::make_unique<text::known_values>();
  unmistakable_->seek_short_names_by_digits();
  constexpr std::size_t least = 4;  // of an identifier
  for (const std::string& one : met_) {
    const std::string_view utf8(one.data(), one.size() - 1);
    const auto what = static_cast<tells>(one.back());
    if (is_name(what))
      add(*unmistakable_, what, without_listed_words(utf8, words));
    else if ((what == tells::identifier || what == tells::number) && utf8.size() >= least &&
             utf8.find_first_of("0123456789") != std::string_view::npos)
      add(*unmistakable_, what, utf8);
  }
  return *unmistakable_;
}

}  // namespace dicom_anonymizer::detail
