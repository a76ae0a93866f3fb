// SPDX-License-Identifier: BSD-3-Clause
// replace: a dummy value that the VR allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>

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
/// true for what is left.  Encapsulated Document (0042,0011) becomes the smallest valid document of
/// its MIME type (0042,0012), or else of the SOP Class: a PDF with one blank page, a CDA document
/// whose values are masked, STL, OBJ and MTL without geometry; of a type that is none of these two
/// bytes of zero.  Throws error(errc::withheld) instead if context::documents says so.  Equal
/// Graphic Layers get equal new names in the whole data set, others
/// another one; so do the numbers of compound graphics and graphic groups. Throws
/// error(errc::invalid_value) if a dummy that the user changed is not legal for the VR.
struct replace {
  static constexpr std::string_view name = "replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const;

 private:
  void write_by_vr(element& e, vr kind, const dummy_values& dummies) const;

  // Whether the attribute needs another dummy than that of its VR, and has got it.
  bool has_written_own(element& e, vr kind, const dummy_values& dummies) const;

  // Of the same MIME type, where one is known.
  void write_document(element& e, vr kind, const dummy_values& dummies) const;

  // Without padding, which the dummy has none of.
  static void write_document_length(element& e, vr kind);

  template <class Number>
  static void write_number(element& e, std::size_t number);

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
  static std::size_t width_of(vr kind) noexcept;

  // Of a VR that is text, UI apart.
  static std::string_view dummy_of(vr kind, const dummy_values& dummies) noexcept;

  // Returns whether what the options retain is there as it was.
  bool replace_items(element& sequence, const dummy_by_vr& values) const;

  // PS3.15 section E.1.1: an option goes before the profile, and so before what is around.
  static bool retain(element& nested);

  // What stays so is a text like others that stay; returns whether it is as it was.
  static bool is_left_by_scrubbing(element& nested);

  // What is written whatever was there.  Dummies that need more than a look are left out.
  static dummy_by_vr constants(const element& sequence, const dummy_values& dummies);

  // One value, so that nothing needs to be split.
  static bool is_legal(std::string_view dummy, vr kind);

  static void zeros(element& e, std::size_t size);

  // PS3.3 asks for so many: points have two coordinates.
  static void as_many_zeros(element& e, std::size_t width);
};

}  // namespace actions

/// See actions::replace.
inline constexpr actions::replace replace{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/replace.ipp>
#endif
