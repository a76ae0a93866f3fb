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

// Calls visit(const weakened_row&, const tables::cells&) for what rules leave.
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
      part.for_each_rule([this](const auto& where, action_ref act) {
        if (act.leaves() != residue::nothing) this->look_at_rule(where, act);
      });
    } else {
      see_unknown("custom");
    }
  }

 private:
  template <class Pattern>
  constexpr void look_at_rule(const Pattern& where, action_ref act) {
    if constexpr (std::same_as<Pattern, tag_pattern> || std::same_as<Pattern, tag>) {
      look_at_pattern(tag_pattern(where), act);
    } else if constexpr (std::same_as<Pattern, private_element>) {
      look_at_private(where.group, where.offset, where.creator, act);
    } else if constexpr (std::same_as<Pattern, any_pattern>) {
      const tag value = where.where().value;
      if (where.creator())
        look_at_private(value.group, static_cast<std::uint8_t>(value.element), *where.creator(),
                        act);
      else
        look_at_pattern(where.where(), act);
    } else {
      see_unknown(act.name());
    }
  }

  constexpr void look_at_private(std::uint16_t group, std::uint8_t offset, std::string_view creator,
                                 action_ref act) {
    // Whoever keeps one element of one creator says that it is safe, which the option allows.
    if (base_.options().has(option::retain_safe_private) && act.leaves() == residue::whole) return;
    look_at_key({tag{group, static_cast<std::uint16_t>(0x1000U | offset)}, creator},
                {{group, offset}, {0xFFFF, 0x00FF}});
  }

  constexpr void look_at_pattern(const tag_pattern& where, action_ref act) {
    if (where.is_exact()) return look_at_key(where.value, where);
    if (!is_private(where)) {
      for (const tables::row& row : base_.table().rows()) look_at_tag(row.id, where);
      for (const tag id : peer_information) look_at_tag(id, where);
      look_at_directory(where);
      if (base_.has_supplement()) {
        for (const tables::row& row : tables::supplement_rows)
          if (row.id.group != 0x0002) look_at_tag(row.id, where);
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

  constexpr void look_at_tag(tag id, const tag_pattern& where) {
    if (where.matches(id)) look_at_key(id, id);
  }

  // One attribute: what counts is the rule that wins.
  constexpr void look_at_key(const element_key& key, const tag_pattern& where) {
    const code demanded = base_.code_for(key);
    const action_ref act = rules_.find(key);
    if (!protects(act, demanded, key.id))
      visit_(weakened_row{where, key.private_creator, demanded, act.name()}, base_.cells_for(key));
  }

  // A rule and a row that both cover more than one tag: the rule counts even if a later one covers
  // all that they have in common.
  constexpr void look_at_masked(const tag_pattern& where, const tables::masked_row& row,
                                action_ref act) {
    const std::uint32_t both = where.mask.value() & row.where.mask.value();
    if (((where.value.value() ^ row.where.value.value()) & both) != 0) return;
    // Odd groups are private whatever a repeating group says.
    if (row.where == any_private ? is_standard(where) : is_private(where)) return;
    const tag some{static_cast<std::uint16_t>(where.value.group | row.where.value.group),
                   static_cast<std::uint16_t>(where.value.element | row.where.value.element)};
    const code demanded = row.where == any_private ? code::X : base_.code_for(some);
    if (!protects(act, demanded, some))
      visit_(weakened_row{row.where, {}, demanded, act.name()}, row.codes);
  }

  constexpr void see_unknown(std::string_view action) {
    visit_(weakened_row{any_element, {}, code::none, action}, tables::cells{code::none, 0, 0});
  }

  static constexpr bool is_private(const tag_pattern& where) noexcept {
    return (where.mask.group & where.value.group & 1U) != 0;
  }
  static constexpr bool is_standard(const tag_pattern& where) noexcept {
    return (where.mask.group & ~where.value.group & 1U) != 0;
  }

  static constexpr bool protects(action_ref act, code demanded, tag id) noexcept {
    if (demanded == code::none || demanded == code::K) return true;
    if (act.leaves() == residue::nothing) return true;
    if (act.leaves() == residue::moved_date) return demanded == code::C;
    if (act.leaves() != residue::items) return false;
    const dictionary_entry* known = find_attribute(id);
    const bool is_sequence = known != nullptr && known->representation == vr::SQ;
    return !is_sequence || demanded == code::U || demanded == code::XZU;
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
  bool keeps_identity = false;  // what no option of the standard lets anybody keep
  bool keeps_dates = false;

  constexpr void add(const weakened_row& row, const tables::cells& cells) noexcept {
    constexpr unsigned temporal = static_cast<unsigned>(option::retain_full_dates) |
                                  static_cast<unsigned>(option::retain_modified_dates);
    constexpr std::uint16_t file_meta = 0x0002;
    is_weakened = true;
    const unsigned any = cells.keep | cells.clean;
    if (row.demanded == code::none) {  // nobody knows
      keeps_identity = keeps_dates = true;
    } else if ((row.where.mask.group & row.where.value.group & 1U) != 0) {
      keeps_identity = keeps_identity || row.private_creator.empty();
    } else if ((any & temporal) != 0) {
      keeps_dates = true;
    } else if (any == 0 && row.where.value.group != file_meta) {
      keeps_identity = true;
    }
  }
};

template <rule_set R>
constexpr rule_assessment assess(const R& rules) {
  rule_assessment result;
  result.base = base_of(rules);
  if (result.base != nullptr)
    find_weakened(rules, *result.base, [&](const weakened_row& row, const tables::cells& cells) {
      result.add(row, cells);
    });
  return result;
}

}  // namespace detail

/// What rules claim and what they fall short of; made by conformance_of.
class conformance {
 public:
  constexpr conformance(const profile* base, std::vector<weakened_row> weakened) noexcept
      : base_(base), weakened_(std::move(weakened)) {}

  /// The profile under the rules; nullptr where there is none, as under keep_everything: then
  /// nothing is claimed.  Lives as long as the rules.
  [[nodiscard]] constexpr const profile* base() const noexcept { return base_; }

  /// Whether the rules protect at least what the profile with its options demands, so that a data
  /// set may carry their codes in De-identification Method Code Sequence (0012,0064).
  [[nodiscard]] constexpr bool holds() const noexcept {
    return base_ != nullptr && weakened_.empty();
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
};

/// Asks rules whether they protect at least what the profile under them demands (PS3.15 section
/// E.1.1); of constexpr rules in a static_assert, too:
///
///     static_assert(da::conformance_of(rules).holds());
///
/// An action protects if it removes, empties or replaces the value, whichever of them the code asks
/// for.  An action of your own protects if it says so by a constant `leaves` that is
/// residue::nothing.  A rule set of your own cannot be asked, and the answer is that it does not
/// hold, unless it has a member for_each_rule or for_each_part as rule and rule_map do.
template <rule_set R>
[[nodiscard]] constexpr conformance conformance_of(const R& rules) {
  const profile* const base = detail::base_of(rules);
  std::vector<weakened_row> weakened;
  if (base != nullptr)
    detail::find_weakened(rules, *base, [&](const weakened_row& row, const tables::cells&) {
      weakened.push_back(row);
    });
  return {base, std::move(weakened)};
}
template <rule_set R>
void conformance_of(const R&& rules) = delete;

}  // namespace dicom_anonymizer
