// SPDX-License-Identifier: BSD-3-Clause
// replace: a dummy value that the VR allows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/actions/structural_terms.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>

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
/// Throws error(errc::invalid_value) if a dummy that the user changed is not legal for the VR.
struct replace {
  static constexpr std::string_view name = "replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const {
    if (!e.exists()) return;
    const vr kind = e.vr();
    const dummy_values& dummies = e.shared().dummies;
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
      case vr::SS:
      case vr::US: return as_many_zeros(e, 2);
      case vr::AT:
      case vr::FL:
      case vr::SL:
      case vr::UL: return as_many_zeros(e, 4);
      case vr::FD:
      case vr::SV:
      case vr::UV: return as_many_zeros(e, 8);
      case vr::SQ: return replace_items(e, constants(e, dummies));
      default: return;  // not reached: text and UI apart, every VR is above
    }
  }

 private:
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

  void replace_items(element& sequence, const values_by_vr& values) const {
    sequence.for_each_nested(values, [&](element& nested) {
      if (nested.id() == detail::specific_character_set || nested.is_private_creator()) return;
      if (detail::has_structural_terms(nested.id()) &&
          detail::is_structural_term(nested.id(), nested.bytes()))
        return;
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
    if (is_date_or_time(nested.vr()) && !nested.is_empty()) nested.note_date(how);
    return true;
  }

  // What is written whatever was there.  Dummies that need more than a look are left out.
  static values_by_vr constants(const element& sequence, const dummy_values& dummies) {
    values_by_vr values;
    for (const vr kind : all_vrs) {
      if (!is_text(kind) || kind == vr::UI || sequence.may_retain(kind)) continue;
      const std::string_view dummy = dummy_of(kind, dummies);
      if (!dummy.empty() && detail::is_ascii(dummy) && is_legal(dummy, kind))
        values.set(kind, dummy);
    }
    return values;
  }

  // One value, so that nothing needs to be split.
  static bool is_legal(std::string_view dummy, vr kind) {
    if (detail::legal_texts::knows(dummy, kind)) return true;
    return dummy.find('\\') == std::string_view::npos && detail::is_legal_text(dummy, kind);
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
