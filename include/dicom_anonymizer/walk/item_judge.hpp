// SPDX-License-Identifier: BSD-3-Clause
// The items of one sequence whose action decides item by item, on their way through a walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

// Whether content items are referred to by their places in the tree (PS3.3 section C.17.3.2.5),
// which items that go would change.
inline bool refers_to_places(gdcm::SequenceOfItems& items, const limits& bounds) {
  for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
    for (const gdcm::DataElement& one : items.GetItem(i).GetNestedDataSet().GetDES()) {
      if (tag(one.GetTag()) == referenced_content_item_identifier) return true;
      if (one.IsEmpty()) continue;
      gdcm::DataElement opened = one;
      reveal_items(opened, bounds);
      gdcm::SequenceOfItems* const inner = items_of(opened);
      if (inner != nullptr && refers_to_places(*inner, bounds)) return true;
    }
  return false;
}

// The same among bytes, for a parser of the sequence.
class place_finder {
 public:
  void value(const element_header& header) noexcept { meet(header.id); }
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header& header) noexcept { meet(header.id); }
  void end_sequence() const noexcept {}
  void begin_item(const element_header&) const noexcept {}
  void end_item() const noexcept {}

  [[nodiscard]] bool found() const noexcept { return found_; }

 private:
  void meet(tag id) noexcept { found_ = found_ || id == referenced_content_item_identifier; }

  bool found_ = false;
};

class item_judge {
 public:
  // Of a sequence that stands in an item or data set; its action may have named nobody.
  item_judge(const item_decider& by, const enclosing_items& around) noexcept
      : by_(by), around_(around.treatment()) {}

  [[nodiscard]] bool is_needed() const noexcept { return static_cast<bool>(by_); }

  // Whether it has to be found out if places are referred to: not where the items around know it.
  [[nodiscard]] bool asks_for_places() const noexcept { return is_needed() && around_ == nullptr; }
  void keep_places() noexcept { keeps_places_ = true; }

  // The next item; is_last() tells whether none follows.
  template <class IsLast>
  [[nodiscard]] item_treatment meet(const item_head& item, const IsLast& is_last) {
    using chance = item_decider::chance;
    const bool keeps_places = keeps_places_ || (around_ != nullptr && around_->keeps_places);
    const bool is_replaced = around_ != nullptr && around_->is_replaced;
    item_treatment made = by_.decide(by_.object, item, chance::free);
    if (is_replaced || (made.goes && keeps_places)) {
      made = by_.decide(by_.object, item, chance::in_its_place);
      made.is_replaced = true;
    } else if (made.goes && !by_.may_be_empty && !is_any_left_ && is_last()) {
      made = by_.decide(by_.object, item, chance::last);
    }
    made.keeps_places = keeps_places;
    if (!made.goes) is_any_left_ = true;
    return made;
  }

 private:
  item_decider by_;
  const item_treatment* around_;
  bool keeps_places_ = false;
  bool is_any_left_ = false;
};

// Walks the items of a sequence in memory but for those that go: walk_item(scope) returns whether
// anything changed, and so does this.
template <class WalkItem>
bool walk_judged(const item_decider& by, rule_cache& rules, const dataset_scope& scope, tag id,
                 gdcm::SequenceOfItems& items, const WalkItem& walk_item) {
  const limits& bounds = scope.bounds();
  item_judge judge(by, scope);
  if (judge.asks_for_places() && refers_to_places(items, bounds)) judge.keep_places();
  bool changed = false;
  std::size_t left = 0;
  std::size_t i = 1;
  for (; i <= items.GetNumberOfItems(); ++i) {
    const gdcm::DataSet& before = items.GetItem(i).GetNestedDataSet();
    const item_treatment how =
        judge.meet(head_of(before, bounds), [&] { return i == items.GetNumberOfItems(); });
    if (how.goes) {
      rules.counts().count("delete");
      if (scope.facts() != nullptr && rules.makes_promises())
        scope.facts()->found.broken |= broken_with(before, rules, bounds);
      if (scope.changes() != nullptr) [[unlikely]]
        tell_lost_item(scope, id);
      changed = true;
      continue;
    }
    // What goes is left behind, so that each item is moved once.
    if (++left != i) std::swap(items.GetItem(left), items.GetItem(i));
    dataset_scope inside(items.GetItem(left).GetNestedDataSet(), scope, id);
    inside.treat(how);
    if (walk_item(inside)) changed = true;
  }
  if (left + 1 < i) items.SetNumberOfItems(left);
  return changed;
}

// The rule of an element that its item has settled; nothing where the rules decide: a rule of the
// user's goes before that, and a VR that is not the attribute's may hold something else.
inline std::optional<rule_cache::entry> settled_rule(rule_cache& rules,
                                                     const rule_cache::entry& known,
                                                     const element_key& key,
                                                     std::optional<vr> written,
                                                     const enclosing_items& around) {
  if (around.treatment() == nullptr) [[likely]]
    return std::nullopt;
  const item_treatment::settled_element settled = around.treatment()->find(key.id);
  action_ref act = settled.act;
  if (!act) return std::nullopt;
  const bool has_own_vr = !written || *written == vr::UN || known.known == nullptr ||
                          known.known->representation == *written;
  if (!has_own_vr && act.leaves() == residue::cleaned) act = replace;
  if (!has_own_vr && act.leaves() != residue::nothing) return std::nullopt;
  if (rules.rules().is_covered_beside_profile(key)) {
    if (around.facts() != nullptr &&
        (loss_between(act.leaves(), known.act.leaves(), shape_of(key.id)) &
         (lost_protection | lost_date)) != 0) {
      evidence& found = around.facts()->found;
      found.broken |= static_cast<std::uint16_t>(option::clean_structured_content);
      found.identity = true;  // without the option the profile replaces all that is in content
    }
    return std::nullopt;
  }
  rule_cache::entry made = known;
  made.act = act;
  made.counted_at = rules.counts().place_of(act.name());
  const bool is_left = act.leaves() == residue::whole;
  made.promised =
      is_left ? static_cast<std::uint16_t>(made.promised | settled.promised) : settled.promised;
  made.is_only_moved = false;
  made.meets_vr = false;
  made.scrubs = is_left && rules.rules().scrubs_known_values();
  return made;
}

}  // namespace dicom_anonymizer::detail
