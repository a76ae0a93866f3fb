// SPDX-License-Identifier: BSD-3-Clause
// Values that stand under another VR than the dictionary's, under which they could not stand.
#pragma once

#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// Whether anything may be written in it: LO, LT, SH, ST, UC, UT.
constexpr bool is_free_text(vr kind) noexcept { return uses_character_set(kind) && kind != vr::PN; }

// Whether a value of the VR written may be what no value of the attribute can be: free text where
// the dictionary has numbers, terms, dates or bytes, and bytes where it has anything but text and
// bytes.  What a table rules of an attribute, that it "cannot hold more than numbers", it rules of
// the dictionary's VR.
constexpr bool may_exceed(vr written, vr usual) noexcept {
  if (written == usual || usual == vr::SQ || usual == vr::UN || uses_character_set(usual))
    return false;
  return is_free_text(written) || (is_bytes(written) && !is_bytes(usual));
}

// Whether a text is a list of values that are legal for a VR without a character set; of numbers
// and bytes numbers are, however they are spelled.
inline bool is_list_of(std::string_view text, vr kind) {
  const bool is_number = !is_text(kind) || kind == vr::DS || kind == vr::IS;
  while (true) {
    const std::size_t end = text.find('\\');
    const std::string_view one = without_spaces(text.substr(0, end));
    if (!one.empty() && !(is_number ? is_decimal_string(one) : is_legal_text(one, kind)))
      return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

// Whether a value that may exceed its attribute does not: it could stand there under the
// dictionary's VR.
inline bool suits(tag id, vr usual, vr written, std::string_view bytes) {
  if (!is_text(usual) && is_bytes(written)) {
    const std::size_t width = usual == vr::AT ? 4 : swap_unit(usual);
    return bytes.size() % width == 0 && is_allowed_count(id, bytes.size() / width);
  }
  const std::string_view text = without_padding(bytes);
  return is_ascii(text) && is_list_of(text, usual);
}

// Whether an element is a known attribute and holds what no value of it can be.
inline bool exceeds_attribute(const element& e) {
  if (e.id().is_private()) return false;
  const dictionary_entry* const known = find_attribute(e.id());
  const vr written = e.vr();
  if (known == nullptr || !may_exceed(written, known->representation)) return false;
  // Pixels stay in their file, so that nobody has seen them.
  return is_pixel_data(e.id()) || !suits(e.id(), known->representation, written, e.bytes());
}

}  // namespace dicom_anonymizer::detail
