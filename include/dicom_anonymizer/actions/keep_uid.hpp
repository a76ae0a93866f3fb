// SPDX-License-Identifier: BSD-3-Clause
// The action for UIDs that stay while dates move.
#pragma once

#include <cstddef>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/pseudonyms/calendar.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// Whether a UID holds eight digits in a row that are a day from 1980 to 2079, as those of many
/// devices do.  One under 2.25 does not, whatever its digits: they are those of a random number.
[[nodiscard]] constexpr bool looks_dated(std::string_view uid) noexcept {
  constexpr std::size_t size = 8;
  if (uid.starts_with("2.25.")) return false;
  for (std::size_t at = 0; at + size <= uid.size(); ++at) {
    unsigned number = 0;
    std::size_t digits = 0;
    for (; digits < size && uid[at + digits] >= '0' && uid[at + digits] <= '9'; ++digits)
      number = 10 * number + static_cast<unsigned>(uid[at + digits] - '0');
    if (digits < size) {
      at += digits;  // nothing that begins further left is long enough
      continue;
    }
    if (number < 1980'00'00 || number > 2079'99'99) continue;
    if (detail::is_day(static_cast<int>(number / 10000), static_cast<int>(number / 100 % 100),
                       static_cast<int>(number % 100)))
      return true;
  }
  return false;
}

namespace actions {

/// K of UIDs where dates move: leaves the value as it is, the items of a sequence obey the rules,
/// and counts a UID that looks_dated in report::dated_uids, since the day in it may tell by how
/// much dates were moved.
struct keep_uid {
  static constexpr std::string_view name = "keep";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::whole;

  void operator()(element& e) const;
};

}  // namespace actions

/// See actions::keep_uid.
inline constexpr actions::keep_uid keep_uid{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/keep_uid.ipp>
#endif
