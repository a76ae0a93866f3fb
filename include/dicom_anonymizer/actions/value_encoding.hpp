// SPDX-License-Identifier: BSD-3-Clause
// Writes a value given as text into an element of any VR, or says why the VR does not allow it.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// Whether a value of this VR can be given as text: of no sequence and nothing that is bytes.
[[nodiscard]] constexpr bool takes_text(vr kind) noexcept {
  switch (kind) {
    case vr::SQ:
    case vr::OB:
    case vr::OD:
    case vr::OF:
    case vr::OL:
    case vr::OV:
    case vr::OW: return false;
    default: return true;
  }
}

/// What the other write_checked does, for an element that is there, by who knows its VR already and
/// has looked at the number of values.
void write_checked(element& e, vr kind, std::string_view utf8);

/// Writes a value given as UTF-8 text, several separated by backslashes, after checking it against
/// the VR (length, characters, number, date: PS3.5 table 6.2-1) and, of an attribute that the
/// dictionary knows, the number of values against the VM (section 6.4).  Binary numbers are
/// converted, AT takes the text of a tag, UN takes any text as it is.
/// Throws error(errc::invalid_value) if VR or VM do not allow the value, unless
/// context::allows_invalid_values lets any text and any number of values be written and counted;
/// error(errc::unsupported_vr) for SQ and for OB OD OF OL OV OW, which hold no text; and
/// error(errc::character_set) if the data set's character set cannot express it.  The element is
/// unchanged then.
void write_checked(element& e, std::string_view utf8);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/value_encoding.ipp>
#endif
