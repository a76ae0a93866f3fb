// SPDX-License-Identifier: BSD-3-Clause
// What actions/pseudonymize.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <fmt/core.h>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace actions {

DICOM_ANONYMIZER_INLINE std::string pseudonymize::caution(vr kind) const {
  constexpr double enough = 32;
  const double bits = form_for(kind).bits();
  if (bits >= enough) return {};
  // Of n identifiers none share one with a probability of e^(-n * n / 2^(bits + 1)).
  const double half = std::sqrt(2 * std::log(2.0) * std::exp2(bits));
  return fmt::format(
      "pseudonyms of {:.1f} bits: among {:.0f} identifiers two share one as likely as not", bits,
      half);
}

DICOM_ANONYMIZER_INLINE void pseudonymize::operator()(element& e) const {
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

DICOM_ANONYMIZER_INLINE const identifier_form& pseudonymize::form_for(vr kind) const {
  static const identifier_form integer(9, "0123456789");
  static const identifier_form decimal(15, "0123456789");
  if (is_chosen_) return form_;
  return kind == vr::IS ? integer : kind == vr::DS ? decimal : form_;
}

DICOM_ANONYMIZER_INLINE std::string_view pseudonymize::bare(std::string_view text, vr kind) {
  const std::string_view behind = kind == vr::PN ? std::string_view(" ^=") : " ";
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(behind) + 1);
}

}  // namespace actions

}  // namespace dicom_anonymizer
