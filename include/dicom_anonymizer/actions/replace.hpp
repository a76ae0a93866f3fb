// SPDX-License-Identifier: BSD-3-Clause
// replace: a dummy value that the VR allows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>

namespace dicom_anonymizer {
namespace actions {

/// D of PS3.15 Table E.1-1a: a dummy value that is legal for the VR, taken from the context's
/// dummy_values; one binary number is zero; UI as in replace_uid.  Of a sequence every element of
/// every item at any depth is replaced; only Specific Character Set (0008,0005) stays, which says
/// how the others are to be read, and Private Creators, which name no patient and go with their
/// blocks.
/// Throws error(errc::invalid_value) if a dummy that the user changed is not legal for the VR.
struct replace {
  static constexpr std::string_view name = "replace";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;

  void operator()(element& e) const {
    if (!e.exists()) return;
    const vr kind = e.vr();
    const dummy_values& dummies = e.shared().dummies;
    switch (kind) {
      case vr::AE:
      case vr::CS:
      case vr::LO:
      case vr::LT:
      case vr::PN:
      case vr::SH:
      case vr::ST:
      case vr::UC:
      case vr::UT: return write(e, dummies.text);
      case vr::DA: return write(e, dummies.date);
      case vr::TM: return write(e, dummies.time);
      case vr::DT: return write(e, dummies.date_time);
      case vr::DS:
      case vr::IS: return write(e, dummies.number);
      case vr::AS: return write(e, dummies.age);
      case vr::UR: return write(e, dummies.uri);
      case vr::UN: return e.set_bytes(dummies.unknown);
      case vr::UI: return replace_uid{}(e);
      case vr::AT: return zeros(e, 4);
      case vr::OB:
      case vr::OW:
      case vr::SS:
      case vr::US: return zeros(e, 2);
      case vr::FL:
      case vr::OF:
      case vr::OL:
      case vr::SL:
      case vr::UL: return zeros(e, 4);
      case vr::FD:
      case vr::OD:
      case vr::OV:
      case vr::SV:
      case vr::UV: return zeros(e, 8);
      case vr::SQ:
        e.for_each_nested([this](element& nested) {
          constexpr tag specific_character_set{0x0008, 0x0005};
          if (nested.id() == specific_character_set || nested.is_private_creator()) return;
          (*this)(nested);
        });
        return e.skip_items();
    }
  }

 private:
  static void write(element& e, std::string_view dummy) { write_checked(e, dummy); }
  static void zeros(element& e, std::size_t size) { e.set_bytes(std::string(size, '\0')); }
};

}  // namespace actions

/// See actions::replace.
inline constexpr actions::replace replace{};

}  // namespace dicom_anonymizer
