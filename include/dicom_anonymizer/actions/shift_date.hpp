// SPDX-License-Identifier: BSD-3-Clause
// shift_date: moves all dates of a patient by the same number of days.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace detail {

inline constexpr tag timezone_offset_from_utc{0x0008, 0x0201};

// The time of day that belongs to a date, by the keywords: Study Time to Study Date, Time of Last
// Calibration to Date of Last Calibration.
std::optional<tag> partner_of(const dictionary_entry& one);

}  // namespace detail

namespace actions {

/// Moves DA, TM and DT by the shift of the patient (see element::shift), as shifted_dates,
/// shifted_times and shifted_date_times do: intervals between all dates of a patient stay as they
/// were, and the form of each stays too.  The patient is whom the data set named before any rule.
/// Where times of day are moved, a DA and the TM of its pair in the same data set or item are one
/// instant.  Timezone Offset From UTC (0008,0201) stays, as every instant moves by the same.  Ages
/// stay true and need no rule.
///
/// What cannot be read is emptied and counted in report::unreadable_dates, and so is everything
/// where the data set names neither a Patient ID nor a study.  The items of a sequence obey the
/// rules.
///
/// Throws error(errc::no_key) if the context has no source of pseudonyms, and
/// error(errc::unsupported_vr) for an attribute that is no date and no time.
struct shift_date {
  static constexpr std::string_view name = "shift_date";
  static constexpr bool is_local = true;
  static constexpr bool needs_pseudonyms = true;
  static constexpr residue leaves = residue::moved_date;
  static constexpr bool works_on(tag id, vr kind) noexcept {
    return is_date_or_time(kind) || kind == vr::SQ || id == detail::timezone_offset_from_utc;
  }

  void operator()(element& e) const;

 private:
  static vr kind_of(const element& e);

  static shifted_text moved(const element& e, vr kind, const std::string& before, date_shift by);

  static void empty(element& e, std::size_t values);
};

}  // namespace actions

/// See actions::shift_date.
inline constexpr actions::shift_date shift_date{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/shift_date.ipp>
#endif
