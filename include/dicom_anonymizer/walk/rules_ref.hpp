// SPDX-License-Identifier: BSD-3-Clause
// Rules with their type erased, so that a walk is compiled once and not once a rule set.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/walk/claims.hpp>
#include <dicom_anonymizer/walk/decides_exactly.hpp>

namespace dicom_anonymizer {

struct context;

namespace detail {

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

// Finds the lists of safe words by which actions that can be seen clean texts.
template <rule_set R>
void find_word_lists(const R& rules, word_lists& into) {
  if constexpr (std::same_as<R, profile>) {
    into.has_common = into.has_common || rules.cleans_texts();
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part([&](const auto& part) { detail::find_word_lists(part, into); });
  } else if constexpr (listed_rules<R>) {
    rules.for_each_rule([&](const auto&, action_ref act) {
      const auto* const cleaning = act.as<actions::clean_text>();
      if (cleaning != nullptr && cleaning->own_words() != nullptr)
        into.own.push_back(cleaning->own_words());
      else
        into.has_common = into.has_common || act.leaves() == residue::cleaned;
    });
  }
}

// Whether texts that stay lose what the data set says of its own patient.
template <rule_set R>
constexpr bool scrubs_known_values_of(const R& rules) {
  bool result = false;
  if constexpr (std::same_as<R, profile>) {
    result = rules.scrubs_known_values();
  } else if constexpr (requires { R::scrubs_known_values; }) {
    result = R::scrubs_known_values;
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part(
        [&](const auto& part) { result = result || detail::scrubs_known_values_of(part); });
  }
  return result;
}

// Whether an action that can be seen asks for what the data set says of its own patient.
template <rule_set R>
constexpr bool needs_known_values(const R& rules) {
  bool result = false;
  if constexpr (std::same_as<R, profile>) {
    for (const option one : {option::clean_descriptors, option::clean_structured_content,
                             option::clean_graphics, option::retain_patient_characteristics})
      result = result || rules.options().has(one);
  } else if constexpr (rules_with_parts<R>) {
    rules.for_each_part(
        [&](const auto& part) { result = result || detail::needs_known_values(part); });
  } else if constexpr (listed_rules<R>) {
    rules.for_each_rule(
        [&](const auto&, action_ref act) { result = result || act.needs_known_values(); });
  } else if constexpr (!std::same_as<R, keep_everything>) {
    result = true;  // one that cannot be asked
  }
  return result;
}

// Finds the regions of pixels that actions paint over.
template <rule_set R>
void find_regions(const R& rules, region_set& into) {
  if constexpr (rules_with_parts<R>) {
    rules.for_each_part([&](const auto& part) { detail::find_regions(part, into); });
  } else if constexpr (listed_rules<R>) {
    rules.for_each_rule([&](const auto&, action_ref act) {
      if (const paint_pixels* const painting = act.as<paint_pixels>()) into |= painting->regions;
    });
  }
}

// Whether an option keeps whatever is of this VR.
inline bool is_kept_by_vr(const option_set& chosen, vr kind) noexcept {
  if (kind == vr::UI) return chosen.has(option::retain_uids);
  return is_date_or_time(kind) && chosen.has(option::retain_full_dates);
}

// Refers to a rule set.  One that is not complete is laid over the default profile here, so that no
// way into a walk can forget the base and leave a name in.
class rules_ref {
 public:
  template <rule_set R>
  explicit rules_ref(const R& rules) : rules_ref(rules, erased{}) {}
  // Most calls have one: it needs to be compiled once only.
  explicit rules_ref(const profile& rules);

  [[nodiscard]] action_ref find(const element_key& key) const;

  // Whether the user has a rule for this one element, and that decides.
  [[nodiscard]] bool decides_exactly(const element_key& key) const;

  // What the rules claim as a whole.
  [[nodiscard]] const rule_assessment& assessment() const noexcept { return assessment_; }

  // What becomes of an element in a sequence every other value of which is replaced: an option goes
  // before the profile, PS3.15 section E.1.1.  A rule of the user's that does something else to the
  // attribute wins.  Private elements are left to their own rule, which the walk applies.
  [[nodiscard]] retention retains(const element_key& key, vr kind) const;

  // Whether there is any such element of a VR.
  [[nodiscard]] bool may_retain(vr kind) const noexcept;

  // Whether what an option keeps may be of a VR: that of the attribute, one that tells nothing, or
  // one that an option keeps as such.
  [[nodiscard]] static bool keeps_vr(const profile& base, tag id, vr kind);

  // Whether texts that stay lose what the data set says of its own patient; and whether a rule asks
  // for that, this one or another.
  [[nodiscard]] bool scrubs_known_values() const noexcept { return scrubs_known_values_; }
  [[nodiscard]] bool needs_known_values() const noexcept { return needs_known_values_; }

  // What the profile's options let stay in texts.
  [[nodiscard]] text::allowances allowed_in_texts() const noexcept;

  // Before any work: throws where an action could only throw later.
  void require_pseudonyms(const context& shared) const;

  // Whether a rule of the user's decides where there is a profile.
  [[nodiscard]] bool is_covered_beside_profile(const element_key& key) const {
    const profile* const base = assessment_.base;
    return base == nullptr || decides_exactly(key) || covers_alone(key, *base);
  }

  // The regions of pixels that are painted over, of all layers that ask for it.
  [[nodiscard]] const region_set& regions() const noexcept { return regions_; }

  // The lists of safe words by which texts are cleaned.
  [[nodiscard]] const word_lists& lists() const noexcept { return lists_; }

  // Whether the user's own rules, not the profile under them, have an opinion.
  [[nodiscard]] bool covers(const element_key& key) const;

 private:
  struct erased {};
  template <rule_set R>
  rules_ref(const R& rules, erased)
      : object_(std::addressof(rules)),
        find_([](const void* object, const element_key& key) {
          return static_cast<const R*>(object)->find(key);
        }),
        is_exact_([](const void* object, const element_key& key) {
          return detail::decides_exactly(*static_cast<const R*>(object), key);
        }),
        is_complete_(complete_rule_set<R>),
        needs_pseudonyms_(detail::needs_pseudonyms(rules)),
        scrubs_known_values_(detail::scrubs_known_values_of(rules) ||
                             (!is_complete_ && default_profile.scrubs_known_values())),
        needs_known_values_(scrubs_known_values_ || detail::needs_known_values(rules)),
        assessment_(assess(rules)) {
    detail::find_word_lists(rules, lists_);
    detail::find_regions(rules, regions_);
    if (assessment_.base != nullptr) find_retained(*assessment_.base);
  }

  [[nodiscard]] action_ref own(const element_key& key) const;

  // Where Overlay Data (60xx,3000) go, the rest of the group goes with them, but for what has a
  // rule of the user's: it would not be valid (PS3.3 section C.9.2), or point at a plane in the
  // pixels.
  [[nodiscard]] action_ref with_overlay(const element_key& key, const action_ref& found) const;

  // Whether another rule than the profile's decides.
  [[nodiscard]] bool covers_alone(const element_key& key, const profile& base) const;

  void find_retained(const profile& base);

  const void* object_;
  action_ref (*find_)(const void*, const element_key&);
  bool (*is_exact_)(const void*, const element_key&);
  bool is_complete_;
  bool needs_pseudonyms_;
  bool scrubs_known_values_;
  bool needs_known_values_;
  rule_assessment assessment_;
  word_lists lists_;
  region_set regions_;
  std::uint64_t retained_ = 0;  // a bit for each VR
};

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/walk/rules_ref.ipp>
#endif
