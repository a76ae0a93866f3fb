// SPDX-License-Identifier: BSD-3-Clause
// A map of rules made while the program runs, with the interface of rule_map.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer {

/// Rules made at run time.  Of two that cover an element the one set later wins, exact or not.
class dynamic_rule_map {
 public:
  static constexpr bool is_complete = false;

  /// One rule.
  struct entry {
    any_pattern where;
    any_action what;
  };

  /// Adds a rule, or changes the one with the same pattern; either way it is now the latest.
  dynamic_rule_map& set(any_pattern where, any_action what) {
    shape& same = shape_of(where);
    numbered made{++latest_, {std::move(where), std::move(what)}};
    name known = name_of(made.held.where);
    same.rules.insert_or_assign(std::move(known), std::move(made));
    return *this;
  }

  /// Takes a rule away; whether there was one with exactly this pattern.
  bool erase(const any_pattern& where) {
    const auto same = std::find_if(shapes_.begin(), shapes_.end(),
                                   [&](const shape& one) { return one.is_of(where); });
    if (same == shapes_.end() || same->rules.erase(name_of(where)) == 0) return false;
    if (same->rules.empty()) shapes_.erase(same);
    return true;
  }

  /// The action of the latest rule that covers the element.  It lives until the map changes.
  /// Takes a look-up for each different mask, however many rules there are.
  [[nodiscard]] action_ref find(const element_key& key) const& {
    const numbered* const found = latest(key);
    return found == nullptr ? action_ref() : found->held.what.ref();
  }
  action_ref find(const element_key&) const&& = delete;

  /// Whether that rule is one for this element alone, by its tag or by creator and offset, and no
  /// mask.
  [[nodiscard]] bool decides_exactly(const element_key& key) const {
    const numbered* const found = latest(key);
    return found != nullptr && (found->held.where.is_exact() || found->held.where.creator());
  }

  /// Calls visit(const any_pattern&, action_ref) for each rule, in no order.
  template <class Visitor>
  void for_each_rule(Visitor&& visit) const {
    for (const shape& one : shapes_)
      for (const auto& [known, rule] : one.rules) visit(rule.held.where, rule.held.what.ref());
  }

  /// How many rules there are.
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t count = 0;
    for (const shape& one : shapes_) count += one.rules.size();
    return count;
  }

  /// All rules, the earliest first.
  [[nodiscard]] std::vector<entry> entries() const {
    std::vector<const numbered*> all;
    for (const shape& one : shapes_)
      for (const auto& [known, rule] : one.rules) all.push_back(&rule);
    std::sort(all.begin(), all.end(),
              [](const numbered* a, const numbered* b) { return a->number < b->number; });
    std::vector<entry> result;
    result.reserve(all.size());
    for (const numbered* one : all) result.push_back(one->held);
    return result;
  }

 private:
  struct numbered {
    std::size_t number;
    entry held;
  };

  // The latest rule that covers the element.
  [[nodiscard]] const numbered* latest(const element_key& key) const {
    const numbered* found = nullptr;
    for (const shape& one : shapes_) {
      if (one.has_creator && key.id.element <= 0xFF) continue;
      const auto place = one.rules.find(
          view{key.id.value() & one.mask,
               one.has_creator ? std::string_view(key.private_creator) : std::string_view()});
      if (place != one.rules.end() && (found == nullptr || place->second.number > found->number))
        found = &place->second;
    }
    return found;
  }

  // What tells rules of one mask apart: the bits under it, and the creator if there is one.
  struct name {
    std::uint32_t bits;
    std::string creator;
  };
  struct view {
    std::uint32_t bits;
    std::string_view creator;
  };
  struct by_name {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const noexcept {
      if (a.bits != b.bits) return a.bits < b.bits;
      return std::string_view(a.creator) < std::string_view(b.creator);
    }
  };

  // The rules that look at the same bits of a tag.  There are few masks, and may be many rules.
  struct shape {
    std::uint32_t mask;
    bool has_creator;
    std::map<name, numbered, by_name> rules;

    [[nodiscard]] bool is_of(const any_pattern& where) const noexcept {
      return mask == where.where().mask.value() && has_creator == where.creator().has_value();
    }
  };

  static name name_of(const any_pattern& where) {
    return {where.where().value.value(), where.creator().value_or(std::string())};
  }

  shape& shape_of(const any_pattern& where) {
    const auto found = std::find_if(shapes_.begin(), shapes_.end(),
                                    [&](const shape& one) { return one.is_of(where); });
    if (found != shapes_.end()) return *found;
    return shapes_.emplace_back(shape{where.where().mask.value(), where.creator().has_value(), {}});
  }

  std::size_t latest_ = 0;
  std::vector<shape> shapes_;
};

}  // namespace dicom_anonymizer
