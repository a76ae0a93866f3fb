// SPDX-License-Identifier: BSD-3-Clause
// The Basic Application Level Confidentiality Profile of one edition, with options, as a rule set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/keep_terms.hpp>
#include <dicom_anonymizer/actions/keep_uid.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/remove_audio.hpp>
#include <dicom_anonymizer/actions/remove_outside_directory.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/dicom_2023e.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/profiles/supplement_table.hpp>
#include <dicom_anonymizer/rules/scrub_known_values.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// The edition used where none is named: that of the Python package dicom-anonymizer.
inline constexpr const edition& default_edition = dicom_2023e;

/// What is done for the codes that leave a choice, PS3.15 Table E.1-1a.
struct conditional_actions {
  /// As the program spells it.
  std::string_view name;
  action_ref xz;
  action_ref xd;
  action_ref zd;
  action_ref xzd;
  action_ref xzu;
  /// Whether the choice can be made for a SOP Class; nullptr where it does not ask for one.
  bool (*knows)(std::string_view sop_class_uid) noexcept = nullptr;
};

namespace conditional {

/// The choice that keeps every object valid whatever the type of the attribute is, as the Python
/// package dicom-anonymizer does: the attribute stays, with a dummy value if D is offered.
inline constexpr conditional_actions keep_attribute{
    "keep-attribute",           delete_or_empty,
    delete_or_replace,          empty_or_replace,
    delete_or_empty_or_replace, delete_or_empty_or_replace_uid};

}  // namespace conditional

namespace detail {

// What PS3.10 table 7.1-1 has besides: application entity titles, presentation addresses, private
// information, and the elements of DICOM-RTV, which belong into no file.
inline constexpr tag peer_information[] = {
    {0x0002, 0x0016}, {0x0002, 0x0017}, {0x0002, 0x0018}, {0x0002, 0x0026}, {0x0002, 0x0027},
    {0x0002, 0x0028}, {0x0002, 0x0031}, {0x0002, 0x0032}, {0x0002, 0x0033}, {0x0002, 0x0035},
    {0x0002, 0x0036}, {0x0002, 0x0037}, {0x0002, 0x0038}, {0x0002, 0x0100}, {0x0002, 0x0102}};

// What says what the file is and who wrote it.
inline constexpr tag file_description[] = {{0x0002, 0x0000}, {0x0002, 0x0001}, {0x0002, 0x0002},
                                           {0x0002, 0x0003}, {0x0002, 0x0010}, {0x0002, 0x0012},
                                           {0x0002, 0x0013}};

// Of these who wrote it, which stays where a rule covers it.
inline constexpr tag file_writer[] = {{0x0002, 0x0012}, {0x0002, 0x0013}};

constexpr bool names_writer(tag id) noexcept {
  return id == file_writer[0] || id == file_writer[1];
}

// The part of file meta information that says what the file is and who wrote it, PS3.10 table
// 7.1-1.  Group lengths have no code: they go with any change.
constexpr bool describes_file(tag id) noexcept {
  return id.group == 0x0002 && (id.element <= 0x0003 || id.element == 0x0010 ||
                                id.element == 0x0012 || id.element == 0x0013);
}

// The attribute of the table that another one, which is not listed, belongs to and goes with: the
// length of a document, and the names and numbers by which graphic annotations refer to what stands
// outside of their sequence.
constexpr tag followed_by(tag id) noexcept {
  if (id == encapsulated_document_length) return encapsulated_document;
  if (id == graphic_layer || id == graphic_group || is_overlay_layer(id))
    return graphic_annotations;
  return id;
}

// Whether the supplement protects a known attribute that nothing lists by its VR alone.  Those of
// VR UI have a ruling each: most of them name what the standard or a vendor defines.
constexpr bool is_protected_by_vr(vr kind) noexcept {
  return is_date_or_time(kind) || kind == vr::PN || kind == vr::UR;
}

// What the supplement says of a VR as such, where nothing is known of the attribute but its VR:
// notes of PS3.15 section E.1.1 on dates and times; names of people, UIDs, and URLs, which hold
// hosts and identifiers, alike.  code::none of other VRs.
constexpr tables::cells cells_for_vr(vr kind) noexcept {
  if (is_date_or_time(kind))
    return {code::XZD, static_cast<std::uint16_t>(option::retain_full_dates),
            static_cast<std::uint16_t>(option::retain_modified_dates)};
  if (kind == vr::UI) return {code::U, static_cast<std::uint16_t>(option::retain_uids), 0};
  return {is_protected_by_vr(kind) ? code::XZD : code::none, 0, 0};
}

}  // namespace detail

/// The Basic Application Level Confidentiality Profile (PS3.15 section E.2) as one edition of Table
/// E.1-1 words it, with the options of section E.3 that were chosen and, unless it was taken away,
/// a supplement of what the table does not list and section E.1.1 asks for.  A complete rule set:
/// what neither lists is left alone.
class profile {
 public:
  static constexpr bool is_complete = true;

  /// The edition must outlive the profile; those of this library always do.
  constexpr explicit profile(const edition& table = default_edition) noexcept : table_(&table) {}
  explicit profile(const edition&&) = delete;

  /// The profile with one more option.  Throws error(errc::bad_arguments) if the option is not
  /// available, or excludes one chosen before: dates are either kept or moved.
  [[nodiscard]] constexpr profile with(option chosen) const {
    const option_traits& known = traits_of(chosen);
    const bool is_temporal =
        chosen == option::retain_full_dates || chosen == option::retain_modified_dates;
    if (is_temporal &&
        (options_.has(option::retain_full_dates) || options_.has(option::retain_modified_dates)) &&
        !options_.has(chosen))
      throw error(errc::bad_arguments,
                  "retain-full-dates and retain-modified-dates exclude each other");
    if (!known.missing.empty())
      throw error(errc::bad_arguments,
                  "option " + std::string(known.name) + ": " + std::string(known.missing));
    profile result = *this;
    result.options_.add(chosen);
    return result;
  }

  /// The profile with another choice where the codes leave one.  What is given must outlive it, as
  /// conditional::keep_attribute and conditional::by_iod do.
  [[nodiscard]] constexpr profile with(const conditional_actions& choice) const noexcept {
    profile result = *this;
    result.choice_ = &choice;
    return result;
  }
  profile with(const conditional_actions&&) const = delete;

  /// The profile of the table alone: without what docs/profiles.md lists as the supplement.
  [[nodiscard]] constexpr profile without_supplement() const noexcept {
    profile result = *this;
    result.has_supplement_ = false;
    return result;
  }

  /// The profile with or without scrub_known_values, which it has by itself as long as it has the
  /// supplement.
  [[nodiscard]] constexpr profile scrubbed(bool scrubs = true) const noexcept {
    profile result = *this;
    result.scrubbing_ = scrubs ? scrubbing::on : scrubbing::off;
    return result;
  }

  /// Whether texts that stay lose what the data set says of its own patient.
  [[nodiscard]] constexpr bool scrubs_known_values() const noexcept {
    return scrubbing_ == scrubbing::with_supplement ? has_supplement_ : scrubbing_ == scrubbing::on;
  }

  /// What the table says of an element, or else the supplement; code::none where neither lists it.
  [[nodiscard]] constexpr tables::cells cells_for(const element_key& key) const noexcept {
    const tag id = key.id;
    if (const tables::cells* listed = table_->find(id)) return *listed;
    if (const tag leader = detail::followed_by(id); leader != id)
      if (const tables::cells* listed = table_->find(leader)) return *listed;
    // PS3.15 section E.1.1: group 0004 is removed from anything but a DICOMDIR, whose records have
    // no code of their own.
    if (id.group == 0x0004) return {id == detail::directory_records ? code::none : code::X, 0, 0};
    // The same section wants file meta information replaced, not only its UID: network peers,
    // private content, and what does not belong into a file at all.
    if (id.group == 0x0002 && !detail::describes_file(id)) return {code::X, 0, 0};
    return has_supplement_ ? supplement_for(id) : tables::cells{code::none, 0, 0};
  }

  /// The code in force for an element: that of an option (K before C), else that of the Basic
  /// Profile, as cells_for has them.
  [[nodiscard]] constexpr code code_for(const element_key& key) const noexcept {
    // PS3.15 section E.1.1: an option goes before the profile.  What one option keeps no other
    // cleans.
    const tables::cells listed = cells_for(key);
    if (key.id.is_private() && listed.basic != code::none && has(option::retain_safe_private))
      return is_safe_private(key) ? code::K : code::X;
    if ((listed.keep & options_.bits()) != 0) return code::K;
    if ((listed.clean & options_.bits()) != 0) return code::C;
    if (key.id == detail::specimen_preparation_step_content &&
        has(option::clean_structured_content))
      return code::C;
    return listed.basic;
  }

  [[nodiscard]] constexpr action_ref find(const element_key& key) const noexcept {
    const code wanted = code_for(key);
    // A text of graphics, which stay, whatever an edition says of it alone.
    if (detail::is_unlisted_graphics_text(key.id) && has(option::clean_graphics) &&
        wanted != code::C)
      return detail::clean_graphics_in_place;
    if (const action_ref found = find_for(wanted, key)) return found;
    if (has(option::clean_structured_content) && actions::clean_content_codes::is_for(key.id))
      return detail::content_action<actions::clean_content_codes>(options_.bits());
    if (has_supplement_ && is_unknown(key.id)) return unlisted();
    return {};
  }

  /// The action for the code of the Basic Profile alone, whatever options were chosen; empty where
  /// neither table nor supplement list the element.
  [[nodiscard]] constexpr action_ref find_basic(const element_key& key) const noexcept {
    return find_for(cells_for(key).basic, key);
  }

  /// Whether any text is cleaned, and not only removed or replaced.
  [[nodiscard]] constexpr bool cleans_texts() const noexcept {
    // Without clean_descriptors texts of content get a dummy.
    return (options_.bits() & text_cleaning) != 0 || has(option::clean_graphics);
  }

  /// Which dates and UIDs of attributes that are listed nowhere stay or move under the options.
  [[nodiscard]] constexpr const actions::protect_unknown& unlisted() const noexcept {
    return unknown_actions[(has(option::retain_full_dates)       ? 1
                            : has(option::retain_modified_dates) ? 2
                                                                 : 0) +
                           (has(option::retain_uids) ? 3 : 0)];
  }

  /// The table.
  [[nodiscard]] constexpr const edition& table() const noexcept { return *table_; }

  /// The options chosen.
  [[nodiscard]] constexpr option_set options() const noexcept { return options_; }

  /// What is done for the codes that leave a choice.
  [[nodiscard]] constexpr const conditional_actions& choice() const noexcept { return *choice_; }

  /// Whether the supplement is in force.
  [[nodiscard]] constexpr bool has_supplement() const noexcept { return has_supplement_; }

 private:
  enum class scrubbing : std::uint8_t { with_supplement, on, off };

  static constexpr tag waveform_data{0x5400, 0x1010};
  static constexpr actions::protect_unknown unknown_actions[] = {
      {false, false, false}, {true, false, false}, {false, false, true},
      {false, true, false},  {true, true, false},  {false, true, true}};
  static constexpr actions::clean_text clean_or_basic{actions::clean_text::otherwise::basic_code};
  // The options whose cells C are texts, and sequences with some.
  static constexpr unsigned text_cleaning =
      static_cast<unsigned>(option::clean_descriptors) |
      static_cast<unsigned>(option::retain_patient_characteristics);

  [[nodiscard]] constexpr bool has(option one) const noexcept { return options_.has(one); }

  // The action for a code, empty for none.
  [[nodiscard]] constexpr action_ref find_for(code wanted, const element_key& key) const noexcept {
    if (key.id.group == 0x0004)
      return wanted == code::U ? replace_uid_in_directory : remove_outside_directory;
    switch (wanted) {
      case code::X:
        if (key.id.is_private() && has(option::retain_safe_private))
          return delete_unless_declared_safe;
        return key.id == waveform_data ? action_ref(remove_audio) : remove;
      case code::Z: return empty;
      case code::D: return replace;
      case code::U: return replace_uid;
      case code::ZD: return choice_->zd;
      case code::XZ: return choice_->xz;
      case code::XD: return choice_->xd;
      case code::XZD: return choice_->xzd;
      case code::XZU: return choice_->xzu;
      case code::K:
        if (key.id.is_private() && has(option::retain_safe_private)) return keep_safe_private;
        if (has(option::retain_uids) && has(option::retain_modified_dates) &&
            cells_for(key).of(option::retain_uids) == code::K)
          return keep_uid;
        return keep;
      case code::C:
        if (has(option::clean_graphics) && cells_for(key).of(option::clean_graphics) == code::C)
          return detail::clean_graphics_in_place;
        if (has(option::clean_structured_content) && actions::clean_content::is_for(key.id))
          return detail::content_action<actions::clean_content>(options_.bits());
        if (has(option::retain_modified_dates) && is_temporal(key.id)) return shift_date;
        if ((cells_for(key).clean & options_.bits() & text_cleaning) != 0) return cleaning_of(key);
        return replace;  // cleaned by a dummy: no text survives
      case code::none: break;
    }
    return {};
  }

  // By what the attribute ought to hold: what is cleaned are texts, and codes in items.
  [[nodiscard]] constexpr action_ref cleaning_of(const element_key& key) const noexcept {
    const dictionary_entry* const known = find_attribute(key.id);
    const vr kind = known == nullptr ? vr::UN : known->representation;
    if (kind == vr::SQ) return clean_codes;
    if (detail::has_terms_to_keep(key.id)) return keep_terms;
    if (uses_character_set(kind)) return clean_or_basic;
    return find_for(cells_for(key).basic, key);  // no text in which words could be told apart
  }

  static constexpr tables::cells supplement_for(tag id) noexcept {
    const tables::row* const end = std::end(tables::supplement_rows);
    const tables::row* const found =
        std::partition_point(std::begin(tables::supplement_rows), end,
                             [&](const tables::row& row) { return row.id < id; });
    if (found != end && found->id == id) return found->codes;
    for (const tables::masked_row& row : tables::supplement_masked)
      if (row.where.matches(id) && !id.is_private()) return row.codes;
    const dictionary_entry* known = find_attribute(id);
    if (known == nullptr || !detail::is_protected_by_vr(known->representation))
      return {code::none, 0, 0};
    return detail::cells_for_vr(known->representation);
  }

  // What shift_date can move.  Of the other cells of the column one is a time stamp in a binary
  // form, the other a signed one.
  static constexpr bool is_temporal(tag id) noexcept {
    const dictionary_entry* known = find_attribute(id);
    return known != nullptr &&
           (is_date_or_time(known->representation) || id == detail::timezone_offset_from_utc);
  }

  // Whether this is a standard attribute that is not in the dictionary.
  static constexpr bool is_unknown(tag id) noexcept {
    return id.group >= 0x0008 && !id.is_private() && !id.is_group_length() &&
           find_attribute(id) == nullptr;
  }

  const edition* table_;
  option_set options_;
  const conditional_actions* choice_ = &conditional::keep_attribute;
  bool has_supplement_ = true;
  scrubbing scrubbing_ = scrubbing::with_supplement;
};

/// profile(dicom_2026d) | option::retain_uids: the profile with an option, as profile::with.  In a
/// constexpr rule set what that throws does not compile.
[[nodiscard]] constexpr profile operator|(const profile& base, option chosen) {
  return base.with(chosen);
}

/// profile(dicom_2026d) | scrub_known_values: profile::scrubbed.
[[nodiscard]] constexpr profile operator|(const profile& base,
                                          const known_values_scrubbing&) noexcept {
  return base.scrubbed();
}

/// What lies under every rule set that is not complete: the profile of edition 2023e.
inline constexpr profile default_profile{default_edition};

}  // namespace dicom_anonymizer
