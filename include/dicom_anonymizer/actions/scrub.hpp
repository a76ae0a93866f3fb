// SPDX-License-Identifier: BSD-3-Clause
// What takes out of a text that stays what the data set says of its own patient.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace detail {

// Whether a text is no prose but what a reader finds other elements by: names of private creators
// and of coding schemes, and what the marks write.
constexpr bool names_structure(tag id) noexcept {
  constexpr tag structural[] = {
      {0x0008, 0x0103},  // Coding Scheme Version
      {0x0008, 0x0112},  // Coding Scheme Registry
      {0x0008, 0x0302},  // Private Creator Reference
      {0x0012, 0x0063},  // De-identification Method
      {0x0020, 0x9213},  // Dimension Index Private Creator
      {0x0020, 0x9238},  // Functional Group Private Creator
      {0x0072, 0x0054},  // Selector Sequence Pointer Private Creator
      {0x0072, 0x0056},  // Selector Attribute Private Creator
      {0x0074, 0x1056},  // Attribute Occurrence Private Creator
  };
  for (const tag one : structural)
    if (one == id) return true;
  return false;
}

// Whether a text names a product or a term of technique, and not what somebody wrote of a patient.
constexpr bool names_product(tag id) noexcept {
  constexpr tag products[] = {
      {0x0008, 0x0070},  // Manufacturer
      {0x0008, 0x1090},  // Manufacturer's Model Name
      {0x0018, 0x0024},  // Sequence Name
      {0x0018, 0x1016},  // Secondary Capture Device Manufacturer
      {0x0018, 0x1017},  // Hardcopy Device Manufacturer
      {0x0018, 0x1018},  // Secondary Capture Device Manufacturer's Model Name
      {0x0018, 0x1019},  // Secondary Capture Device Software Versions
      {0x0018, 0x101A},  // Hardcopy Device Software Version
      {0x0018, 0x101B},  // Hardcopy Device Manufacturer's Model Name
      {0x0018, 0x1020},  // Software Versions
      {0x0018, 0x1160},  // Filter Type
      {0x0018, 0x1210},  // Convolution Kernel
      {0x0018, 0x1250},  // Receive Coil Name
      {0x0018, 0x1251},  // Transmit Coil Name
      {0x0028, 0x1054},  // Rescale Type
      {0x0028, 0x3004},  // Modality LUT Type
      {0x0062, 0x0009},  // Segment Algorithm Name
      {0x0066, 0x0031},  // Algorithm Version
      {0x0066, 0x0036},  // Algorithm Name
  };
  for (const tag one : products)
    if (one == id) return true;
  return false;
}

// Whether a value of that VR may be text that is compared; those of UN and of Implicit VR are
// looked at.
constexpr bool may_be_scrubbed(vr kind) noexcept {
  return kind == vr::UN || (uses_character_set(kind) && kind != vr::PN);
}

}  // namespace detail

namespace actions {

/// Takes out of a text (LO LT SH ST UC UT, or UN that holds one) what equals a known value: names,
/// identifiers, dates, places and phone numbers that the data set itself has for its patient, staff
/// and institution and that its rules do not leave.  All else stays; where nothing is found the
/// bytes stay as they were.  Numbers, dates, terms, UIDs and names have other VRs and are not
/// looked at, nor are Code Values of schemes that are not private, nor what names such a scheme or
/// a private creator.  From the meaning of such a code, and from what names a product
/// (Manufacturer, model, software, kernels and the like), only names and identifiers go that are no
/// words of the list.
///
/// A value of UN, also texts that NULs separate, is looked at as a list, of which a value that goes
/// leaves an empty one.  A number goes as a whole, and only if it has five digits before its point,
/// or seven in a list of numbers; one that Table E.3.10-1 lists as a number stays.  Of UIDs that
/// repeat a known value each gets a new one, as by replace_uid.
///
/// Where nothing is left a standard attribute gets what the profile has for code X/Z/D, and any
/// other no value.  Counted in report::texts.
struct scrub {
  static constexpr std::string_view name = "scrub_known_values";
  static constexpr bool is_local = true;
  static constexpr bool needs_known_values = true;

  void operator()(element& e) const;
};

}  // namespace actions

namespace detail {

inline constexpr actions::scrub scrubbing{};

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/scrub.ipp>
#endif
