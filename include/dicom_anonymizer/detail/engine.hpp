// SPDX-License-Identifier: BSD-3-Clause
// The walk: every element of a data set at every depth meets its rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>

namespace dicom_anonymizer::detail {

// What becomes of the lengths of sequences around a change.
enum class changed_lengths {
  kept_in_form,    // our writer computes them: defined ones stay defined
  made_undefined,  // gdcm::Writer aborts on a defined one that is no longer true
};

class engine {
 public:
  engine(const rules_ref& rules, context& shared, report& changes, changed_lengths lengths,
         const limits& bounds)
      : rules_(rules), shared_(shared), changes_(changes), lengths_(lengths), bounds_(bounds) {}

  void run(gdcm::DataSet& dataset) {
    walk(dataset_scope(dataset, shared_, bounds_), reach::all_elements);
  }

 private:
  // In a sequence that an action has dealt with itself only private elements still meet their
  // rules.
  enum class reach { all_elements, private_elements };

  // A Private Creator, PS3.5 section 7.8.1, and what was found in its block.
  struct private_block {
    tag creator;
    std::string name;
    bool had_elements = false;

    [[nodiscard]] bool holds(tag id) const noexcept {
      return id.group == creator.group && id.element >> 8 == creator.element;
    }
  };

  // Returns whether anything changed.
  bool walk(const dataset_scope& scope, reach which) {
    gdcm::DataSet::DataElementSet& elements = scope.dataset().GetDES();
    std::vector<private_block> blocks;
    bool changed = false;
    for (auto it = elements.begin(); it != elements.end();) {
      const tag id = it->GetTag();
      if (id.is_group_length()) {  // retired, and stale after any change
        it = elements.erase(it);
        count("delete");
        changed = true;
        continue;
      }
      if (is_creator(*it)) {  // decided last: its elements need it to be recognised
        blocks.push_back({id, std::string(without_padding(bytes_of(*it)))});
        ++it;
        continue;
      }
      ++changes_.visited;
      std::string_view creator;
      if (id.is_private()) {
        for (private_block& block : blocks) {
          if (!block.holds(id)) continue;
          block.had_elements = true;
          creator = block.name;
        }
      }
      const element_key key(id, creator);
      const visited done = visit(scope, key, const_cast<gdcm::DataElement&>(*it), which);
      changed = changed || done.changed;
      if (done.acted) {  // an action may have removed any element, this one too
        it = elements.upper_bound(gdcm::DataElement(id));
      } else {
        ++it;
      }
    }
    for (const private_block& block : blocks)
      if (settle(scope, block)) changed = true;
    return changed;
  }

  struct visited {
    bool acted = false;    // an action was called here or further down
    bool changed = false;  // something is not as it was
  };

  // One element: its rule, then its items.
  visited visit(const dataset_scope& scope, const element_key& key, gdcm::DataElement& raw,
                reach which) {
    const std::optional<gdcm::DataElement> hidden = reveal_items(raw, bounds_);
    const std::size_t calls_before = calls_;
    visited done;
    gdcm::DataElement* now = &raw;
    const bool rules_apply = which == reach::all_elements || key.id.is_private();
    if (const action_ref act = rules_apply ? rules_.find(key) : action_ref()) {
      element e(scope, key);
      apply(act, e);
      done = {true, e.changed()};
      if (e.skips_items()) which = reach::private_elements;
      now = find_raw(scope.dataset(), key.id);
      if (now == nullptr) return {true, true};
    }
    // Held while walked: an action further down may remove the sequence that it stands in.
    if (const gdcm::SmartPointer<gdcm::SequenceOfItems> items = items_of(*now)) {
      scope.require_depth(key.id);
      done.acted = true;
      for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
        if (walk(dataset_scope(items->GetItem(i).GetNestedDataSet(), scope), which))
          done.changed = true;
      now = find_raw(scope.dataset(), key.id);
      if (now == nullptr) return {true, true};
      if ((done.changed || calls_ != calls_before) && lengths_ == changed_lengths::made_undefined &&
          items_of(*now) == items.GetPointer())
        now->SetVLToUndefined();
      // An action may have changed an item without the handle knowing; then it stays open.
      if (hidden && !done.changed && calls_ == calls_before) *now = *hidden;
    } else if (hides_items(*now)) {
      throw error(errc::malformed, "a sequence whose items cannot be read").at(key.id);
    } else if (may_hide_items(*now) && starts_with_item(bytes_of(*now))) {
      // Perhaps a sequence, perhaps with a name in it, and nobody can read it.
      scope.dataset().GetDES().erase(gdcm::DataElement(key.id));
      count("delete");
      return {true, true};
    }
    return done;
  }

  // A creator stays as it is while an element of its block is left and goes with the last one.
  bool settle(const dataset_scope& scope, const private_block& block) {
    gdcm::DataSet::DataElementSet& elements = scope.dataset().GetDES();
    if (find_raw(scope.dataset(), block.creator) == nullptr) return false;
    ++changes_.visited;
    const tag first{block.creator.group, static_cast<std::uint16_t>(block.creator.element << 8)};
    const auto next = elements.lower_bound(gdcm::DataElement(first));
    if (next != elements.end() && block.holds(next->GetTag())) return false;
    // One that had no elements from the beginning is left to those who leave everything.
    if (!block.had_elements && !rules_.find({block.creator, block.name})) return false;
    elements.erase(gdcm::DataElement(block.creator));
    count("delete");
    return true;
  }

  void apply(const action_ref& act, element& e) {
    try {
      act(e);
    } catch (error& failed) {
      failed.at(e.id()).in_action(act.name());
      throw;
    }
    count(act.name());
    ++calls_;
  }

  void count(std::string_view action) {
    const auto known = changes_.applied.find(action);
    if (known != changes_.applied.end()) {
      ++known->second;
    } else {
      changes_.applied.emplace(action, 1);
    }
  }

  const rules_ref& rules_;
  context& shared_;
  report& changes_;
  changed_lengths lengths_;
  const limits& bounds_;
  std::size_t calls_ = 0;
};

}  // namespace dicom_anonymizer::detail
