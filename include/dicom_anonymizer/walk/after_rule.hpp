// SPDX-License-Identifier: BSD-3-Clause
// What follows an element's own rule, in both walks: the rule of its VR, and known values that its
// text loses.
#pragma once

#include <cstdint>
#include <optional>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/profiles/safe_private_table.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/rule_by_vr.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

// Calls an action; what it throws says for which element.
inline void apply(const action_ref& act, element& e) {
  try {
    act(e);
  } catch (error& failed) {
    failed.at(e.id()).in_action(act.name());
    throw;
  }
}

// Lets the rule of its VR act on an element that its own rule left; whether that changed it, or
// nothing if its VR has no rule.
inline std::optional<bool> apply_rule_of_vr(rule_cache& rules, element_access& at,
                                            const element& left) {
  const std::optional<vr> kind = deciding_vr(left);
  if (!kind) return std::nullopt;
  const action_ref act(rules.by_vr().act());
  rules.counts().count(act.name());
  element e(at, left.key(), attribute_of_vr(*kind));
  apply(act, e);
  return e.changed();
}

// Whether a private element of VR UN is none of text by Table E.3.10-1, which has a VR for it, and
// holds what that VR has.
inline bool is_no_text_by_table(const element& e) {
  if (e.vr() != vr::UN || !e.id().is_private()) return false;
  const tables::safe_private_row* const row = find_safe_private(e.key());
  if (row == nullptr || row->kind == vr::UN || may_be_scrubbed(row->kind)) return false;
  return !is_text(row->kind) || is_list_of(without_padding(e.bytes()), row->kind);
}

// Takes known values out of a text that its rules left; whether that changed it.  Only changes are
// counted, as each text is looked at.
inline bool scrub_left(rule_cache& rules, const rule_cache::entry& known, element_access& at,
                       const element& left, const facts_for_rules* facts) {
  if (facts == nullptr || is_no_text_by_table(left)) return false;
  element e(at, left.key(), known.known);
  const vr kind = e.vr();
  apply(scrubbing, e);
  if (!e.changed()) return false;
  rules.counts().count(actions::scrub::name);
  // What an option keeps is not as it was.
  if (!left.id().is_private() || has_listed_vr(left.key(), kind))
    facts->found.broken = static_cast<std::uint16_t>(facts->found.broken | known.promised);
  return true;
}

struct aftermath {
  bool asks_vr = false;       // whether the rule of its VR was looked for
  std::optional<bool> by_vr;  // whether that changed it; nothing if there was none
  bool is_scrubbed = false;

  [[nodiscard]] bool is_changed() const noexcept { return by_vr.value_or(false) || is_scrubbed; }
};

// After the action on an element, if it has one; tells the marks and the listener of all of it.
inline aftermath follow_rule(rule_cache& rules, element_access& at, const element& left,
                             const rule_cache::entry& known, std::optional<vr> written,
                             const facts_for_rules* facts, const witness& seen,
                             const change_teller& telling) {
  aftermath result;
  result.asks_vr = may_meet_vr(known, written) && leaves_value(known.act, left) && left.exists();
  if (result.asks_vr) result.by_vr = apply_rule_of_vr(rules, at, left);
  seen.conclude(rules, left, known.act, result.by_vr);
  result.is_scrubbed = may_be_scrubbed(known, written) && !result.is_changed() &&
                       leaves_value(known.act, left) && left.exists() &&
                       scrub_left(rules, known, at, left, facts);
  if (result.is_scrubbed)
    telling.conclude(left.key(), at, changed_by::known, actions::scrub::name, true);
  else
    telling.conclude(left.key(), at, result.by_vr ? changed_by::vr : changed_by::rule,
                     result.by_vr ? action_ref(rules.by_vr().act()).name() : known.act.name(),
                     left.changed());
  return result;
}

}  // namespace dicom_anonymizer::detail
