// SPDX-License-Identifier: BSD-3-Clause
// What walk/rules_ref.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include <concepts>
#include <cstdint>
#include <memory>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/allowances.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/supplement_table.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/walk/decides_exactly.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE rules_ref::rules_ref(const profile& rules) : rules_ref(rules, erased{}) {}

DICOM_ANONYMIZER_INLINE action_ref rules_ref::find(const element_key& key) const {
  const action_ref found = own(key);
  if (!is_overlay_group(key.id.group)) [[likely]]
    return found;
  return with_overlay(key, found);
}

DICOM_ANONYMIZER_INLINE bool rules_ref::decides_exactly(const element_key& key) const {
  return is_exact_(object_, key);
}

DICOM_ANONYMIZER_INLINE retention rules_ref::retains(const element_key& key, vr kind) const {
  const profile* const base = assessment_.base;
  if (base == nullptr) return retention::none;
  const bool is_private = key.id.is_private();
  if (!is_private && (base->options().bits() == 0 || kind == vr::SQ)) return retention::none;
  const action_ref act = find(key);
  if (is_private) return act ? retention::kept : retention::none;
  const bool is_unknown = find_attribute(key.id) == nullptr;
  const bool is_theirs = act && covers_alone(key, *base);
  if (is_theirs && act.leaves() != residue::whole) {
    // A time of day may stay what it was, which only an option allows.
    const bool is_allowed = kind != vr::TM || base->find(key).leaves() == residue::moved_date;
    return act.leaves() == residue::moved_date && is_date_or_time(kind) && is_allowed
               ? retention::moved
               : retention::none;
  }
  if (promised_by(*base, key, kind) != 0 && keeps_vr(*base, key.id, kind)) return retention::kept;
  if (is_unknown && base->has_supplement()) {
    if (kind == vr::UI && base->options().has(option::retain_uids)) return retention::kept;
    if (is_date_or_time(kind) && base->options().has(option::retain_modified_dates))
      return retention::moved;
  }
  return base->find(key).leaves() == residue::moved_date ? retention::moved : retention::none;
}

DICOM_ANONYMIZER_INLINE bool rules_ref::may_retain(vr kind) const noexcept {
  return (retained_ >> row_of(kind) & 1U) != 0;
}

DICOM_ANONYMIZER_INLINE text::allowances rules_ref::allowed_in_texts() const noexcept {
  const profile* const base = assessment_.base;
  return base == nullptr ? text::allowances{} : dicom_anonymizer::allowed_in_texts(base->options());
}

DICOM_ANONYMIZER_INLINE void rules_ref::require_pseudonyms(const context& shared) const {
  if (needs_pseudonyms_ && shared.pseudonyms == nullptr)
    throw error(errc::no_key,
                "moving dates and replacing identifiers needs a key or another source of "
                "pseudonyms, and the context has none");
}

DICOM_ANONYMIZER_INLINE bool rules_ref::covers(const element_key& key) const {
  return static_cast<bool>(find_(object_, key));
}

DICOM_ANONYMIZER_INLINE action_ref rules_ref::own(const element_key& key) const {
  if (const action_ref found = find_(object_, key)) return found;
  return is_complete_ ? action_ref() : default_profile.find(key);
}

// Whether the action on Overlay Data is one for the whole group.
inline bool settles_overlay(const action_ref& data) noexcept {
  return data.name() == actions::remove::name || data.is<clean_graphics>();
}

DICOM_ANONYMIZER_INLINE action_ref rules_ref::with_overlay(const element_key& key,
                                                           const action_ref& found) const {
  constexpr std::uint16_t overlay_data = 0x3000;
  const profile* const base = assessment_.base;
  if (base == nullptr || decides_exactly(key)) return found;
  if (!base->has_supplement() && !base->options().has(option::clean_graphics)) return found;
  const action_ref alone = base->find(key);
  const bool is_theirs =
      found && (!alone || found.leaves() != alone.leaves() || found.name() != alone.name());
  if (is_theirs) return found;
  const action_ref data = own(tag{key.id.group, overlay_data});
  return data && settles_overlay(data) ? data : found;
}

DICOM_ANONYMIZER_INLINE bool rules_ref::keeps_vr(const profile& base, tag id, vr kind) {
  const dictionary_entry* const known = find_attribute(id);
  if (known == nullptr || known->representation == kind) return true;
  if (identifies_by_vr(kind)) return is_kept_by_vr(base.options(), kind);
  return !may_exceed(kind, known->representation);
}

DICOM_ANONYMIZER_INLINE bool rules_ref::covers_alone(const element_key& key,
                                                     const profile& base) const {
  const action_ref act = find(key);
  const action_ref alone = base.find(key);
  return act.leaves() != alone.leaves() || act.name() != alone.name();
}

DICOM_ANONYMIZER_INLINE void rules_ref::find_retained(const profile& base) {
  const option_set chosen = base.options();
  if (chosen.bits() == 0) return;
  const auto add = [&](vr kind) { retained_ |= std::uint64_t{1} << row_of(kind); };
  if (chosen.has(option::retain_full_dates) || chosen.has(option::retain_modified_dates))
    for (const vr kind : {vr::DA, vr::TM, vr::DT}) add(kind);
  if (chosen.has(option::retain_uids)) add(vr::UI);
  for (const tables::row& row : base.table().rows()) {
    const dictionary_entry* const known = find_attribute(row.id);
    const bool is_kept = (row.codes.keep & chosen.bits()) != 0;
    const bool is_moved = chosen.has(option::retain_modified_dates) &&
                          base.find(row.id).leaves() == residue::moved_date;
    if (known != nullptr && (is_kept || is_moved)) add(known->representation);
  }
  if (!base.has_supplement()) return;
  for (const tables::row& row : tables::supplement_rows)
    if (const dictionary_entry* const known = find_attribute(row.id))
      if ((row.codes.keep & chosen.bits()) != 0) add(known->representation);
}

}  // namespace dicom_anonymizer::detail
