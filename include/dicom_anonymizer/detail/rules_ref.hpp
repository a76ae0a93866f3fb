// SPDX-License-Identifier: BSD-3-Clause
// Rules with their type erased, so that the engine is compiled once and not once a rule set.
#pragma once

#include <memory>

#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

namespace dicom_anonymizer::detail {

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
        is_complete_(complete_rule_set<R>),
        assessment_(assess(rules)) {}

  [[nodiscard]] action_ref find(const element_key& key) const {
    if (const action_ref found = find_(object_, key)) return found;
    return is_complete_ ? action_ref() : default_profile.find(key);
  }

  // What the rules claim as a whole.
  [[nodiscard]] const rule_assessment& assessment() const noexcept { return assessment_; }

  // Whether the user's own rules, not the profile under them, have an opinion.
  [[nodiscard]] bool covers(const element_key& key) const {
    return static_cast<bool>(find_(object_, key));
  }

 private:
  const void* object_;
  action_ref (*find_)(const void*, const element_key&);
  bool is_complete_;
  rule_assessment assessment_;
};

}  // namespace dicom_anonymizer::detail
