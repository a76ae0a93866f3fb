// SPDX-License-Identifier: BSD-3-Clause
// What rules/dynamic_rule_map.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>

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

DICOM_ANONYMIZER_INLINE dynamic_rule_map& dynamic_rule_map::set(any_pattern where,
                                                                any_action what) {
  shape& same = shape_of(where);
  numbered made{++latest_, {std::move(where), std::move(what)}};
  name known = name_of(made.held.where);
  same.rules.insert_or_assign(std::move(known), std::move(made));
  return *this;
}

DICOM_ANONYMIZER_INLINE bool dynamic_rule_map::erase(const any_pattern& where) {
  const auto same = std::find_if(shapes_.begin(), shapes_.end(),
                                 [&](const shape& one) { return one.is_of(where); });
  if (same == shapes_.end() || same->rules.erase(name_of(where)) == 0) return false;
  if (same->rules.empty()) shapes_.erase(same);
  return true;
}

DICOM_ANONYMIZER_INLINE action_ref dynamic_rule_map::find(const element_key& key) const& {
  const numbered* const found = latest(key);
  return found == nullptr ? action_ref() : found->held.what.ref();
}

DICOM_ANONYMIZER_INLINE bool dynamic_rule_map::decides_exactly(const element_key& key) const {
  const numbered* const found = latest(key);
  return found != nullptr && (found->held.where.is_exact() || found->held.where.creator());
}

DICOM_ANONYMIZER_INLINE std::size_t dynamic_rule_map::size() const noexcept {
  std::size_t count = 0;
  for (const shape& one : shapes_) count += one.rules.size();
  return count;
}

DICOM_ANONYMIZER_INLINE std::vector<dynamic_rule_map::entry> dynamic_rule_map::entries() const {
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

DICOM_ANONYMIZER_INLINE const dynamic_rule_map::numbered* dynamic_rule_map::latest(
    const element_key& key) const {
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

DICOM_ANONYMIZER_INLINE bool dynamic_rule_map::shape::is_of(
    const any_pattern& where) const noexcept {
  return mask == where.where().mask.value() && has_creator == where.creator().has_value();
}

DICOM_ANONYMIZER_INLINE dynamic_rule_map::name dynamic_rule_map::name_of(const any_pattern& where) {
  return {where.where().value.value(), where.creator().value_or(std::string())};
}

DICOM_ANONYMIZER_INLINE dynamic_rule_map::shape& dynamic_rule_map::shape_of(
    const any_pattern& where) {
  const auto found = std::find_if(shapes_.begin(), shapes_.end(),
                                  [&](const shape& one) { return one.is_of(where); });
  if (found != shapes_.end()) return *found;
  return shapes_.emplace_back(shape{where.where().mask.value(), where.creator().has_value(), {}});
}

}  // namespace dicom_anonymizer
