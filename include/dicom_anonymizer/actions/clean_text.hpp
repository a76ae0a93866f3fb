// SPDX-License-Identifier: BSD-3-Clause
// clean_text: leaves of a text what tells nothing of a person.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer {
namespace actions {

/// Takes out of a text (LO LT SH ST UC UT, or UN that holds one) all but safe words, and whatever
/// the data set itself says of its patient, staff and institution; PS3.15 section E.3.5, code C.
/// Each of several values is cleaned by itself, ST LT and UT by lines.  Words go or stay as they
/// are, and nothing comes in their place; where nothing is unsafe the bytes stay as they were.
///
/// An element of which nothing is left becomes empty, and so does one that is no text of its
/// character set or of another VR: a file does not fail for what its texts are.  Counted in
/// report::texts.
class clean_text {
 public:
  static constexpr std::string_view name = "clean_text";
  static constexpr bool is_local = true;
  static constexpr bool needs_known_values = true;
  static constexpr residue leaves = residue::cleaned;

  /// What becomes of an element that can have no text.
  enum class otherwise {
    empty,       ///< it has no value
    basic_code,  ///< what the Basic Profile demands of the attribute
  };

  /// With the words of the context, or those of the library if it has none.
  constexpr clean_text() noexcept = default;

  /// The same for rules of a profile.
  constexpr explicit clean_text(otherwise rest) noexcept : otherwise_(rest) {}

  /// With words of your own, which must outlive the action.  Data sets name the list in
  /// De-identification Method (0012,0063), and no profile with its options is claimed: the words of
  /// an option are those of the context or of the library.
  constexpr explicit clean_text(const text::vocabulary& words,
                                otherwise rest = otherwise::empty) noexcept
      : words_(&words), otherwise_(rest) {}
  explicit clean_text(const text::vocabulary&&, otherwise = otherwise::empty) = delete;

  /// residue::unknown of words of your own.
  [[nodiscard]] constexpr residue left() const noexcept {
    return words_ == nullptr ? leaves : residue::unknown;
  }

  static constexpr bool works_on(tag, vr kind) noexcept {
    return kind == vr::UN || (uses_character_set(kind) && kind != vr::PN);
  }

  /// The words it was made with; nullptr if they are those of the context.
  [[nodiscard]] constexpr const text::vocabulary* own_words() const noexcept { return words_; }

  void operator()(element& e) const;

 private:
  const text::vocabulary* words_ = nullptr;
  otherwise otherwise_ = otherwise::empty;
};

}  // namespace actions

/// See actions::clean_text.
inline constexpr actions::clean_text clean_text{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/clean_text.ipp>
#endif
