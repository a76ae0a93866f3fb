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
  dynamic_rule_map& set(any_pattern where, any_action what);

  /// Takes a rule away; whether there was one with exactly this pattern.
  bool erase(const any_pattern& where);

  /// The action of the latest rule that covers the element.  It lives until the map changes.
  /// Takes a look-up for each different mask, however many rules there are.
  [[nodiscard]] action_ref find(const element_key& key) const&;
  action_ref find(const element_key&) const&& = delete;

  /// Whether that rule is one for this element alone, by its tag or by creator and offset, and no
  /// mask.
  [[nodiscard]] bool decides_exactly(const element_key& key) const;

  /// Calls visit(const any_pattern&, action_ref) for each rule, in no order.
  template <class Visitor>
  void for_each_rule(Visitor&& visit) const {
    for (const shape& one : shapes_)
      for (const auto& [known, rule] : one.rules) visit(rule.held.where, rule.held.what.ref());
  }

  /// How many rules there are.
  [[nodiscard]] std::size_t size() const noexcept;

  /// All rules, the earliest first.
  [[nodiscard]] std::vector<entry> entries() const;

 private:
  struct numbered {
    std::size_t number;
    entry held;
  };

  // The latest rule that covers the element.
  [[nodiscard]] const numbered* latest(const element_key& key) const;

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

    [[nodiscard]] bool is_of(const any_pattern& where) const noexcept;
  };

  static name name_of(const any_pattern& where);

  shape& shape_of(const any_pattern& where);

  std::size_t latest_ = 0;
  std::vector<shape> shapes_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/rules/dynamic_rule_map.ipp>
#endif
