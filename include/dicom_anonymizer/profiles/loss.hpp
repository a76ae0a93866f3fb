// SPDX-License-Identifier: BSD-3-Clause
// What is lost where one action takes the place of another: one table.
#pragma once

#include <cstddef>
#include <cstdint>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// Bits.
enum loss : std::uint8_t {
  no_loss = 0,
  lost_protection = 1,  // the value may stand there as it was
  lost_date = 2,        // a date that should go is moved only
  lost_promise = 4,     // what an option keeps may not be there as it was
};

// What an attribute can be.
enum class value_shape : std::uint8_t { value, items, either };

// Of the action that the profile and its options alone would take (a row) and the one in force (a
// column), both by what they leave of a value; in the order of residue.
inline constexpr std::uint8_t losses_of_values[6][6] = {
    // unknown, whole, items, nothing, moved_date, cleaned
    {5, 1, 1, 4, 1, 5},  // unknown: an attribute that no dictionary knows, by its VR
    {4, 0, 4, 4, 4, 4},  // whole
    {1, 1, 0, 0, 1, 1},  // items: a new UID
    {1, 1, 0, 0, 2, 1},  // nothing
    {1, 1, 0, 0, 0, 1},  // moved_date
    {1, 1, 0, 0, 1, 0},  // cleaned: an option wants a text cleaned, and nothing of it is clean
};
inline constexpr std::uint8_t losses_of_items[6][6] = {
    {5, 1, 1, 4, 1, 5},  // unknown
    {4, 0, 0, 4, 0, 4},  // whole: the items obey the rules
    {1, 0, 0, 0, 0, 0},  // items
    {1, 1, 1, 0, 1, 1},  // nothing
    {1, 0, 0, 0, 0, 0},  // moved_date
    {1, 1, 1, 0, 1, 0},  // cleaned: the items obey the rules, and the texts of codes are cleaned
};

[[nodiscard]] constexpr std::uint8_t loss_between(residue alone, residue in_force,
                                                  value_shape what) noexcept {
  const auto row = static_cast<std::size_t>(alone);
  const auto column = static_cast<std::size_t>(in_force);
  unsigned result = 0;
  if (what != value_shape::items) result |= losses_of_values[row][column];
  if (what != value_shape::value) result |= losses_of_items[row][column];
  return static_cast<std::uint8_t>(result);
}

// What the dictionary says that an attribute is.
[[nodiscard]] constexpr value_shape shape_of(tag id) noexcept {
  const dictionary_entry* const known = find_attribute(id);
  if (known == nullptr) return value_shape::either;
  return known->representation == vr::SQ ? value_shape::items : value_shape::value;
}

// The chosen options, as bits, that promise to keep an element of a VR as it is, PS3.15 sections
// E.3.6 to E.3.11: those whose cell is K and, of a date that nothing lists, that of full dates.
[[nodiscard]] constexpr std::uint16_t promised_by(const profile& base, const element_key& key,
                                                  vr kind) noexcept {
  const std::uint16_t chosen = base.options().bits();
  if (chosen == 0) return 0;
  if (key.id.is_private())
    return is_safe_private(key)
               ? static_cast<std::uint16_t>(chosen &
                                            static_cast<std::uint16_t>(option::retain_safe_private))
               : std::uint16_t{0};
  const tables::cells listed = base.cells_for(key);
  if (listed.basic != code::none) return static_cast<std::uint16_t>(listed.keep & chosen);
  return is_date_or_time(kind) ? static_cast<std::uint16_t>(
                                     chosen & static_cast<std::uint16_t>(option::retain_full_dates))
                               : std::uint16_t{0};
}

}  // namespace dicom_anonymizer::detail
