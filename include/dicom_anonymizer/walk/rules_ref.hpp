// SPDX-License-Identifier: BSD-3-Clause
// Rules with their type erased, so that a walk is compiled once and not once a rule set.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/supplement_table.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/decides_exactly.hpp>

namespace dicom_anonymizer::detail {

// Whether an action that can be seen needs a source of pseudonyms.
template <rule_set R>
constexpr bool needs_pseudonyms(const R& rules) {
  bool result = false;
  if constexpr (std::same_as<R, profile>) {
    result = rules.options().has(option::retain_modified_dates);
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part([&](const auto& part) { result = result || needs_pseudonyms(part); });
  } else if constexpr (listed_rules<R>) {
    rules.for_each_rule(
        [&](const auto&, action_ref act) { result = result || act.needs_pseudonyms(); });
  }
  return result;
}

// Refers to a rule set.  One that is not complete is laid over the default profile here, so that no
// way into a walk can forget the base and leave a name in.
class rules_ref {
 public:
  template <rule_set R>
  explicit rules_ref(const R& rules)
      : object_(std::addressof(rules)),
        find_([](const void* object, const element_key& key) {
          return static_cast<const R*>(object)->find(key);
        }),
        is_exact_([](const void* object, const element_key& key) {
          return detail::decides_exactly(*static_cast<const R*>(object), key);
        }),
        is_complete_(complete_rule_set<R>),
        needs_pseudonyms_(detail::needs_pseudonyms(rules)),
        assessment_(assess(rules)) {
    if (assessment_.base != nullptr) find_retained(*assessment_.base);
  }

  [[nodiscard]] action_ref find(const element_key& key) const {
    const action_ref found = own(key);
    if (!is_overlay_group(key.id.group)) [[likely]]
      return found;
    return with_overlay(key, found);
  }

  // Whether the user has a rule for this one element, and that decides.
  [[nodiscard]] bool decides_exactly(const element_key& key) const {
    return is_exact_(object_, key);
  }

  // What the rules claim as a whole.
  [[nodiscard]] const rule_assessment& assessment() const noexcept { return assessment_; }

  // What becomes of an element in a sequence every other value of which is replaced: an option goes
  // before the profile, PS3.15 section E.1.1.  A rule of the user's that does something else to the
  // attribute wins.  Private elements are left to their own rule, which the walk applies.
  [[nodiscard]] retention retains(const element_key& key, vr kind) const {
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

  // Whether there is any such element of a VR.
  [[nodiscard]] bool may_retain(vr kind) const noexcept {
    return (retained_ >> row_of(kind) & 1U) != 0;
  }

  // Before any work: throws where an action could only throw later.
  void require_pseudonyms(const context& shared) const {
    if (needs_pseudonyms_ && shared.pseudonyms == nullptr)
      throw error(errc::no_key,
                  "moving dates and replacing identifiers needs a key or another source of "
                  "pseudonyms, and the context has none");
  }

  // Whether the user's own rules, not the profile under them, have an opinion.
  [[nodiscard]] bool covers(const element_key& key) const {
    return static_cast<bool>(find_(object_, key));
  }

 private:
  [[nodiscard]] action_ref own(const element_key& key) const {
    if (const action_ref found = find_(object_, key)) return found;
    return is_complete_ ? action_ref() : default_profile.find(key);
  }

  // Where Overlay Data (60xx,3000) go, the rest of the group goes with them, but for what has a
  // rule of the user's: it would not be valid (PS3.3 section C.9.2), or point at a plane in the
  // pixels.
  [[nodiscard]] action_ref with_overlay(const element_key& key, const action_ref& found) const {
    constexpr std::uint16_t overlay_data = 0x3000;
    const profile* const base = assessment_.base;
    if (base == nullptr || !base->has_supplement() || decides_exactly(key)) return found;
    const action_ref alone = base->find(key);
    const bool is_theirs =
        found && (!alone || found.leaves() != alone.leaves() || found.name() != alone.name());
    if (is_theirs) return found;
    const action_ref data = own(tag{key.id.group, overlay_data});
    return data && data.name() == actions::remove::name ? data : found;
  }

  // Whether what an option keeps may be of a VR: that of the attribute, one that tells nothing, or
  // one that an option keeps as such.
  static bool keeps_vr(const profile& base, tag id, vr kind) {
    const dictionary_entry* const known = find_attribute(id);
    if (known == nullptr || known->representation == kind || !identifies_by_vr(kind)) return true;
    if (kind == vr::UI) return base.options().has(option::retain_uids);
    return is_date_or_time(kind) && base.options().has(option::retain_full_dates);
  }

  // Whether another rule than the profile's decides.
  [[nodiscard]] bool covers_alone(const element_key& key, const profile& base) const {
    const action_ref act = find(key);
    const action_ref alone = base.find(key);
    return act.leaves() != alone.leaves() || act.name() != alone.name();
  }

  void find_retained(const profile& base) {
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

  const void* object_;
  action_ref (*find_)(const void*, const element_key&);
  bool (*is_exact_)(const void*, const element_key&);
  bool is_complete_;
  bool needs_pseudonyms_;
  rule_assessment assessment_;
  std::uint64_t retained_ = 0;  // a bit for each VR
};

}  // namespace dicom_anonymizer::detail
