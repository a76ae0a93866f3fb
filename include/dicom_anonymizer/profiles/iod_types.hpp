// SPDX-License-Identifier: BSD-3-Clause
// The choice that a code leaves, made by the Type of the attribute in the IOD: conditional::by_iod.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/iod_table.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

constexpr const tables::iod_row* find_iod(std::string_view sop_class_uid) noexcept {
  const tables::iod_row* const end = std::end(tables::iod_rows);
  const tables::iod_row* const found = std::partition_point(
      std::begin(tables::iod_rows), end,
      [&](const tables::iod_row& row) { return row.sop_class_uid < sop_class_uid; });
  return found != end && found->sop_class_uid == sop_class_uid ? found : nullptr;
}

// Content items contain content items, PS3.3 section C.17.3: the table names their sequence once.
constexpr bool is_same_path(std::span<const tag> listed, std::span<const tag> path) noexcept {
  std::size_t at = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i != 0 && path[i] == content_sequence && path[i - 1] == content_sequence) continue;
    if (at == listed.size() || listed[at] != path[i]) return false;
    ++at;
  }
  return at == listed.size();
}

}  // namespace detail

/// Whether the tables know the IOD of a SOP Class.
[[nodiscard]] constexpr bool is_known_iod(std::string_view sop_class_uid) noexcept {
  return detail::find_iod(sop_class_uid) != nullptr;
}

/// What PS3.3 says of an attribute at one place of an IOD.
struct iod_answer {
  /// Whether all modules of the IOD that could list the attribute are known.
  bool is_complete = false;
  /// The strictest Type that a module of the IOD gives it, optional modules included; nothing where
  /// none lists it there.
  std::optional<attribute_type> type;
};

/// Asks for the Type of an attribute whose code leaves a choice (Table E.1-1, edition 2026d); path
/// is the sequences around it, the outermost first, functional groups included.  Of an attribute
/// that no module of any IOD lists, and of an unknown SOP Class, the answer is not complete.
[[nodiscard]] constexpr iod_answer type_in_iod(std::string_view sop_class_uid,
                                               std::span<const tag> path, tag id) noexcept {
  const tables::iod_row* const iod = detail::find_iod(sop_class_uid);
  if (iod == nullptr) return {};
  iod_answer result;
  const std::span modules(tables::iod_modules + iod->begin, iod->count);
  const tables::module_row* const end = std::end(tables::module_rows);
  const tables::module_row* at =
      std::partition_point(std::begin(tables::module_rows), end,
                           [&](const tables::module_row& row) { return row.id < id; });
  for (; at != end && at->id == id; ++at) {
    const tables::module_row& row = *at;
    result.is_complete = iod->is_complete;
    if (std::find(modules.begin(), modules.end(), row.module) == modules.end()) continue;
    if (!detail::is_same_path({tables::iod_paths + row.path, row.depth}, path)) continue;
    if (!result.type || row.type < *result.type) result.type = row.type;
  }
  return result;
}

namespace actions {

/// The action of a code by the Type that the IOD gives the attribute: with Type 1 or 1C it keeps a
/// value, with Type 2 or 2C it may be empty, otherwise it goes, as far as the code allows.  The
/// references of X/Z/U* stay, with new UIDs, where the data set lists what it refers to.  Where
/// the Type is not known the choice is that of conditional::keep_attribute.
template <code Code, class Otherwise>
struct by_iod {
  static constexpr std::string_view name = Otherwise::name;
  static constexpr bool is_local = true;
  static constexpr residue leaves = Otherwise::leaves;

  void operator()(element& e) const {
    const std::vector<tag> path = e.path();
    const iod_answer known = type_in_iod(e.sop_class_uid(), path, e.id());
    if (!known.type && !known.is_complete) return Otherwise{}(e);
    const attribute_type type = known.type.value_or(attribute_type::type_3);
    const bool has_value = type == attribute_type::type_1 || type == attribute_type::type_1c;
    const bool may_go = type == attribute_type::type_3;
    if (has_value) return Otherwise{}(e);  // the choice that keeps a value, where the code has one
    // What the list of references names has to be referred to.
    if (Code == code::XZU && e.is_sequence() && e.lists_references()) return Otherwise{}(e);
    if (may_go && Code != code::ZD) return e.remove();
    if (Code == code::XD) return replace{}(e);
    empty{}(e);
  }
};

inline constexpr by_iod<code::XZ, delete_or_empty> by_iod_xz{};
inline constexpr by_iod<code::XD, delete_or_replace> by_iod_xd{};
inline constexpr by_iod<code::ZD, empty_or_replace> by_iod_zd{};
inline constexpr by_iod<code::XZD, delete_or_empty_or_replace> by_iod_xzd{};
inline constexpr by_iod<code::XZU, delete_or_empty_or_replace_uid> by_iod_xzu{};

}  // namespace actions

namespace conditional {

/// The choice by the Type of the attribute in the IOD (PS3.15 Table E.1-1a), which the SOP Class
/// and the sequences around the attribute tell.  For SOP Classes whose IOD is not known it is that
/// of keep_attribute, and report::unknown_iods counts the data set.
inline constexpr conditional_actions by_iod{
    "by-iod",           actions::by_iod_xz,  actions::by_iod_xd,
    actions::by_iod_zd, actions::by_iod_xzd, actions::by_iod_xzu,
    &is_known_iod};

}  // namespace conditional
}  // namespace dicom_anonymizer
