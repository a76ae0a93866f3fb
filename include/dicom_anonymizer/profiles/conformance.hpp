// SPDX-License-Identifier: BSD-3-Clause
// Whether rules protect at least what the profile under them demands, PS3.15 section E.1.1.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/supplement_table.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// What a rule leaves although the profile protects it.
struct weakened_row {
  /// The attribute, repeating group or private elements; any_element of rules that cannot be asked.
  tag_pattern where;
  /// Of one private element its creator; lives as long as the rules.
  std::string_view private_creator;
  /// What the profile demands; code::none of rules that cannot be asked.
  code demanded = code::none;
  /// The name of the rule's action; lives as long as the rules.
  std::string_view action;
};

namespace detail {

template <class R>
concept rules_with_parts = requires(const R& rules) {
  rules.for_each_part([](const auto&) {});
};
template <class R>
concept listed_rules = requires(const R& rules) {
  rules.for_each_rule([](const auto&, action_ref) {});
};

// Rules that are no complete set, as the walk asks them.
template <rule_set R>
struct over_default {
  const R& upper;
  static constexpr bool is_complete = true;
  [[nodiscard]] constexpr action_ref find(const element_key& key) const {
    const action_ref found = upper.find(key);
    return found ? found : default_profile.find(key);
  }
  template <class Visitor>
  constexpr void for_each_part(Visitor&& visit) const {
    visit(upper);
  }
};

// The profile that decides what no other rule does; null if there is none.
template <rule_set R>
constexpr const profile* base_of(const R& rules) {
  const profile* found = nullptr;
  if constexpr (std::same_as<R, profile>) {
    found = std::addressof(rules);
  } else if constexpr (!complete_rule_set<R>) {
    found = &default_profile;
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part([&found]<class Part>(const Part& part) {
      if constexpr (complete_rule_set<Part>) found = base_of(part);
    });
  }
  return found;
}

// What a rule takes from what may be claimed.
struct shortfall {
  bool weakens = false;      // less is protected than the profile demands
  bool identity = false;     // what identifies may stand there as it was
  bool dates = false;        // a date may stand there that should not
  std::uint16_t broken = 0;  // options, as bits, whose promise does not hold
};

// Calls visit(const weakened_row&, const shortfall&) for what rules take from the profile.  For
// each attribute that a rule covers it compares the action that the profile alone would take with
// the one in force.
template <rule_set R, class Visitor>
class weakness_finder {
 public:
  constexpr weakness_finder(const R& rules, const profile& base, Visitor& visit)
      : rules_(rules), base_(base), visit_(visit) {}

  template <rule_set Part>
  constexpr void look_at(const Part& part) {
    if constexpr (std::same_as<Part, profile> || std::same_as<Part, keep_everything>) {
      return;
    } else if constexpr (rules_with_parts<Part>) {
      part.for_each_part([this](const auto& inner) { this->look_at(inner); });
    } else if constexpr (listed_rules<Part>) {
      part.for_each_rule(
          [this](const auto& where, action_ref act) { this->look_at_rule(where, act); });
    } else {
      see_unknown(any_element, "custom");
    }
  }

 private:
  template <class Pattern>
  constexpr void look_at_rule(const Pattern& where, action_ref act) {
    if constexpr (std::same_as<Pattern, tag_pattern> || std::same_as<Pattern, tag>) {
      look_at_pattern(tag_pattern(where), act);
    } else if constexpr (std::same_as<Pattern, private_element>) {
      look_at_private(where.group, where.offset, where.creator);
    } else if constexpr (std::same_as<Pattern, any_pattern>) {
      const tag value = where.where().value;
      if (where.creator())
        look_at_private(value.group, static_cast<std::uint8_t>(value.element), *where.creator());
      else
        look_at_pattern(where.where(), act);
    } else {
      see_unknown(any_element, act.name());
    }
  }

  constexpr void look_at_private(std::uint16_t group, std::uint8_t offset,
                                 std::string_view creator) {
    look_at_key({tag{group, static_cast<std::uint16_t>(0x1000U | offset)}, creator},
                {{group, offset}, {0xFFFF, 0x00FF}});
  }

  constexpr void look_at_pattern(const tag_pattern& where, action_ref act) {
    if (where.is_exact()) return look_at_key(where.value, where);
    // It may have been at any element.
    if (!act.is_local()) return see_unknown(where, act.name());
    if (!is_private(where)) {
      for (const tables::row& row : base_.table().rows()) look_at_tag(row.id, where);
      for (const tag id : peer_information) look_at_tag(id, where);
      for (const tag id : file_writer) look_at_tag(id, where);
      look_at_unknown_meta(where, act);
      look_at_directory(where);
      if (base_.has_supplement()) {
        for (const tables::row& row : tables::supplement_rows)
          if (row.id.group != 0x0002) look_at_tag(row.id, where);
        look_at_unknown(where, act);
      }
      if (base_.has_supplement() || base_.options().has(option::retain_full_dates)) {
        for (std::size_t i = 0; i < exact_attribute_count; ++i)
          if (is_protected_by_vr(dictionary[i].representation) &&
              base_.table().find(dictionary[i].id) == nullptr)
            look_at_tag(dictionary[i].id, where);
      }
    }
    for (const tables::masked_row& row : base_.table().masked()) look_at_masked(where, row, act);
    if (base_.has_supplement())
      for (const tables::masked_row& row : tables::supplement_masked)
        look_at_masked(where, row, act);
  }

  // Group 0004 is protected whole: any tag of it that the rule covers stands for all.
  constexpr void look_at_directory(const tag_pattern& where) {
    constexpr std::uint16_t group = 0x0004;
    if (((where.value.group ^ group) & where.mask.group) != 0) return;
    look_at_key(tag{group, where.value.element}, where);
  }

  // Of file meta information goes what no dictionary knows: one stands for all.
  constexpr void look_at_unknown_meta(const tag_pattern& where, action_ref act) {
    if (((where.value.group ^ file_meta) & where.mask.group) != 0) return;
    const auto open = static_cast<std::uint16_t>(~where.mask.element);
    for (std::uint32_t some = open;; some = (some - 1) & open) {
      const tag id{file_meta, static_cast<std::uint16_t>((where.value.element & ~open) | some)};
      if (find_attribute(id) == nullptr) return compare(base_.find(id), act, id, where);
      if (some == 0) return;
    }
  }

  // Attributes that no dictionary knows are protected by their VR: one of them stands for all.  The
  // search tries each tag that the rule covers, from the last one on, so that it takes as many
  // steps as the dictionary knows tags there.
  constexpr void look_at_unknown(const tag_pattern& where, action_ref act) {
    constexpr std::uint32_t private_bit = 0x00010000;
    const std::uint32_t fixed = where.value.value() & where.mask.value();
    const std::uint32_t open = ~where.mask.value() & ~private_bit;
    for (std::uint32_t some = open;; some = (some - 1) & open) {
      const tag id = tag_of(fixed | some);
      if (id.group < first_of_data_sets) return;  // and all that follow
      if (is_unknown(id)) return compare(base_.find(id), act, id, where);
      if (some == 0) return;
      // All elements of a group whose length is the only one that the rule covers.
      if ((open & 0xFFFFU) == 0 && id.is_group_length()) return;
    }
  }

  constexpr void look_at_tag(tag id, const tag_pattern& where) {
    if (where.matches(id)) look_at_key(id, id);
  }

  // One attribute: what counts is the rule that wins.
  constexpr void look_at_key(const element_key& key, const tag_pattern& where) {
    const action_ref act = rules_.find(key);
    if (!act.is_local()) return see_unknown(where, act.name());
    compare(base_.find(key), act, key, where);
  }

  // A rule and a row that both cover more than one tag: the rule counts even if a later one covers
  // all that they have in common.
  constexpr void look_at_masked(const tag_pattern& where, const tables::masked_row& row,
                                action_ref act) {
    const std::uint32_t both = where.mask.value() & row.where.mask.value();
    if (((where.value.value() ^ row.where.value.value()) & both) != 0) return;
    // Odd groups are private whatever a repeating group says.
    if (row.where == any_private ? is_standard(where) : is_private(where)) return;
    tag some{static_cast<std::uint16_t>(where.value.group | row.where.value.group),
             static_cast<std::uint16_t>(where.value.element | row.where.value.element)};
    if (row.where != any_private) return compare(base_.find(some), act, some, row.where);
    // An element of a block: others are Private Creators.
    some.group |= 1U;
    if (some.element < 0x1000) some.element |= 0x1000;
    compare(base_.find(some), act, some, row.where);
    if (base_.options().has(option::retain_safe_private) && act.leaves() != residue::whole)
      visit_(weakened_row{row.where, {}, code::K, act.name()},
             shortfall{.broken = static_cast<std::uint16_t>(option::retain_safe_private)});
  }

  constexpr void compare(action_ref alone, action_ref act, const element_key& key,
                         const tag_pattern& where) {
    const bool is_private_one = key.id.is_private();
    const bool is_named = is_private_one && !key.private_creator.empty();
    // No action of the profile's, but the walk itself puts its own there (PS3.15 section E.1.1).
    const bool is_renewed = names_writer(key.id);
    const residue left = is_renewed ? residue::nothing : alone.leaves();
    std::uint8_t lost = loss_between(left, act.leaves(), shape_of(key.id));
    code demanded = base_.code_for(key);
    // What does not clean as the option wants has to do what the profile wants without it.
    if (demanded == code::C && !cleans_alike(alone, act))
      lost = static_cast<std::uint8_t>(
          lost | (loss_between(residue_without_option(key), act.leaves(), shape_of(key.id)) &
                  (lost_protection | lost_date)));
    // Whoever names one element of one creator says that it is safe, which the option allows.
    if (is_named && base_.options().has(option::retain_safe_private))
      lost = static_cast<std::uint8_t>(lost & lost_promise);
    shortfall found;
    if (demanded == code::none && is_unknown(key.id)) demanded = code::XZD;
    if (is_renewed) demanded = code::D;
    if ((lost & (lost_protection | lost_date)) != 0) {
      found.weakens = true;
      found.identity = (lost & lost_protection) != 0 && !is_named;
      found.dates = !is_private_one && is_temporal(key);
    }
    if ((lost & lost_promise) != 0) found.broken = promises_for(key);
    if (found.weakens || found.broken != 0)
      visit_(weakened_row{where, key.private_creator, demanded, act.name()}, found);
  }

  // What is left of items depends on the action.
  static constexpr bool cleans_alike(action_ref alone, action_ref act) noexcept {
    return act.leaves() == alone.leaves() &&
           (act.leaves() != residue::items || act.name() == alone.name());
  }

  // What no row lists stands in items that the profile replaces.
  [[nodiscard]] constexpr residue residue_without_option(const element_key& key) const noexcept {
    const action_ref basic = base_.find_basic(key);
    return basic ? basic.leaves() : residue::nothing;
  }

  // Nobody knows what it does, or to what.
  constexpr void see_unknown(const tag_pattern& where, std::string_view action) {
    visit_(weakened_row{where, {}, code::none, action},
           shortfall{true, true, true, base_.options().bits()});
  }

  [[nodiscard]] constexpr bool is_temporal(const element_key& key) const noexcept {
    constexpr unsigned temporal = static_cast<unsigned>(option::retain_full_dates) |
                                  static_cast<unsigned>(option::retain_modified_dates);
    const tables::cells cells = base_.cells_for(key);
    const dictionary_entry* const known = find_attribute(key.id);
    return ((cells.keep | cells.clean) & temporal) != 0 || known == nullptr ||
           is_date_or_time(known->representation);
  }

  [[nodiscard]] constexpr std::uint16_t promises_for(const element_key& key) const noexcept {
    // Of an attribute that nobody knows the VR will tell.
    if (is_unknown(key.id)) return promised_by(base_, key, vr::DA);
    const dictionary_entry* const known = find_attribute(key.id);
    return promised_by(base_, key, known == nullptr ? vr::UN : known->representation);
  }

  static constexpr std::uint16_t file_meta = 0x0002;
  static constexpr std::uint16_t first_of_data_sets = 0x0008;
  static constexpr tag tag_of(std::uint32_t number) noexcept {
    return {static_cast<std::uint16_t>(number >> 16), static_cast<std::uint16_t>(number & 0xFFFFU)};
  }
  static constexpr bool is_unknown(tag id) noexcept {
    return id.group >= first_of_data_sets && !id.is_private() && !id.is_group_length() &&
           find_attribute(id) == nullptr;
  }
  static constexpr bool is_private(const tag_pattern& where) noexcept {
    return (where.mask.group & where.value.group & 1U) != 0;
  }
  static constexpr bool is_standard(const tag_pattern& where) noexcept {
    return (where.mask.group & ~where.value.group & 1U) != 0;
  }

  const R& rules_;
  const profile& base_;
  Visitor& visit_;
};

template <rule_set R, class Visitor>
constexpr void find_weakened(const R& rules, const profile& base, Visitor visit) {
  if constexpr (complete_rule_set<R>)
    weakness_finder<R, Visitor>(rules, base, visit).look_at(rules);
  else
    find_weakened(over_default<R>{rules}, base, visit);
}

// What is known of rules as a whole.
struct rule_assessment {
  const profile* base = nullptr;  // null: nothing is claimed
  bool is_weakened = false;
  bool keeps_identity = false;  // a value that the profile and its options protect
  bool keeps_dates = false;
  std::uint16_t broken = 0;  // options, as bits, whose promise the rules do not keep

  constexpr void add(const shortfall& found) noexcept {
    is_weakened = is_weakened || found.weakens;
    keeps_identity = keeps_identity || found.identity;
    keeps_dates = keeps_dates || found.dates;
    broken = static_cast<std::uint16_t>(broken | found.broken);
  }
};

template <rule_set R>
constexpr rule_assessment assess(const R& rules) {
  rule_assessment result;
  result.base = base_of(rules);
  if (result.base != nullptr)
    find_weakened(rules, *result.base,
                  [&](const weakened_row&, const shortfall& found) { result.add(found); });
  return result;
}

}  // namespace detail

/// What rules claim and what they fall short of; made by conformance_of.
class conformance {
 public:
  constexpr conformance(const profile* base, std::vector<weakened_row> weakened,
                        std::uint16_t broken = 0) noexcept
      : base_(base), weakened_(std::move(weakened)), broken_(broken) {}

  /// The profile under the rules; nullptr where there is none, as under keep_everything: then
  /// nothing is claimed.  Lives as long as the rules.
  [[nodiscard]] constexpr const profile* base() const noexcept { return base_; }

  /// Whether the rules protect at least what the profile with its options demands, so that a data
  /// set may carry their codes in De-identification Method Code Sequence (0012,0064).
  [[nodiscard]] constexpr bool holds() const noexcept {
    return base_ != nullptr && weakened_.empty();
  }

  /// Whether the rules keep what an option that was chosen promises to keep (PS3.15 sections E.3.6
  /// to E.3.11), so that a data set may carry the option's code beside that of the profile.
  [[nodiscard]] constexpr bool keeps_promise_of(option one) const noexcept {
    return base_ != nullptr && base_->options().has(one) &&
           (broken_ & static_cast<std::uint16_t>(one)) == 0;
  }

  /// What the rules leave although the profile protects it.
  [[nodiscard]] constexpr const std::vector<weakened_row>& weakened() const& noexcept {
    return weakened_;
  }
  /// The same of a temporary, so that a loop over conformance_of(rules).weakened() is right.
  [[nodiscard]] constexpr std::vector<weakened_row> weakened() && noexcept {
    return std::move(weakened_);
  }

 private:
  const profile* base_;
  std::vector<weakened_row> weakened_;
  std::uint16_t broken_;
};

/// Asks rules whether they protect at least what the profile under them demands (PS3.15 section
/// E.1.1); of constexpr rules in a static_assert, too:
///
///     static_assert(da::conformance_of(rules).holds());
///
/// An action protects if it removes, empties or replaces the value, whichever of them the code asks
/// for.  An action of your own protects if it says so by two constants: `leaves` that is
/// residue::nothing, and `is_local` that is true, as one that may change other elements than its
/// own may do anything to them.  A rule set of your own cannot be asked, and the answer is that it
/// does not hold, unless it has a member for_each_rule or for_each_part as rule and rule_map do.
template <given_rules R>
[[nodiscard]] constexpr conformance conformance_of(const R& rules) {
  const profile* const base = detail::base_of(rules);
  std::vector<weakened_row> weakened;
  std::uint16_t broken = 0;
  if (base != nullptr)
    detail::find_weakened(rules, *base,
                          [&](const weakened_row& row, const detail::shortfall& found) {
                            if (found.weakens) weakened.push_back(row);
                            broken = static_cast<std::uint16_t>(broken | found.broken);
                          });
  return {base, std::move(weakened), broken};
}
template <rule_set R>
void conformance_of(const R&& rules) = delete;

}  // namespace dicom_anonymizer
