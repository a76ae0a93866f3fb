// SPDX-License-Identifier: BSD-3-Clause
// A map of rules written in the source, constexpr if its actions are.
#pragma once

#include <cstddef>
#include <utility>

#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer {
namespace detail {

template <std::size_t Index, class Rule>
struct slot {
  Rule held;
};

// A std::tuple of 200 rules costs seconds to compile; 200 bases do not.
template <class Indices, class... Rules>
struct slots;
template <std::size_t... Index, class... Rules>
struct slots<std::index_sequence<Index...>, Rules...> : slot<Index, Rules>... {
  [[nodiscard]] constexpr action_ref latest(const element_key& key) const {
    action_ref found;
    ((found = later(static_cast<const slot<Index, Rules>&>(*this).held.find(key), found)), ...);
    return found;
  }
  template <class Visitor>
  constexpr void for_each(Visitor&& visit) const {
    (visit(static_cast<const slot<Index, Rules>&>(*this).held), ...);
  }
  static constexpr action_ref later(action_ref one, action_ref earlier) {
    return one ? one : earlier;
  }
};

}  // namespace detail

/// Rules (or rule sets of any kind) in order: of two that cover an element the later wins.
template <class... Rules>
class rule_map {
  static_assert((detail::rules_in_words<Rules>::is_said && ...));

 public:
  static constexpr bool is_complete = (complete_rule_set<Rules> || ...);

  constexpr explicit rule_map(Rules... rules) : slots_{{std::move(rules)}...} {}

  /// How many rules there are.
  [[nodiscard]] static constexpr std::size_t size() noexcept { return sizeof...(Rules); }

  /// Calls visit with each of the rules (or rule sets), in order.
  template <class Visitor>
  constexpr void for_each_part(Visitor&& visit) const {
    slots_.for_each(visit);
  }

  /// The action of the last rule that covers the element.  It lives as long as the map.
  [[nodiscard]] constexpr action_ref find(const element_key& key) const& {
    return slots_.latest(key);
  }
  action_ref find(const element_key&) const&& = delete;

 private:
  detail::slots<std::index_sequence_for<Rules...>, Rules...> slots_;
};

}  // namespace dicom_anonymizer
