// SPDX-License-Identifier: BSD-3-Clause
// What a rule set is, a rule as the smallest one, and how rule sets are laid over each other.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

namespace dicom_anonymizer {

/// Anything that can find the action for an element.  An empty result means "no opinion".  find is
/// called for every element, from several threads at once.
template <class R>
concept rule_set = requires(const R& rules, const element_key& key) {
  { rules.find(key) } -> std::same_as<action_ref>;
};

/// A rule set that decides everything by itself, so that no profile is laid under it: one with a
/// constant is_complete that is true.
template <class R>
concept complete_rule_set = rule_set<R> && static_cast<bool>(R::is_complete);

namespace detail {

// Says why something is no rule set, as action_in_words does of actions.
template <class R>
struct rules_in_words {
  static constexpr bool is_pattern = pattern<R> ||
                                     std::convertible_to<const R&, std::string_view> ||
                                     std::convertible_to<const R&, tag>;
  static_assert(rule_set<R> || !is_pattern,
                "a tag alone is no rule: write da::rule{tag, action}, such as "
                "da::rule{da::tags::PatientID, da::keep}");
  static_assert(rule_set<R> || !action<R>,
                "an action alone is no rule: write da::rule{tag, action}, such as "
                "da::rule{da::tags::PatientID, da::keep}");
  static_assert(rule_set<R> || is_pattern || action<R>,
                "rules are a da::rule, a map of them, a profile, or a type of your own with a "
                "function da::action_ref find(const da::element_key&) const");
  static constexpr bool is_said = true;
};

}  // namespace detail

/// What the verbs take: a rule_set.  What is none does not compile, and the compiler says why.
template <class R>
concept given_rules = detail::rules_in_words<R>::is_said;

/// One pattern and what happens to the elements that it covers.
template <class P, class A>
struct rule {
  // Asserted and not constrained: the words are what a compiler shows of a mistake.
  static_assert(pattern<P>,
                "the first part of a rule is a tag, a tag_pattern, a private_element or a pattern "
                "of your own, such as 0x0010'0020_tag; a keyword in quotes needs _tag behind it");
  static_assert(detail::action_in_words<A>::is_said);

  P where;
  A what;

  static constexpr bool is_complete = false;

  /// The action if the pattern covers the element.  It lives as long as the rule.
  [[nodiscard]] constexpr action_ref find(const element_key& key) const& {
    return where.matches(key) ? action_ref(what) : action_ref();
  }
  action_ref find(const element_key&) const&& = delete;  // the rules are gone before the action

  /// Calls visit(pattern, action_ref).
  template <class Visitor>
  constexpr void for_each_rule(Visitor&& visit) const {
    visit(where, action_ref(what));
  }
};
template <class A>
rule(tag, A) -> rule<tag_pattern, A>;
template <class P, class A>
rule(P, A) -> rule<std::conditional_t<std::convertible_to<P, tag>, tag_pattern, P>, A>;

/// The rules of upper where it has an opinion, those of lower elsewhere.
template <rule_set Lower, rule_set Upper>
struct layered {
  Lower lower;
  Upper upper;

  static constexpr bool is_complete = complete_rule_set<Lower> || complete_rule_set<Upper>;

  [[nodiscard]] constexpr action_ref find(const element_key& key) const& {
    if (const action_ref found = upper.find(key)) return found;
    return lower.find(key);
  }
  action_ref find(const element_key&) const&& = delete;  // the rules are gone before the action

  /// Calls visit with each of the two.
  template <class Visitor>
  constexpr void for_each_part(Visitor&& visit) const {
    visit(lower);
    visit(upper);
  }
};

/// base | option | overrides: what stands to the right wins.
template <rule_set Lower, rule_set Upper>
[[nodiscard]] constexpr layered<Lower, Upper> operator|(Lower lower, Upper upper) {
  return {std::move(lower), std::move(upper)};
}

namespace detail {

template <class Upper, class Lower>
concept laid_amiss_over = static_cast<bool>(rule_set<Lower> != rule_set<Upper>);

}  // namespace detail

/// Rules are laid over rules alone.
template <class Lower, detail::laid_amiss_over<Lower> Upper>
void operator|(const Lower&, const Upper&) = delete;  // one side is no rules: rule{tag, action} is

/// A base that leaves alone whatever no rule names: nothing is removed unless a rule laid over it
/// says so.  Without it the default profile lies under every rule set that is not complete.
struct keep_everything {
  static constexpr bool is_complete = true;
  [[nodiscard]] constexpr action_ref find(const element_key&) const noexcept { return {}; }
};

}  // namespace dicom_anonymizer
