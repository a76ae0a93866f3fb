// SPDX-License-Identifier: BSD-3-Clause
// The text of an element, value by value, through a cleaner and back into bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/removal.hpp>

namespace dicom_anonymizer::detail {

// What became of a text.
struct rewritten_text {
  enum class fate {
    unchanged,     // nothing is unsafe: the bytes stay as they are
    changed,       // bytes has what is left
    nothing_left,  // of no value
    unreadable,    // no text of its character set, or what is left cannot be written in it or in
                   // its VR
  };
  fate what = fate::unchanged;
  std::string bytes;
  std::size_t cleaned = 0;  // values of which something is left
  std::size_t emptied = 0;  // values of which nothing is
  text::removal_counts removed;
  std::vector<std::string> unknown_words;  // those no list has, if they were asked for
};

// By what of the cleaner.
enum class cleaning {
  clean,  // safe words stay
  scrub,  // known values go; also from bytes that are no text, which are compared as they are
};

// Whether a value is text whatever it says that it is: of VR UN with no character that no text has.
[[nodiscard]] bool is_likely_text(std::string_view bytes) noexcept;

// Puts a value of a VR through a cleaner.  Each of several values is treated by itself, and leaves
// an empty one if nothing stays of it; those that do not change stay byte for byte.  Never throws
// for what the bytes are.
//
// One of UN may be a list, too, and of numbers (PS3.5 section 6.2, DS and IS): a number stays or
// goes as a whole, and is only compared if it has five digits before its point, or seven in a list
// of numbers.
[[nodiscard]] rewritten_text rewrite_text(std::string_view bytes, vr kind,
                                          const character_set& letters, const text::cleaner& by,
                                          cleaning how, bool with_unknown_words = false);

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/text_values.ipp>
#endif
