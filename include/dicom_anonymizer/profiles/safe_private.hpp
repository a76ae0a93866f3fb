// SPDX-License-Identifier: BSD-3-Clause
// Private elements that are known to identify nobody, PS3.15 section E.3.10.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/profiles/safe_private_table.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

namespace detail {

// Whether two Private Creators are the same vendor's: neither blanks around a name of VR LO (PS3.5
// table 6.2-1) nor the case that a device writes it in make it another one.
constexpr bool is_same_creator(std::string_view a, std::string_view b) noexcept {
  const auto folded = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  a = trimmed(a);
  b = trimmed(b);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return folded(x) == folded(y); });
}

// The row of Table E.3.10-1 for a private element; nullptr if there is none.
constexpr const tables::safe_private_row* find_safe_private(const element_key& key) noexcept {
  if (!key.id.is_private() || key.id.element <= 0xFF || key.private_creator.empty()) return nullptr;
  const auto place_of = [](const tables::safe_private_row& row) {
    return unsigned{row.group} << 8 | row.offset;
  };
  const unsigned wanted = unsigned{key.id.group} << 8 | (key.id.element & 0xFFU);
  const tables::safe_private_row* const end = std::end(tables::safe_private_rows);
  const tables::safe_private_row* at =
      std::partition_point(std::begin(tables::safe_private_rows), end,
                           [&](const auto& row) { return place_of(row) < wanted; });
  for (; at != end && place_of(*at) == wanted; ++at)
    if (is_same_creator(at->creator, key.private_creator)) return at;
  return nullptr;
}

// Whether the table lists an element with the VR that it has; one that does not say its VR has that
// of the table, unless that is a sequence: its items would have been found.
constexpr bool has_listed_vr(const element_key& key, vr kind) noexcept {
  const tables::safe_private_row* const row = find_safe_private(key);
  if (row == nullptr) return false;
  if (kind == vr::UN) return row->kind != vr::SQ;
  return row->kind == vr::UN || row->kind == kind || row->other == kind;
}

// The VR by which the table is asked for an element: one without a value is what it lists.
vr vr_for_table(const element& e);

}  // namespace detail

/// Whether Table E.3.10-1 lists a private element, by its group, its creator and its number in the
/// block.  Of the creator neither blanks around it nor the case of its letters count, as devices
/// write some in capitals only; a data set's own is never changed.
[[nodiscard]] constexpr bool is_safe_private(const element_key& key) noexcept {
  return detail::find_safe_private(key) != nullptr;
}

namespace actions {

/// For a private element that Table E.3.10-1 does not list: removes it unless the data set declares
/// it safe in Private Data Element Characteristics Sequence (0008,0300), or does to it what
/// Deidentification Action (0008,0307) says.  Of a sequence that nobody declares, private elements
/// that are safe or kept by a rule of the user's stay, at any depth, and nothing else.
struct delete_unless_declared_safe {
  static constexpr std::string_view name = "delete_unless_declared_safe";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  void operator()(element& e) const;

 private:
  // Whether anything is left.  Creators are settled by the walk, which follows.
  static bool keep_safe_items(element& sequence);

  static bool is_safe(const element& nested);
};

/// For a private element that Table E.3.10-1 lists: it stays if its Value Representation is the one
/// of the table, or it does not say one.  Another says that it is not what the table calls safe:
/// then as delete_unless_declared_safe.
struct keep_safe_private {
  static constexpr std::string_view name = "keep_safe_private";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::whole;
  void operator()(element& e) const;
};

}  // namespace actions

/// See the structs of the same names in actions.
inline constexpr actions::delete_unless_declared_safe delete_unless_declared_safe{};
inline constexpr actions::keep_safe_private keep_safe_private{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/profiles/safe_private.ipp>
#endif
