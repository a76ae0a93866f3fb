// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_graphics.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/text_values.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// An element of an item that has a value or items.
inline const gdcm::DataElement* filled(const gdcm::DataSet& item, tag id) {
  const auto found = item.GetDES().find(gdcm::DataElement(id));
  return found == item.GetDES().end() || found->IsEmpty() ? nullptr : &*found;
}

// What becomes of a text if it is cleaned.
inline rewritten_text without_unsafe_words(element& e) {
  const vr kind = e.vr();
  const bool is_readable = is_text(kind) || (kind == vr::UN && is_likely_text(e.bytes()));
  if (!is_readable || !e.knows_own_values()) {
    rewritten_text nothing;
    nothing.what = rewritten_text::fate::unreadable;
    return nothing;
  }
  return rewrite_text(e.bytes(), kind, e.characters(), e.cleaner(), cleaning::clean,
                      e.shared().unknown_words != nullptr);
}

DICOM_ANONYMIZER_INLINE bool clean_graphics::clean_text_value(element& e) {
  const rewritten_text done = without_unsafe_words(e);
  for (const std::string& word : done.unknown_words) e.note_unknown_word(word);
  using fate = rewritten_text::fate;
  if (done.what == fate::unchanged) return !without_blanks(e.bytes()).empty();
  e.count_text(done.cleaned, done.emptied, done.removed);
  if (done.what != fate::changed) return false;
  e.set_bytes(done.bytes);
  return true;
}

DICOM_ANONYMIZER_INLINE void clean_graphics::operator()(element& e) const {
  if (!e.exists()) return;
  const tag id = e.id();
  if (is_overlay_group(id.group)) return clean_overlay(e);
  if (id.group != 0x0070) {  // a curve
    e.note_graphics();
    return e.remove();
  }
  if (id == graphic_annotations) return clean_annotations(e);
  if (e.is_empty()) return;
  if (id == graphic_layer) return clean_layer(e);
  if (id == graphic_group) return;  // a number
  const std::vector<tag> path = e.path();
  const bool is_annotation = id != unformatted_text ||
                             std::find(path.begin(), path.end(), graphic_annotations) != path.end();
  if (!is_annotation || !clean_text_value(e)) actions::replace{}(e);
}

DICOM_ANONYMIZER_INLINE void clean_graphics::clean_annotations(element& e) {
  if (e.is_empty()) return;
  e.note_graphics();
  if (!e.is_sequence()) return actions::replace{}(e);
  bool is_any_gone = false;
  e.for_each_nested([&](element& part) {
    if (!part.is_sequence()) return;
    const bool is_less = part.id() == text_objects ? clean_texts(part)
                         : part.id() == graphic_objects || part.id() == compound_graphics
                             ? remove_handwriting(part)
                             : false;
    is_any_gone = is_any_gone || is_less;
  });
  if (!is_any_gone) return;
  e.keep_items_if([](const gdcm::DataSet& item) {
    return filled(item, text_objects) || filled(item, graphic_objects) ||
           filled(item, compound_graphics);
  });
  if (e.is_empty()) e.remove();
}

DICOM_ANONYMIZER_INLINE bool clean_graphics::clean_texts(element& objects) {
  bool is_any_gone = false;
  objects.for_each_nested([&](element& part) {
    if (part.id() != unformatted_text || clean_text_value(part)) return;
    part.remove();
    is_any_gone = true;
  });
  if (!is_any_gone) return false;
  objects.keep_items_if(
      [](const gdcm::DataSet& item) { return filled(item, unformatted_text) != nullptr; });
  if (objects.is_empty()) objects.remove();
  return true;
}

DICOM_ANONYMIZER_INLINE bool clean_graphics::remove_handwriting(element& objects) {
  const bool are_shapes_all = objects.shared().graphics == graphic_objects_left::shapes;
  bool is_any_gone = false;
  objects.keep_items_if([&](const gdcm::DataSet& item) {
    const gdcm::DataElement* const data = filled(item, graphic_data);
    const gdcm::DataElement* const type = filled(item, {0x0070, 0x0023});
    const std::size_t points = data == nullptr ? 0 : bytes_of(*data).size() / 8;  // pairs of FL
    const bool is_curve = type != nullptr && without_blanks(bytes_of(*type)) == "INTERPOLATED";
    const bool stays = are_shapes_all ? points <= 32 && !is_curve : points <= 500;
    is_any_gone = is_any_gone || !stays;
    return stays;
  });
  if (is_any_gone && objects.is_empty()) objects.remove();
  return is_any_gone;
}

DICOM_ANONYMIZER_INLINE void clean_graphics::clean_overlay(element& e) {
  constexpr std::uint16_t type = 0x0040;
  constexpr std::uint16_t bits = 0x0100;
  constexpr std::uint16_t position = 0x0102;
  const tag id = e.id();
  e.note_graphics();
  // Elements behind these ask for them.
  if (id.element == type || id.element == bits || id.element == position) e.remember();
  const auto value_of = [&](std::uint16_t element) {
    return id.element == element ? std::string(e.bytes()) : e.beside({id.group, element});
  };
  const auto is_number = [&](std::uint16_t element, char wanted) {
    const std::string value = value_of(element);
    return value.empty() || value == std::string{wanted, '\0'};
  };
  const bool is_region =
      without_blanks(value_of(type)) == "R" && is_number(bits, 1) && is_number(position, 0);
  if (!is_region && !e.is_kept_by_rules({{id.group, 0x3000}}, vr::OW)) return e.remove();
  switch (id.element) {
    case 0x0022:  // description
    case 0x1500:  // label
    case 0x4000:  // comments
      if (!e.is_empty() && !clean_text_value(e)) e.remove();
      return;
    case 0x1001: return clean_layer(e);
    default: return;
  }
}

// A name that does not tell stays.  Others get a number each, as those do that look so already.
DICOM_ANONYMIZER_INLINE void clean_graphics::clean_layer(element& e) {
  constexpr std::string_view numbered = "LAYER";
  const std::string before(without_blanks(e.bytes()));
  if (before.empty()) return;
  const bool looks_numbered =
      before.starts_with(numbered) &&
      before.find_first_not_of("0123456789", numbered.size()) == std::string::npos;
  if (looks_numbered || without_unsafe_words(e).what != rewritten_text::fate::unchanged)
    actions::replace{}(e);
}

}  // namespace dicom_anonymizer::detail
