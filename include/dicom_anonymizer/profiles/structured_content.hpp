// SPDX-License-Identifier: BSD-3-Clause
// The Clean Structured Content Option, PS3.15 section E.3.4: each content item by what it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

inline constexpr tag acquisition_context_sequence{0x0040, 0x0555};
inline constexpr tag specimen_preparation_sequence{0x0040, 0x0610};
// Stands in the items of the one above, and has no row in Table E.1-1.
inline constexpr tag specimen_preparation_step_content{0x0040, 0x0612};
inline constexpr tag content_sequence{0x0040, 0xA730};
inline constexpr tag equivalent_code_sequence{0x0008, 0x0121};
inline constexpr tag numeric_value_qualifier_code_sequence{0x0040, 0xA301};
inline constexpr tag purpose_of_reference_code_sequence{0x0040, 0xA170};
inline constexpr tag waveform_annotation_sequence{0x0040, 0xB020};
inline constexpr tag concept_code_sequence{0x0040, 0xA168};
inline constexpr tag modifier_code_sequence{0x0040, 0xA195};
inline constexpr tag measured_value_sequence{0x0040, 0xA300};
inline constexpr tag numeric_value{0x0040, 0xA30A};
inline constexpr tag floating_point_value{0x0040, 0xA161};
inline constexpr tag rational_numerator_value{0x0040, 0xA162};
inline constexpr tag rational_denominator_value{0x0040, 0xA163};
inline constexpr tag content_date_time{0x0040, 0xA120};
inline constexpr tag content_date{0x0040, 0xA121};
inline constexpr tag content_time{0x0040, 0xA122};
inline constexpr tag content_person_name{0x0040, 0xA123};
inline constexpr tag content_uid{0x0040, 0xA124};
inline constexpr tag referenced_date_time{0x0040, 0xA13A};
inline constexpr tag text_value{0x0040, 0xA160};

// What Table E.3.4-1 says of a concept with a Value Type; nullptr where it does not list them.  The
// codes of SNOMED RT count as those of SNOMED CT that took their place, the version of NCDR and the
// case of the scheme do not count, and neither does the meaning.
const tables::cells* find_content_row(const coded_entry& concept_name, std::string_view kind);

// Whether the codes of a scheme are no standard's: their values and meanings are whatever a site or
// a vendor made of them.
bool is_private_scheme(std::string_view designator);

}  // namespace detail

namespace actions {

/// C of the Clean Structured Content Option (PS3.15 section E.3.4) for Content Sequence
/// (0040,A730), Acquisition Context Sequence (0040,0555), Specimen Preparation Sequence (0040,0610)
/// with Specimen Preparation Step Content Item Sequence (0040,0612) in it, and Waveform Annotation
/// Sequence (0040,B020): each content item by its concept, which is code and scheme and never the
/// meaning, and its Value Type.
///
/// What Table E.3.4-1 lists meets the column of an option that was chosen, K before C, else the
/// code of the Basic Profile; of X/D the dummy.  An item that goes takes along what is nested in
/// it.  It stays with a dummy value where the sequence would have no item left and must have one,
/// and where items of the tree are referred to by their place (0040,DB73).
///
/// What the table does not list is decided by its Value Type: text and names get a dummy, dates and
/// times what the rules have for them, UIDs and references new UIDs unless UIDs are retained, and a
/// Tracking Identifier or Short Label a number that is the same for the same one in the data set.
/// Under clean_descriptors text is cleaned, as clean_text does, and gets a dummy where nothing of
/// it is left; so are texts of the table whose cell of that option says C, and meanings of codes.
/// Codes stay; those of private schemes lose value and meaning, see clean_content_codes.  Numbers
/// stay but for ages over 89 years.  All other elements of an item obey the rules.
struct clean_content {
  static constexpr std::string_view name = "clean_content";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::items;
  /// The options chosen, as bits.
  std::uint16_t chosen = 0;

  void operator()(element& e) const;

  /// What becomes of an item.
  [[nodiscard]] detail::item_treatment treatment_of(const detail::item_head& item,
                                                    detail::item_decider::chance left) const;

  /// Whether the items of a sequence are content items.
  [[nodiscard]] static constexpr bool is_for(tag id) noexcept {
    return id == detail::content_sequence || id == detail::acquisition_context_sequence ||
           id == detail::specimen_preparation_sequence ||
           id == detail::specimen_preparation_step_content ||
           id == detail::waveform_annotation_sequence;
  }

  /// Whether what becomes of an element may depend on the item that it is in.
  [[nodiscard]] static constexpr bool may_settle(tag id) noexcept {
    using namespace detail;
    if (id.group == 0x0008)
      return id == code_value || id == code_meaning || id == long_code_value ||
             id == urn_code_value;
    return id.group == 0x0040 &&
           (id == measured_value_sequence || id == numeric_value || id == text_value ||
            (id >= content_date_time && id <= content_uid) || id == concept_code_sequence ||
            (id >= floating_point_value && id <= rational_denominator_value) ||
            id == content_sequence);
  }

 private:
  [[nodiscard]] constexpr bool has(option one) const noexcept {
    return (chosen & static_cast<std::uint16_t>(one)) != 0;
  }
  [[nodiscard]] static detail::item_treatment as_dummy(detail::item_decider::chance left);
  void settle_unlisted(detail::item_treatment& made, const detail::item_head& item) const;
  // Those that no row lists.
  void settle_dates(detail::item_treatment& made) const;
  static void settle_age(detail::item_treatment& made, const detail::item_head& item, bool is_kept);
  [[nodiscard]] action_ref for_text() const noexcept;
  [[nodiscard]] action_ref for_kept_uid() const noexcept;
};

/// For the sequences of codes in content items, Concept Name (0040,A043), Concept (0040,A168),
/// Modifier (0040,A195), Numeric Value Qualifier (0040,A301), Purpose of Reference (0040,A170) and
/// Measurement Units Code Sequence (0040,08EA), and Equivalent Code Sequence (0008,0121) in their
/// items: codes of the schemes that
/// PS3.16 lists stay; those of private ones lose their meaning and, where the code is the value of
/// the item, the code itself gets a number that is the same for the same one in the data set.
struct clean_content_codes {
  static constexpr std::string_view name = "clean_content_codes";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::items;
  /// The options chosen, as bits.
  std::uint16_t chosen = 0;

  void operator()(element& e) const;

  /// Whether a sequence holds such codes.
  [[nodiscard]] static constexpr bool is_for(tag id) noexcept {
    if (id == detail::equivalent_code_sequence) return true;
    return id.group == 0x0040 && (id == detail::concept_name_code_sequence || is_for_values(id) ||
                                  id == detail::measurement_units_code_sequence);
  }

  /// Whether its codes are the value of an item.
  [[nodiscard]] static constexpr bool is_for_values(tag id) noexcept {
    return id == detail::concept_code_sequence || id == detail::modifier_code_sequence ||
           id == detail::numeric_value_qualifier_code_sequence ||
           id == detail::purpose_of_reference_code_sequence;
  }
};

}  // namespace actions

namespace detail {

// One for each choice of the options that have a column in Table E.3.4-1.
template <class Action>
inline constexpr auto content_actions = [] {
  std::array<Action, 128> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i].chosen = static_cast<std::uint16_t>(i << 1U);
  return all;
}();
static_assert(static_cast<unsigned>(option::retain_uids) == 1U << 1U &&
              static_cast<unsigned>(option::clean_descriptors) == 1U << 7U);

template <class Action>
constexpr const Action& content_action(std::uint16_t chosen) noexcept {
  return content_actions<Action>[chosen >> 1U & 0x7FU];
}

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/profiles/structured_content.ipp>
#endif
