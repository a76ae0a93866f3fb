// SPDX-License-Identifier: BSD-3-Clause
// What the Value Representation of an element asks for, whatever attribute it is.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace detail {

// An attribute of nobody, so that an element that does not say its VR is taken for one of this.
const dictionary_entry* attribute_of_vr(vr kind) noexcept;

}  // namespace detail

namespace actions {

/// For an element whose own rule says nothing of what it holds: by its Value Representation dates,
/// times and names get a dummy value and UIDs a new one that agrees with the others, as with
/// protect_unknown; a UR, which tells where to ask for the patient's data, goes.  Of a known
/// attribute free text (LO, SH, ST, LT, UC, UT) and bytes get a dummy value where they are none
/// that its own VR in PS3.6 allows; such pixel data go.  Anything else stays.  Specific Character
/// Set (0008,0005) gets no dummy, which no reader of text would know: it stays if it names
/// character sets that are known, else it goes.
struct protect_by_vr {
  static constexpr std::string_view name = "protect_by_vr";
  static constexpr bool is_local = true;
  /// Which dates and UIDs stay, and whether dates are moved.
  protect_unknown how = {};

  void operator()(element& e) const;
};

}  // namespace actions
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/protect_by_vr.ipp>
#endif
