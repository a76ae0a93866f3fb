// SPDX-License-Identifier: BSD-3-Clause
// Rules with their type erased, so that the engine is compiled once and not once a rule set.
#pragma once

#include <concepts>
#include <memory>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/decides_exactly.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

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
// way into the engine can forget the base and leave a name in.
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
        assessment_(assess(rules)) {}

  [[nodiscard]] action_ref find(const element_key& key) const {
    const action_ref found = own(key);
    if (!is_overlay_group(key.id.group)) [[likely]]
      return found;
    return with_overlay(key.id, found);
  }

  // Whether the user has a rule for this one element, and that decides.
  [[nodiscard]] bool decides_exactly(const element_key& key) const {
    return is_exact_(object_, key);
  }

  // What the rules claim as a whole.
  [[nodiscard]] const rule_assessment& assessment() const noexcept { return assessment_; }

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
  // rule of its own: it would not be valid (PS3.3 section C.9.2), or point at a plane in the
  // pixels.
  [[nodiscard]] action_ref with_overlay(tag id, const action_ref& found) const {
    constexpr std::uint16_t overlay_data = 0x3000;
    const bool is_ruled = found && found.name() != actions::protect_unknown::name;
    if (is_ruled || assessment_.base == nullptr || !assessment_.base->has_supplement())
      return found;
    const action_ref data = own(tag{id.group, overlay_data});
    return data && data.name() == actions::remove::name ? data : found;
  }

  const void* object_;
  action_ref (*find_)(const void*, const element_key&);
  bool (*is_exact_)(const void*, const element_key&);
  bool is_complete_;
  bool needs_pseudonyms_;
  rule_assessment assessment_;
};

}  // namespace dicom_anonymizer::detail
