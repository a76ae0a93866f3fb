// SPDX-License-Identifier: BSD-3-Clause
// What actions/replace.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/dummy_documents.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/item_type_terms.hpp>
#include <dicom_anonymizer/actions/legal_values.hpp>
#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/multiplicity.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE void replace::operator()(element& e) const {
  if (!e.exists()) return;
  const vr kind = e.vr();
  const dummy_values& dummies = e.shared().dummies;
  if (detail::may_have_own_dummy(e.id()) && has_written_own(e, kind, dummies)) return;
  write_by_vr(e, kind, dummies);
}

DICOM_ANONYMIZER_INLINE void replace::write_by_vr(element& e, vr kind,
                                                  const dummy_values& dummies) const {
  if (is_text(kind) && kind != vr::UI) return write_checked(e, kind, dummy_of(kind, dummies));
  switch (kind) {
    case vr::UN: return e.set_bytes(dummies.unknown);
    case vr::UI: return replace_uid{}(e);
    case vr::OB:
    case vr::OW: return zeros(e, 2);
    case vr::OF:
    case vr::OL: return zeros(e, 4);
    case vr::OD:
    case vr::OV: return zeros(e, 8);
    case vr::SQ: static_cast<void>(replace_items(e, constants(e, dummies))); return;
    default: return as_many_zeros(e, width_of(kind));
  }
}

DICOM_ANONYMIZER_INLINE bool replace::has_written_own(element& e, vr kind,
                                                      const dummy_values& dummies) const {
  const tag id = e.id();
  if (id == detail::encapsulated_document) {
    write_document(e, kind, dummies);
    e.remember();  // its length stands behind it
    return true;
  }
  if (id == detail::encapsulated_document_length) {
    write_document_length(e, kind);
    return true;
  }
  if (is_plain_text(kind) && (id == detail::graphic_layer || detail::is_overlay_layer(id))) {
    const std::size_t number =
        e.number_for(detail::graphic_layer, detail::without_padding(e.bytes()));
    write_checked(e, kind, "LAYER" + std::to_string(number));
    return true;
  }
  if (kind == vr::UL && (id == detail::compound_graphic_instance || id == detail::graphic_group)) {
    write_number<std::uint32_t>(e, e.number_for(id, e.bytes()));
    return true;
  }
  if (kind == vr::US && id == detail::number_of_graphic_points) {
    // Graphic Data stand behind it and keep the number of their values, which are pairs of FL.
    const std::size_t points = e.beside(detail::graphic_data).size() / 8;
    write_number<std::uint16_t>(e, std::clamp<std::size_t>(points, 1, 0xFFFF));
    return true;
  }
  if (kind == vr::OB && id == detail::fill_pattern) {  // 32 times 32 bits
    e.set_bytes(std::string(128, '\0'));
    return true;
  }
  const bool is_counted = detail::counts_from_one(id);
  const auto known = multiplicity_of(id);
  const std::size_t least = known ? known->least : 1;
  if (!is_counted && least == 1) return false;
  if (kind == vr::UI) return false;  // of another VR than its own: what is legal is a new UID
  if (is_text(kind)) {
    const bool is_number = kind == vr::IS || kind == vr::DS;
    const std::string_view one = is_counted && is_number ? "1" : dummy_of(kind, dummies);
    if (!is_multi_valued(kind) || one.empty() || one.find('\\') != std::string_view::npos)
      return false;
    std::string all(one);
    for (std::size_t i = 1; i < least; ++i) all.append(1, '\\').append(one);
    write_checked(e, kind, all);
    return true;
  }
  const std::size_t width = width_of(kind);
  if (width == 0) return false;
  const std::size_t size = e.bytes().size();
  std::string all(size % width == 0 ? std::max(size, least * width) : least * width, '\0');
  const bool is_integer = kind != vr::FL && kind != vr::FD && kind != vr::AT;
  for (std::size_t i = 0; is_counted && is_integer && i < all.size(); i += width) all[i] = 1;
  e.set_bytes(all);
  return true;
}

DICOM_ANONYMIZER_INLINE void replace::write_document(element& e, vr kind,
                                                     const dummy_values& dummies) const {
  if (e.shared().documents == encapsulated_documents::withheld && !e.is_empty())
    throw error(errc::withheld, "an encapsulated document");
  const std::string_view dummy =
      detail::empty_document(e.beside(detail::mime_type_of_document), e.sop_class_uid());
  const bool is_bytes = kind == vr::OB || kind == vr::UN;
  if (is_bytes && !dummy.empty()) return e.set_bytes(dummy);
  write_by_vr(e, kind, dummies);
}

DICOM_ANONYMIZER_INLINE void replace::write_document_length(element& e, vr kind) {
  const std::size_t size = e.beside(detail::encapsulated_document).size();
  if (size != 0 && kind == vr::UL) return write_number<std::uint32_t>(e, size);
  if (size != 0 || !e.is_kept_by_rules(detail::encapsulated_document, vr::OB)) e.remove();
}

template <class Number>
void replace::write_number(element& e, std::size_t number) {
  std::string bytes;
  detail::append_little_endian(bytes, static_cast<Number>(number));
  e.set_bytes(bytes);
}

DICOM_ANONYMIZER_INLINE std::size_t replace::width_of(vr kind) noexcept {
  switch (kind) {
    case vr::SS:
    case vr::US: return 2;
    case vr::AT:
    case vr::FL:
    case vr::SL:
    case vr::UL: return 4;
    case vr::FD:
    case vr::SV:
    case vr::UV: return 8;
    default: return 0;
  }
}

DICOM_ANONYMIZER_INLINE std::string_view replace::dummy_of(vr kind,
                                                           const dummy_values& dummies) noexcept {
  switch (kind) {
    case vr::DA: return dummies.date;
    case vr::TM: return dummies.time;
    case vr::DT: return dummies.date_time;
    case vr::DS:
    case vr::IS: return dummies.number;
    case vr::AS: return dummies.age;
    case vr::UR: return dummies.uri;
    default: return dummies.text;
  }
}

DICOM_ANONYMIZER_INLINE bool replace::replace_items(element& sequence,
                                                    const dummy_by_vr& values) const {
  bool keeps_promises = true;
  sequence.for_each_nested(values, [&](element& nested) {
    if (nested.is_private_creator()) return;
    if (nested.id() == detail::specific_character_set && !nested.is_sequence()) {
      if (detail::identifies_by_vr(nested.vr())) nested.remove();  // no name of a set
      return;
    }
    if (detail::has_structural_terms(nested.id()) &&
        detail::is_structural_term(nested.id(), nested.bytes()))
      return;
    // Its own rule follows, at whatever depth.
    if (nested.id().is_private() && nested.retained() != retention::none) return;
    if (nested.is_sequence()) {
      if (!replace_items(nested, values)) keeps_promises = false;
      return;
    }
    if (!retain(nested)) return (*this)(nested);
    if (!is_left_by_scrubbing(nested)) keeps_promises = false;
  });
  sequence.skip_items();
  if (keeps_promises) sequence.keep_promises();
  return keeps_promises;
}

DICOM_ANONYMIZER_INLINE bool replace::is_left_by_scrubbing(element& nested) {
  if (!nested.scrubs_known_values() || nested.was_written()) return true;  // a date that moved
  if (detail::names_structure(nested.id())) return true;
  scrub{}(nested);
  return !nested.was_written();
}

DICOM_ANONYMIZER_INLINE bool replace::retain(element& nested) {
  const retention how = nested.retained();
  if (how == retention::none) return false;
  if (how == retention::moved) shift_date{}(nested);
  const bool has_day = nested.vr() == vr::DA || nested.vr() == vr::DT;
  // A date that a shift has not changed is there as it was.
  if (how == retention::moved && has_day && !nested.is_empty() && !nested.changed()) return false;
  if (is_date_or_time(nested.vr()) && !nested.is_empty()) nested.note_date(how);
  return true;
}

DICOM_ANONYMIZER_INLINE dummy_by_vr replace::constants(const element& sequence,
                                                       const dummy_values& dummies) {
  dummy_by_vr values;
  for (const vr kind : all_vrs) {
    if (!is_text(kind) || kind == vr::UI || sequence.may_retain(kind)) continue;
    const std::string_view dummy = dummy_of(kind, dummies);
    if (!dummy.empty() && detail::is_ascii(dummy) && is_legal(dummy, kind)) values.set(kind, dummy);
  }
  return values;
}

// One value in ASCII, so that nothing needs to be split.
DICOM_ANONYMIZER_INLINE bool replace::is_legal(std::string_view dummy, vr kind) {
  if (dummy.find('\\') != std::string_view::npos) return false;
  if (detail::legal_texts::knows(dummy, kind)) return true;
  if (!detail::is_legal_text(dummy, kind)) return false;
  detail::legal_texts::remember(dummy, kind);
  return true;
}

DICOM_ANONYMIZER_INLINE void replace::zeros(element& e, std::size_t size) {
  constexpr char eight[8] = {};
  e.set_bytes({eight, size});
}

DICOM_ANONYMIZER_INLINE void replace::as_many_zeros(element& e, std::size_t width) {
  const std::size_t size = e.bytes().size();
  if (size <= width || size % width != 0) return zeros(e, width);
  e.set_bytes(std::string(size, '\0'));
}

}  // namespace actions

}  // namespace dicom_anonymizer
