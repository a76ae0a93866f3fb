// SPDX-License-Identifier: BSD-3-Clause
// pseudonymize: another identifier, the same wherever the old one stands.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
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
  [[nodiscard]] std::string caution(vr kind) const {
    constexpr double enough = 32;
    const double bits = form_for(kind).bits();
    if (bits >= enough) return {};
    // Of n identifiers none share one with a probability of e^(-n * n / 2^(bits + 1)).
    const double half = std::sqrt(2 * std::log(2.0) * std::exp2(bits));
    return fmt::format(
        "pseudonyms of {:.1f} bits: among {:.0f} identifiers two share one as likely as not", bits,
        half);
  }

  void operator()(element& e) const {
    if (!e.exists()) return;
    pseudonym_source& source = e.pseudonyms();
    const vr kind = e.vr();
    if (!holds_identifiers(kind))
      throw error(errc::unsupported_vr,
                  fmt::format("VR {} holds no identifier that can be replaced", to_string(kind)))
          .at(e.id());
    std::vector<std::string> values = e.values();
    bool is_changed = false;
    for (std::string& one : values) {
      const std::string_view original = bare(one, kind);
      if (original.empty()) continue;
      one = source.identifier({original, e.id(), form_for(kind)});
      is_changed = true;
    }
    if (is_changed) write_checked(e, kind, detail::joined(values));
  }

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

  [[nodiscard]] const identifier_form& form_for(vr kind) const {
    static const identifier_form integer(9, "0123456789");
    static const identifier_form decimal(15, "0123456789");
    if (is_chosen_) return form_;
    return kind == vr::IS ? integer : kind == vr::DS ? decimal : form_;
  }

  // What counts of a value.  PS3.5 section 6.2.1.2: empty parts at the end of a name may be there.
  static std::string_view bare(std::string_view text, vr kind) {
    const std::string_view behind = kind == vr::PN ? std::string_view(" ^=") : " ";
    text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(behind) + 1);
  }

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
