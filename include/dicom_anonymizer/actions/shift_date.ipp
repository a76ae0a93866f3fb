// SPDX-License-Identifier: BSD-3-Clause
// What actions/shift_date.hpp declares.
#pragma once

#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <fmt/core.h>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE std::optional<tag> partner_of(const dictionary_entry& one) {
  if (one.representation != vr::DA && one.representation != vr::TM) return std::nullopt;
  const bool is_date = one.representation == vr::DA;
  const std::string_view from = is_date ? "Date" : "Time";
  std::string keyword(one.keyword());
  const std::size_t at = keyword.ends_with(from) ? keyword.size() - 4 : keyword.find(from);
  if (at == std::string::npos) return std::nullopt;
  keyword.replace(at, 4, is_date ? "Time" : "Date");
  const dictionary_entry* const found = find_keyword(keyword);
  if (found == nullptr || found->representation != (is_date ? vr::TM : vr::DA)) return std::nullopt;
  return found->id;
}

}  // namespace detail

namespace actions {

DICOM_ANONYMIZER_INLINE void shift_date::operator()(element& e) const {
  if (!e.exists()) return;
  const std::optional<date_shift> by = e.shift();
  const vr kind = kind_of(e);
  if (kind == vr::SQ) return;
  if (e.bytes().empty()) {
    // Bytes that are there but cannot be looked at are no date.
    if (!e.is_empty()) empty(e, 1);
    return;
  }
  const std::string before(e.bytes());
  if (e.id() == detail::timezone_offset_from_utc) {
    if (!is_utc_offset(detail::without_padding(before))) empty(e, 1);
    return;
  }
  if (!by) return empty(e, 1);
  const shifted_text after = moved(e, kind, before, *by);
  if (after.unreadable != 0) e.count_unreadable_dates(after.unreadable);
  if (after.text == before) return;
  if (detail::without_padding(after.text).empty()) return e.clear();
  e.set_bytes(after.text);
}

DICOM_ANONYMIZER_INLINE vr shift_date::kind_of(const element& e) {
  const vr written = e.vr();
  if (is_date_or_time(written) || written == vr::SQ) return written;
  // Written by somebody who took it for something else.
  const dictionary_entry* const known = find_attribute(e.id());
  const vr meant = known == nullptr ? vr::UN : known->representation;
  if (is_date_or_time(meant) || e.id() == detail::timezone_offset_from_utc) return meant;
  throw error(errc::unsupported_vr, fmt::format("VR {} holds no date", to_string(written)))
      .at(e.id());
}

DICOM_ANONYMIZER_INLINE shifted_text shift_date::moved(const element& e, vr kind,
                                                       const std::string& before, date_shift by) {
  if (kind == vr::DT) return shifted_date_times(before, by);
  const dictionary_entry* const known = by.seconds == 0 ? nullptr : find_attribute(e.id());
  const std::optional<tag> partner = known == nullptr ? std::nullopt : detail::partner_of(*known);
  if (kind == vr::TM) {
    // A date that comes behind its time, as Calibration Date does.
    if (partner && *partner > e.id()) e.remember();
    return shifted_times(before, by);
  }
  return shifted_dates(before, by, partner ? e.beside(*partner) : std::string());
}

DICOM_ANONYMIZER_INLINE void shift_date::empty(element& e, std::size_t values) {
  e.count_unreadable_dates(values);
  e.clear();
}

}  // namespace actions

}  // namespace dicom_anonymizer
