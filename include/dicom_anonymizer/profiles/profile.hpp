// SPDX-License-Identifier: BSD-3-Clause
// The Basic Application Level Confidentiality Profile of one edition as a rule set.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/profiles/dicom_2023e.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// The edition used where none is named: that of the Python package dicom-anonymizer.
inline constexpr const edition& default_edition = dicom_2023e;

/// The Basic Application Level Confidentiality Profile (PS3.15 section E.2) as one edition of Table
/// E.1-1 words it.  A complete rule set: what the table does not list is left alone.
class profile {
 public:
  static constexpr bool is_complete = true;

  /// The edition must outlive the profile; those of this library always do.
  constexpr explicit profile(const edition& table = default_edition) noexcept : table_(&table) {}
  explicit profile(const edition&&) = delete;

  /// The code that the table gives an element; code::none where it lists none.
  [[nodiscard]] constexpr code code_for(const element_key& key) const noexcept {
    if (const tables::cells* listed = table_->find(key.id)) return listed->basic;
    // PS3.15 section E.1.1 wants file meta information replaced, not only its UID: these name
    // network peers and private content.
    if (is_peer_information(key.id)) return code::X;
    return code::none;
  }

  [[nodiscard]] constexpr action_ref find(const element_key& key) const noexcept {
    switch (code_for(key)) {
      case code::X: return remove;
      case code::Z: return empty;
      case code::D: return replace;
      case code::U: return replace_uid;
      case code::ZD: return empty_or_replace;
      case code::XZ: return delete_or_empty;
      case code::XD: return delete_or_replace;
      case code::XZD: return delete_or_empty_or_replace;
      case code::XZU: return delete_or_empty_or_replace_uid;
      case code::K: return keep;
      case code::C: return replace;  // cleaned by a dummy: no text survives
      case code::none: break;
    }
    return {};
  }

  /// The table.
  [[nodiscard]] constexpr const edition& table() const noexcept { return *table_; }

 private:
  // Application entity titles, presentation addresses and private information, PS3.10 table 7.1-1.
  static constexpr bool is_peer_information(tag id) noexcept {
    return id.group == 0x0002 && ((id.element >= 0x0016 && id.element <= 0x0018) ||
                                  (id.element >= 0x0026 && id.element <= 0x0028) ||
                                  id.element == 0x0100 || id.element == 0x0102);
  }

  const edition* table_;
};

/// What lies under every rule set that is not complete: the profile of edition 2023e.
inline constexpr profile default_profile{default_edition};

}  // namespace dicom_anonymizer
