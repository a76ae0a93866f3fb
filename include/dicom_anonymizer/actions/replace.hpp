// SPDX-License-Identifier: BSD-3-Clause
// replace: a dummy value that the VR allows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/item_type_terms.hpp>
#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/tags/multiplicity.hpp>

namespace dicom_anonymizer {
namespace actions {

/// D of PS3.15 Table E.1-1a: a dummy value that is legal for the VR, taken from the context's
/// dummy_values; binary numbers are zero, as many as there were (of O* a single one); UI as in
/// replace_uid.  Of a sequence every element of
/// every item at any depth is replaced.  Only what says how the others are to be read stays:
/// Specific Character Set (0008,0005); Value Type (0040,A040), Relationship Type (0040,A010) and
/// the like where they hold one of the terms that PS3.3 defines, so that content items and graphic
/// annotations remain what they were; Private Creators, which name no patient and go with their
/// blocks; and what an option keeps, or moves, wherever it stands.
///
/// Where PS3.3 and PS3.6 ask for more than a VR, the dummy gives it: as many values as the
/// attribute has at least; 1 for what counts from 1, such as frames, segments and content items;
/// Number of Graphic Points (0070,0021) and Encapsulated Document Length (0042,0015) as they are
/// true for what is left.  Equal Graphic Layers get equal new names in the whole data set, others
/// another one; so do the numbers of compound graphics and graphic groups. Throws
/// error(errc::invalid_value) if a dummy that the user changed is not legal for the VR.
struct replace {
  static constexpr std::string_view name = "replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const {
    if (!e.exists()) return;
    const vr kind = e.vr();
    const dummy_values& dummies = e.shared().dummies;
    if (detail::may_have_own_dummy(e.id()) && has_written_own(e, kind, dummies)) return;
    write_by_vr(e, kind, dummies);
  }

 private:
  void write_by_vr(element& e, vr kind, const dummy_values& dummies) const {
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
      case vr::SQ: return replace_items(e, constants(e, dummies));
      default: return as_many_zeros(e, width_of(kind));
    }
  }

  // Whether the attribute needs another dummy than that of its VR, and has got it.
  bool has_written_own(element& e, vr kind, const dummy_values& dummies) const {
    const tag id = e.id();
    if (id == detail::encapsulated_document) {
      write_by_vr(e, kind, dummies);
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
    if (kind == vr::UL &&
        (id == detail::compound_graphic_instance || id == detail::graphic_group)) {
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

  // Without padding, which the dummy has none of.
  static void write_document_length(element& e, vr kind) {
    const std::size_t size = e.beside(detail::encapsulated_document).size();
    if (size != 0 && kind == vr::UL) return write_number<std::uint32_t>(e, size);
    if (size != 0 || !e.is_kept_by_rules(detail::encapsulated_document, vr::OB)) e.remove();
  }

  template <class Number>
  static void write_number(element& e, std::size_t number) {
    std::string bytes;
    detail::append_little_endian(bytes, static_cast<Number>(number));
    e.set_bytes(bytes);
  }

  // Whether the dummy of a VR is any text.
  static constexpr bool is_plain_text(vr kind) noexcept {
    switch (kind) {
      case vr::AS:
      case vr::DA:
      case vr::DS:
      case vr::DT:
      case vr::IS:
      case vr::TM:
      case vr::UI:
      case vr::UR: return false;
      default: return is_text(kind);
    }
  }

  // Of one number of a binary VR; 0 for what is no list of numbers.
  static std::size_t width_of(vr kind) noexcept {
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

  // Of a VR that is text, UI apart.
  static std::string_view dummy_of(vr kind, const dummy_values& dummies) noexcept {
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

  void replace_items(element& sequence, const dummy_by_vr& values) const {
    sequence.for_each_nested(values, [&](element& nested) {
      if (nested.id() == detail::specific_character_set || nested.is_private_creator()) return;
      if (detail::has_structural_terms(nested.id()) &&
          detail::is_structural_term(nested.id(), nested.bytes()))
        return;
      // Its own rule follows, at whatever depth.
      if (nested.id().is_private() && nested.retained() != retention::none) return;
      if (nested.is_sequence()) return replace_items(nested, values);
      if (!retain(nested)) (*this)(nested);
    });
    sequence.skip_items();
    sequence.keep_promises();
  }

  // PS3.15 section E.1.1: an option goes before the profile, and so before what is around.
  static bool retain(element& nested) {
    const retention how = nested.retained();
    if (how == retention::none) return false;
    if (how == retention::moved) shift_date{}(nested);
    const bool has_day = nested.vr() == vr::DA || nested.vr() == vr::DT;
    // A date that a shift has not changed is there as it was.
    if (how == retention::moved && has_day && !nested.is_empty() && !nested.changed()) return false;
    if (is_date_or_time(nested.vr()) && !nested.is_empty()) nested.note_date(how);
    return true;
  }

  // What is written whatever was there.  Dummies that need more than a look are left out.
  static dummy_by_vr constants(const element& sequence, const dummy_values& dummies) {
    dummy_by_vr values;
    for (const vr kind : all_vrs) {
      if (!is_text(kind) || kind == vr::UI || sequence.may_retain(kind)) continue;
      const std::string_view dummy = dummy_of(kind, dummies);
      if (!dummy.empty() && detail::is_ascii(dummy) && is_legal(dummy, kind))
        values.set(kind, dummy);
    }
    return values;
  }

  // One value in ASCII, so that nothing needs to be split.
  static bool is_legal(std::string_view dummy, vr kind) {
    if (detail::legal_texts::knows(dummy, kind)) return true;
    if (dummy.find('\\') != std::string_view::npos || !detail::is_legal_text(dummy, kind))
      return false;
    detail::legal_texts::remember(dummy, kind);
    return true;
  }

  static void zeros(element& e, std::size_t size) {
    constexpr char eight[8] = {};
    e.set_bytes({eight, size});
  }

  // PS3.3 asks for so many: points have two coordinates.
  static void as_many_zeros(element& e, std::size_t width) {
    const std::size_t size = e.bytes().size();
    if (size <= width || size % width != 0) return zeros(e, width);
    e.set_bytes(std::string(size, '\0'));
  }
};

}  // namespace actions

/// See actions::replace.
inline constexpr actions::replace replace{};

}  // namespace dicom_anonymizer
