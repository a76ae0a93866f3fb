// SPDX-License-Identifier: BSD-3-Clause
// What actions/clean_graphics.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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
  if (is_font_name(id)) return clean_font(e);
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
    // Its texts meet their own rule, which leaves each object its text.
    if (part.id() == text_objects && part.has_users_rule()) return;
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
    if (part.id() != unformatted_text) return;
    if (part.has_users_rule()) return part.note_uncleaned();
    if (clean_text_value(part)) return;
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
  const bool is_users = objects.has_users_rule();
  const bool are_shapes_all = objects.shared().graphics == graphic_objects_left::shapes;
  bool is_any_gone = false;
  objects.keep_items_if([&](const gdcm::DataSet& item) {
    const gdcm::DataElement* const data = filled(item, graphic_data);
    const gdcm::DataElement* const type = filled(item, {0x0070, 0x0023});
    const std::size_t points = data == nullptr ? 0 : bytes_of(*data).size() / 8;  // pairs of FL
    const bool is_curve = type != nullptr && without_blanks(bytes_of(*type)) == "INTERPOLATED";
    const bool stays = are_shapes_all ? points <= 32 && !is_curve : points <= 500;
    is_any_gone = is_any_gone || !stays;
    return stays || is_users;
  });
  if (is_any_gone && is_users) {
    objects.note_uncleaned();
    return false;
  }
  if (is_any_gone && objects.is_empty()) objects.remove();
  return is_any_gone;
}

DICOM_ANONYMIZER_INLINE void clean_graphics::clean_font(element& e) {
  // Of CSS, and those that are found nearly everywhere.
  constexpr std::string_view common[] = {
      "serif",       "sans-serif", "monospace", "cursive", "fantasy", "Arial",   "Courier",
      "Courier New", "Georgia",    "Helvetica", "Tahoma",  "Times",   "Verdana", "Times New Roman"};
  if (std::find(std::begin(common), std::end(common), without_blanks(e.bytes())) !=
      std::end(common))
    return;
  if (without_unsafe_words(e).what != rewritten_text::fate::unchanged) actions::replace{}(e);
}

DICOM_ANONYMIZER_INLINE void clean_graphics::clean_overlay(element& e) {
  constexpr std::uint16_t type = overlay_type.element;
  constexpr std::uint16_t bits = overlay_bits_allocated.element;
  constexpr std::uint16_t position = overlay_bit_position.element;
  const tag id = e.id();
  e.note_graphics();
  // What stands before is remembered by the walk, whoever's rule it meets.
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
    case 0x0045:  // subtype
    case 0x1500:  // label
    case 0x4000:  // comments
      if (!e.is_empty() && !clean_text_value(e)) e.remove();
      return;
    case 0x1001: return clean_layer(e);
    default: return;
  }
}

// Whether a rule of the user's gives numbers to some of the places where layers are named: then
// each place has to.
inline bool are_layers_replaced(const element& e) {
  constexpr tag graphic_layers{0x0070, 0x0060};
  constexpr tag overlay_layer{0x6000, 0x1001};
  const auto is_replaced = [&](tag where, vr kind) {
    return e.has_users_rule(where) && !e.is_kept_by_rules(where, kind);
  };
  return is_replaced(graphic_annotations, vr::SQ) || is_replaced(graphic_layers, vr::SQ) ||
         is_replaced(graphic_layer, vr::CS) || is_replaced(overlay_layer, vr::CS);
}

// A name that does not tell stays.  Others get a number each, as those do that look so already.
DICOM_ANONYMIZER_INLINE void clean_graphics::clean_layer(element& e) {
  constexpr std::string_view numbered = "LAYER";
  const std::string before(without_blanks(e.bytes()));
  if (before.empty()) return;
  const bool looks_numbered =
      before.starts_with(numbered) &&
      before.find_first_not_of("0123456789", numbered.size()) == std::string::npos;
  if (looks_numbered || are_layers_replaced(e) ||
      without_unsafe_words(e).what != rewritten_text::fate::unchanged)
    actions::replace{}(e);
}

}  // namespace dicom_anonymizer::detail
