// SPDX-License-Identifier: BSD-3-Clause
// A map of rules made while the program runs, with the interface of rule_map.
#pragma once

#include <algorithm>
#include <cstddef>
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
    erase(where);
    if (where.is_exact()) {
      const auto place = exact_place(where.where().value);
      exact_.insert(place, {++latest_, {std::move(where), std::move(what)}});
    } else {
      masked_.push_back({++latest_, {std::move(where), std::move(what)}});
    }
    return *this;
  }

  /// Takes a rule away; whether there was one with exactly this pattern.
  bool erase(const any_pattern& where) {
    if (!where.is_exact())
      return std::erase_if(masked_, [&](const numbered& one) { return one.held.where == where; }) !=
             0;
    const auto place = exact_place(where.where().value);
    if (place == exact_.end() || place->held.where != where) return false;
    exact_.erase(place);
    return true;
  }

  /// The action of the latest rule that covers the element.  It lives until the map changes.
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
    for (const std::vector<numbered>* some : {&exact_, &masked_})
      for (const numbered& one : *some) visit(one.held.where, one.held.what.ref());
  }

  /// How many rules there are.
  [[nodiscard]] std::size_t size() const noexcept { return exact_.size() + masked_.size(); }

  /// All rules, the earliest first.
  [[nodiscard]] std::vector<entry> entries() const {
    std::vector<numbered> all = exact_;
    all.insert(all.end(), masked_.begin(), masked_.end());
    std::sort(all.begin(), all.end(),
              [](const numbered& a, const numbered& b) { return a.number < b.number; });
    std::vector<entry> result;
    result.reserve(all.size());
    for (numbered& one : all) result.push_back(std::move(one.held));
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
    for (auto one = masked_.rbegin(); one != masked_.rend() && found == nullptr; ++one)
      if (one->held.where.matches(key)) found = &*one;
    const auto place = std::lower_bound(
        exact_.begin(), exact_.end(), key.id,
        [](const numbered& one, tag id) { return one.held.where.where().value < id; });
    if (place != exact_.end() && place->held.where.where().value == key.id &&
        (found == nullptr || place->number > found->number))
      found = &*place;
    return found;
  }

  std::vector<numbered>::iterator exact_place(tag id) {
    return std::lower_bound(exact_.begin(), exact_.end(), id, [](const numbered& one, tag wanted) {
      return one.held.where.where().value < wanted;
    });
  }

  std::size_t latest_ = 0;
  std::vector<numbered> exact_;   // by tag
  std::vector<numbered> masked_;  // by number
};

}  // namespace dicom_anonymizer
