// SPDX-License-Identifier: BSD-3-Clause
// pseudonymize: another identifier, the same wherever the old one stands.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace actions {

/// Replaces an identifier, such as Patient ID (0010,0020) or Accession Number (0008,0050), by the
/// one that the context's source of pseudonyms has for it: the same for the same old one in
/// whatever attribute it stands, each value of several.  Padding, spaces around and, of a name,
/// empty parts at the end make no difference.  Empty values stay empty.  A name gets one of a
/// family name alone. Works on AE CS DS IS LO LT PN SH ST UC UN UT.
///
/// Throws error(errc::no_key) if the context has no source of pseudonyms,
/// error(errc::unsupported_vr) for any other VR, error(errc::invalid_value) if the form that was
/// chosen makes what the VR does not allow, and error(errc::character_set) as element::text does.
/// The element is unchanged then.
class pseudonymize {
 public:
  static constexpr std::string_view name = "pseudonymize";
  static constexpr bool is_local = true;
  static constexpr bool needs_pseudonyms = true;
  static constexpr residue leaves = residue::nothing;

  /// 16 characters as identifier_form makes them by default; of IS 9 digits and of DS 15, which are
  /// few: expect two of 30000 patients to share one of IS.
  pseudonymize() = default;

  /// In a form of your own.
  explicit pseudonymize(identifier_form form) : form_(std::move(form)), is_chosen_(true) {}

  static constexpr bool works_on(tag, vr kind) noexcept { return holds_identifiers(kind); }

  /// Of pseudonyms with fewer than 32 bits how many there are, and among how many identifiers two
  /// share one.
  [[nodiscard]] std::string caution(vr kind) const;

  void operator()(element& e) const;

 private:
  static constexpr bool holds_identifiers(vr kind) noexcept {
    switch (kind) {
      case vr::AE:
      case vr::CS:
      case vr::DS:
      case vr::IS:
      case vr::LO:
      case vr::LT:
      case vr::PN:
      case vr::SH:
      case vr::ST:
      case vr::UC:
      case vr::UN:
      case vr::UT: return true;
      default: return false;
    }
  }

  [[nodiscard]] const identifier_form& form_for(vr kind) const;

  // What counts of a value.  PS3.5 section 6.2.1.2: empty parts at the end of a name may be there.
  static std::string_view bare(std::string_view text, vr kind);

  identifier_form form_;
  bool is_chosen_ = false;
};

/// What makes the action pseudonymize.  An object and no function, so that the compiler can say it
/// where the () behind it is missing.
struct pseudonymize_factory {
  static constexpr bool makes_actions = true;

  /// In the form of 16 digits and capital letters.
  [[nodiscard]] pseudonymize operator()() const { return {}; }

  /// In a form of your own.
  [[nodiscard]] pseudonymize operator()(identifier_form form) const {
    return pseudonymize(std::move(form));
  }
};

}  // namespace actions

/// pseudonymize() is the action pseudonymize, pseudonymize(identifier_form(...)) the same in a form
/// of your own.
inline constexpr actions::pseudonymize_factory pseudonymize;

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/pseudonymize.ipp>
#endif
