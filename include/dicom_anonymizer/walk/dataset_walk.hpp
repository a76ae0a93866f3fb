// SPDX-License-Identifier: BSD-3-Clause
// The walk: every element of a data set at every depth meets its rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include <gdcmByteValue.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/after_rule.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/frames_in_dataset.hpp>
#include <dicom_anonymizer/walk/item_judge.hpp>
#include <dicom_anonymizer/walk/known_text_ahead.hpp>
#include <dicom_anonymizer/walk/noted_image.hpp>
#include <dicom_anonymizer/walk/open_lengths.hpp>
#include <dicom_anonymizer/walk/pixel_remains.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

// What becomes of the lengths of sequences around a change.
enum class changed_lengths {
  kept_in_form,    // our writer computes them: defined ones stay defined
  made_undefined,  // gdcm::Writer aborts on a defined one that is no longer true
};

class dataset_walk {
 public:
  dataset_walk(rule_cache& rules, context& shared, changed_lengths lengths, const limits& bounds)
      : rules_(rules), shared_(shared), lengths_(lengths), bounds_(bounds) {
    rules.meet_words(shared);
  }

  // What file meta information calls the SOP Class counts where the data set does not say it, as
  // that of a DICOMDIR never does.
  // Pixels that stayed in their file are as that has them, others as GDCM has made them of a file
  // in a transfer syntax, if that is known.
  void run(gdcm::DataSet& dataset, std::string_view sop_class_in_meta = {},
           std::string_view transfer_syntax = {}) {
    const pixel_remains pixels(dataset, rules_, transfer_syntax);
    facts_for_rules facts = facts_of(dataset, bounds_, shared_.pseudonyms != nullptr);
    facts.frames = frame_syntax_of(transfer_syntax);
    facts.is_directory = is_directory_class(facts.sop_class_uid, sop_class_in_meta);
    if (facts.sop_class_uid.empty()) facts.sop_class_uid = sop_class_in_meta;
    facts.lists_references = rules_.chooses_by_iod() &&
                             (find_raw(dataset, referenced_series_sequence) != nullptr ||
                              find_raw(dataset, studies_containing_other_instances) != nullptr);
    rules_.answer_for(facts);
    note_image(facts, dataset, rules_);
    facts.transfer_syntax = transfer_syntax;
    if (rules_.rules().needs_known_values())
      facts.texts = known_text_of(dataset, rules_, shared_, bounds_);
    is_directory_ = facts.is_directory;
    rules_.meet_sop_class(facts.sop_class_uid);
    private_blocks blocks;
    dataset_scope scope(dataset, shared_, bounds_, &facts);
    scope.tell(rules_.changes());
    walk(scope, dataset.GetDES().begin(), blocks, reach::all_elements);
    if (may_have_reached_out_ && lengths_ == changed_lengths::made_undefined)
      open_all_lengths(dataset);
    rules_.counts().add_unreadable_dates(facts.unreadable_dates, facts.unreadable_date_tags);
    rules_.counts().dated_uids += facts.dated_uids;
    rules_.counts().painted_images += facts.painted_images;
    rules_.counts().painted_frames += facts.painted_frames;
    rules_.counts().take_unknown_words(facts.unknown_words);
    rules_.counts().texts += facts.text_counts;
    rules_.counts().invalid_values += facts.invalid_values;
    found_ = facts.found;
    if (found_.pixels) ++rules_.counts().identifying_pixels;
    if (!pixels.clean(dataset, rules_)) return;
    ++rules_.counts().unclean_overlays;
    found_.pixels = true;
    if (shared_.pixels_that_identify == identifying_pixels::refused)
      throw error(errc::identifying_pixels,
                  "an overlay in the pixels, or more behind them, that cannot be taken out");
  }

  // File meta information.
  void run_meta(gdcm::DataSet& meta) {
    private_blocks blocks;
    dataset_scope scope(meta, shared_, bounds_);
    scope.tell(rules_.changes());
    walk(scope, meta.GetDES().begin(), blocks, reach::all_elements);
  }

  // The data set of the last run; a DICOMDIR is about many patients and has no such marks.
  void mark(gdcm::DataSet& dataset) const {
    if (is_directory_) return;
    rules_.assume(found_);
    rules_.marks().put_into(dataset, lengths_ == changed_lengths::kept_in_form, bounds_, found_);
  }

  // Goes on where another walk stopped: after the action on an element of the data set.
  void resume(const dataset_scope& scope, dataset_access& place, const element_key& key,
              reach inner, private_blocks& blocks, reach which) {
    const dataset_elements::iterator next =
        finish(scope, place, key, inner, {true, true, {}, {}}).next;
    walk(scope, next, blocks, which);
  }

 private:
  struct visited {
    bool acted = false;    // an action was called here or further down
    bool changed = false;  // something is not as it was
    dataset_elements::iterator next = {};
    item_decider decider = {};
  };

  // Returns whether anything changed.
  bool walk(const dataset_scope& scope, dataset_elements::iterator it, private_blocks& blocks,
            reach which) {
    dataset_elements& elements = scope.dataset().GetDES();
    bool changed = false;
    while (it != elements.end()) {
      const tag id = it->GetTag();
      if (id.group == item_tag.group)
        throw error(errc::malformed, "an item or delimiter outside a sequence").at(id);
      if (blocks.are_left(id) && settle(scope, blocks)) changed = true;
      const bool is_creator = id.is_private() && detail::is_creator(*it);
      const first_step step =
          first_step_of({id, which, scope.is_of_meta(), is_creator, has_profile()});
      if (step == first_step::open_block) {  // its elements need it to be recognised
        const std::string_view name = without_blanks(bytes_of(*it));
        blocks.open(id, name, rules_.number_of(name));
        ++it;
        continue;
      }
      if (step != first_step::remove_uncounted) ++rules_.counts().visited;
      if (step == first_step::remove || step == first_step::remove_uncounted) {
        if (scope.changes() != nullptr) [[unlikely]] {
          reveal_items(changeable(it), bounds_);
          tell_removal(scope, id, from_gdcm(it->GetVR()), value_of(dataset_access(scope, id, it)));
        }
        it = elements.erase(it);
        rules_.counts().count("delete");
        changed = true;
        continue;
      }
      if (has_no_rule(*it, id, which) && is_left_alone(*it)) {
        const std::size_t calls_before = calls_;
        gdcm::SequenceOfItems* const items = items_of(*it);
        if (items != nullptr) require_sequence(*it);
        const bool is_other = items != nullptr && walk_items(scope, id, *items, which);
        if (is_other) changed = true;
        if (is_other || calls_ != calls_before) {
          it = leave(scope, id, items, changed);
        } else {
          ++it;
        }
        continue;
      }
      const visited done = visit(scope, it, id, blocks, which);
      changed = changed || done.changed;
      it = done.next;
    }
    if (settle(scope, blocks)) changed = true;
    return changed;
  }

  [[nodiscard]] bool has_profile() const noexcept {
    return rules_.rules().assessment().base != nullptr;
  }

  [[nodiscard]] bool has_no_rule(const gdcm::DataElement& raw, tag id, reach which) {
    if (id.is_private()) return false;
    if (which == reach::private_elements) return true;
    const rule_cache::entry& known = rules_.find(id);
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    return is_without_rule(known, which, written) && !known.is_sequence_no_more(written);
  }

  // Whether an element without a rule is what it looks like, and its items are all there is to do.
  [[nodiscard]] static bool is_left_alone(const gdcm::DataElement& raw) {
    const gdcm::Value* const value = value_in(raw);
    if (value == nullptr) return true;
    const std::type_info& type = typeid(*value);
    if (type == typeid(gdcm::ByteValue)) {
      const std::string_view bytes = bytes_of(raw);
      return bytes.empty() || (!may_hide_items(raw) &&
                               !begins_like_item(from_gdcm(raw.GetVR()).value_or(vr::UN), bytes));
    }
    return type == typeid(gdcm::SequenceOfItems) || type == typeid(noted_items);
  }

  // A sequence whose items are being walked.
  struct open_sequence {
    open_sequence(open_sequence*& innermost, gdcm::SequenceOfItems& what) noexcept
        : innermost_(innermost), around(innermost), items(what) {
      innermost_ = this;
    }
    open_sequence(const open_sequence&) = delete;
    open_sequence& operator=(const open_sequence&) = delete;
    ~open_sequence() { innermost_ = around; }

   private:
    open_sequence*& innermost_;

   public:
    open_sequence* const around;
    gdcm::SequenceOfItems& items;
    gdcm::SmartPointer<gdcm::SequenceOfItems> held;
  };

  // Before an action is called that may remove a sequence that it stands in.  Not before, as
  // counting references makes each of them be written back to memory.
  void hold_sequences() {
    for (open_sequence* one = innermost_; one != nullptr && !one->held; one = one->around)
      one->held = &one->items;
  }

  // Before an action is called that may change anything anywhere.
  void reach_out() {
    hold_sequences();
    may_have_reached_out_ = true;
  }

  // Returns whether anything changed.
  bool walk_items(const dataset_scope& scope, tag id, gdcm::SequenceOfItems& items, reach which,
                  const item_decider& by = {}) {
    scope.require_depth(id);
    bool changed = false;
    private_blocks blocks;
    open_sequence open(innermost_, items);
    if (by)
      return walk_judged(by, rules_, scope, id, items, [&](const dataset_scope& inside) {
        return walk(inside, inside.dataset().GetDES().begin(), blocks, which);
      });
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i) {
      gdcm::DataSet& item = items.GetItem(i).GetNestedDataSet();
      if (walk(dataset_scope(item, scope, id), item.GetDES().begin(), blocks, which))
        changed = true;
    }
    return changed;
  }

  // Behind a sequence in whose items something happened.
  dataset_elements::iterator leave(const dataset_scope& scope, tag id, gdcm::SequenceOfItems* items,
                                   bool& changed) {
    dataset_elements& elements = scope.dataset().GetDES();
    const auto still = elements.find(gdcm::DataElement(id));
    if (still == elements.end()) {
      changed = true;
      return elements.upper_bound(gdcm::DataElement(id));
    }
    if (lengths_ == changed_lengths::made_undefined && items != nullptr &&
        items_of(*still) == items)
      open_lengths(changeable(still), *items);
    return std::next(still);
  }

  // One element: its rule, then its items.
  visited visit(const dataset_scope& scope, dataset_elements::iterator it, tag id,
                private_blocks& blocks, reach which) {
    const private_block* const block = id.is_private() ? blocks.meet(id) : nullptr;
    const element_key key(id, block == nullptr ? std::string_view() : block->name);
    const std::optional<gdcm::DataElement> hidden = reveal_items(changeable(it), bounds_);
    const std::size_t calls_before = calls_;
    const std::optional<vr> written = from_gdcm(it->GetVR());
    dataset_access place(scope, id, it);
    visited done;
    if (is_reached(which, id)) {
      const rule_cache::entry& known = rules_.find(key, block == nullptr ? 0 : block->number);
      rule_cache::entry met = known;  // the cache may forget it
      if (const auto settled = settled_rule(rules_, met, key, written, scope)) met = *settled;
      const bool meets_vr = may_meet_vr(met, written);
      const bool is_cleaned = met.act.is<paint_pixels>() &&
                              clean_frames(changeable(it), scope.dataset(), rules_, scope.facts());
      element e(place, key, met.known);
      const facts_for_rules* const facts = scope.facts();
      const witness seen(met, e, facts);
      promises within;
      const change_teller telling(scope, place);
      if (met.act) {
        if (seen.guards_items(rules_, e))
          if (gdcm::SequenceOfItems* const items = items_of(*it))
            find_promises(within, rules_, *items, bounds_);
        if (met.act.is_local())
          place.trust();
        else
          reach_out();
        rules_.count(met);
        ++calls_;
        if (met.is_remembered) e.remember();
        apply(met.act, e);
        // Others may have been at the data set through a reference of their own.
        if (!met.act.is_local()) place.disturb();
        done = {true, e.changed() || is_cleaned, {}, e.item_decider()};
        which = reach_inside(which, id, true, e.skips_items());
      }
      if ((meets_vr || may_be_scrubbed(met, written)) && !done.acted) place.trust();
      const aftermath after = follow_rule(rules_, place, e, met, written, facts, seen, telling);
      done.acted = done.acted || after.asks_vr || after.is_scrubbed;
      done.changed = done.changed || after.is_changed();
      if (facts != nullptr && e.changed())
        facts->found.broken =
            static_cast<std::uint16_t>(facts->found.broken | within.broken(e.keeps_promises()));
    }
    done = finish(scope, place, key, which, done);
    // An action may have changed an item without the handle knowing; then it stays open.  Of a
    // file the items are written anew, without what else stood in their heads.
    if (hidden && lengths_ == changed_lengths::made_undefined && !done.changed &&
        calls_ == calls_before)
      changeable(place.now()) = *hidden;
    return done;
  }

  // What follows the rule: the items, and what nobody can read.
  visited finish(const dataset_scope& scope, dataset_access& place, const element_key& key,
                 reach which, visited done) {
    const dataset_elements::iterator now = place.now();
    if (now == scope.dataset().GetDES().end()) {
      done.changed = true;
      done.next = place.next();
      return done;
    }
    switch (last_step_of(left_by_rule(*now, which, done.changed))) {
      case last_step::keep:
        // Before they were painted over, if they were.
        if ((!done.acted || key.id != pixel_data_tag ||
             !rules_.find(key.id).act.is<paint_pixels>()) &&
            clean_frames(changeable(now), scope.dataset(), rules_, scope.facts()))
          done.changed = true;
        break;
      case last_step::walk_items:
        require_sequence(*now);
        walk_items_of(scope, place, key.id, which, done);
        break;
      case last_step::remove:
        if (scope.changes() != nullptr) [[unlikely]]
          tell_removal(scope, key, from_gdcm(now->GetVR()), value_of(place));
        place.remove();
        rules_.counts().count("delete");
        note_unread(key.id, rules_, scope.facts());
        done.changed = true;
        break;
      case last_step::refuse:
        throw error(errc::malformed, "a sequence whose items cannot be read").at(key.id);
    }
    done.next = place.next();
    return done;
  }

  [[nodiscard]] ruled_element left_by_rule(const gdcm::DataElement& raw, reach which,
                                           bool is_changed) const {
    using held = element_state::held;
    ruled_element left{raw.GetTag(), from_gdcm(raw.GetVR())};
    if (items_of(raw) != nullptr) {
      left.holds = held::items;
      return left;
    }
    left.first = bytes_of(raw);
    if (left.first.empty()) return left;
    left.holds = held::bytes;
    left.is_sequence = hides_items(raw);
    left.is_changed = is_changed;
    left.which = which;
    left.has_profile = has_profile();
    return left;
  }

  void walk_items_of(const dataset_scope& scope, dataset_access& place, tag id, reach which,
                     visited& done) {
    const std::size_t calls_before = calls_;
    const bool is_changed_by_rule = done.changed;
    gdcm::SequenceOfItems* const items = items_of(*place.now());
    if (walk_items(scope, id, *items, which, done.decider)) done.changed = true;
    if (calls_ != calls_before) {
      done.acted = true;
      place.disturb();
    }
    const dataset_elements::iterator still = place.now();
    if (still == scope.dataset().GetDES().end()) {
      done.changed = true;
    } else if ((done.changed || done.acted) && lengths_ == changed_lengths::made_undefined &&
               items_of(*still) == items) {
      open_lengths(changeable(still), *items);
      // The action has been at the items, at whatever depth.
      if (is_changed_by_rule)
        for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
          open_all_lengths(items->GetItem(i).GetNestedDataSet());
    }
  }

  // A creator stays as it is while an element of its block is left and goes with the last one.
  bool settle(const dataset_scope& scope, private_blocks& blocks) {
    bool changed = false;
    for (const private_block& block : blocks.all())
      if (settle(scope, block)) changed = true;
    blocks.close();
    return changed;
  }

  bool settle(const dataset_scope& scope, const private_block& block) {
    gdcm::DataSet::DataElementSet& elements = scope.dataset().GetDES();
    if (find_raw(scope.dataset(), block.creator) == nullptr) return false;
    ++rules_.counts().visited;
    const auto next = elements.lower_bound(gdcm::DataElement(block.first()));
    const bool has_elements = next != elements.end() && block.holds(next->GetTag());
    if (is_creator_left(rules_.rules(), block, has_elements)) return false;
    elements.erase(gdcm::DataElement(block.creator));
    rules_.counts().count("delete");
    if (scope.changes() != nullptr) [[unlikely]]
      tell_removal(scope, block.creator, std::nullopt, name_of(block));
    return true;
  }

  rule_cache& rules_;
  context& shared_;
  changed_lengths lengths_;
  const limits& bounds_;
  bool is_directory_ = false;
  evidence found_;
  std::size_t calls_ = 0;
  bool may_have_reached_out_ = false;
  open_sequence* innermost_ = nullptr;
};

}  // namespace dicom_anonymizer::detail
