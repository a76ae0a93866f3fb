// SPDX-License-Identifier: BSD-3-Clause
// Whether what decides about an element is a rule for that one element.
#pragma once

#include <concepts>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// Whether a pattern covers one attribute, or one element of one creator, and no more.
template <class Pattern>
constexpr bool is_exact_pattern(const Pattern& where) noexcept {
  if constexpr (std::same_as<Pattern, tag> || std::same_as<Pattern, private_element>)
    return true;
  else if constexpr (std::same_as<Pattern, tag_pattern>)
    return where.is_exact();
  else if constexpr (std::same_as<Pattern, any_pattern>)
    return where.is_exact() || where.creator().has_value();
  else
    return false;  // a pattern of the user's cannot be asked
}

template <class Pattern>
constexpr bool any_pattern_matches(const Pattern& where, const element_key& key) {
  if constexpr (std::same_as<Pattern, tag>)
    return where == key.id;
  else
    return where.matches(key);
}

// Of rules laid over each other the one that wins is asked; a rule set that cannot be asked decides
// nothing exactly.
template <rule_set R>
constexpr bool decides_exactly(const R& rules, const element_key& key) {
  bool result = false;
  if constexpr (requires {
                  { rules.decides_exactly(key) } -> std::same_as<bool>;
                }) {
    result = rules.decides_exactly(key);
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part([&](const auto& part) {
      if (part.find(key)) result = detail::decides_exactly(part, key);
    });
  } else if constexpr (listed_rules<R>) {
    rules.for_each_rule([&](const auto& where, action_ref) {
      if (is_exact_pattern(where) && any_pattern_matches(where, key)) result = true;
    });
  }
  return result;
}

}  // namespace dicom_anonymizer::detail
