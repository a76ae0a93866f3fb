// SPDX-License-Identifier: BSD-3-Clause
// Watches what becomes of an element, for what a data set may say of itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/rule_by_vr.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// Whether the value is still there behind an action: nothing was done to the element or, by an
// action that leaves it whole, no more than a look at what is around it.
[[nodiscard]] inline bool leaves_value(const action_ref& act, const element& e) noexcept {
  return !act || !e.changed() || (act.leaves() == residue::whole && !e.was_written());
}

// Of one element: made before its action, asked after it.
class witness {
 public:
  // Throws error(errc::identifying_pixels) if the pixels say that they identify and the context
  // wants that refused.  Without facts, as for file meta information, nothing is watched.
  witness(const rule_cache::entry& known, const element& e, const facts_for_rules* facts)
      : known_(known), facts_(facts) {
    if (!known.is_watched || facts == nullptr || e.is_empty()) return;
    kind_ = e.id().is_private() ? deciding_vr(e).value_or(e.vr()) : e.vr();
    if (known.tells_of_pixels && says_that_pixels_identify(e.id(), e.bytes())) {
      facts->found.pixels = true;
      if (e.shared().pixels_that_identify == identifying_pixels::refused)
        throw error(errc::identifying_pixels, "the pixels say that they identify").at(e.id());
    }
  }

  // Whether items are lost with which a promise goes, unless the action keeps them.
  [[nodiscard]] bool guards_items(const rule_cache& rules, const element& e) const noexcept {
    return kind_ == vr::SQ && rules.makes_promises() && !e.id().is_private();
  }

  // After the action, if there was one, and after the rule of the VR: whether that changed what the
  // action left; nothing if it was not asked.
  void conclude(const rule_cache& rules, const element& e, const action_ref& act,
                std::optional<bool> changed_by_vr) const {
    // Earlier marks are renewed afterwards.
    if (!kind_ || (e.depth() == 0 && rules.marks().minds(e.id()))) return;
    evidence& found = facts_->found;
    const residue leaves = act.leaves();
    const bool is_left = leaves_value(act, e);
    if (kind_ == vr::SQ) {
      if (known_.lets_content_be) {
        found.broken |= static_cast<std::uint16_t>(option::clean_structured_content);
        // Codes in content, all of which the profile replaces without the option.
        if (is_left && is_in_content(e)) found.identity = true;
      }
      // Items obey the rules, and still the sequence should not be there.
      if (is_left && known_.is_protected_by_nobody && is_protected()) found.identity = true;
      return;
    }
    const option_set chosen = rules.rules().assessment().base->options();
    const bool is_date = is_date_or_time(*kind_);
    const bool is_moving = chosen.has(option::retain_modified_dates);
    if (changed_by_vr) {  // perhaps not: a time of day that moves by whole days
      if (*changed_by_vr && !e.id().is_private()) found.broken |= known_.promised;
      if (is_date && chosen.has(option::retain_full_dates)) found.raw_date = true;
      if (is_date && is_moving) note_move(found, e, *changed_by_vr);
      return;
    }
    if (is_met_by_nobody(e, leaves, is_left) && !is_kept(chosen)) found.identity = true;
    if (is_unknown_left(e, leaves, is_left) && !is_kept(chosen)) found.identity = true;
    if (is_left) {
      const bool is_moved =
          leaves == residue::moved_date ||
          (kind_ == vr::TM && is_moving && act.name() == actions::protect_unknown::name);
      // Times of day where dates move by whole days, and an offset from UTC.
      if (known_.is_only_moved && !is_blank(e)) found.identity = true;
      if (is_date && is_moved)
        note_move(found, e, false);
      else if (is_date)
        found.raw_date = true;
      const bool is_kept_unknown = known_.known == nullptr && is_kept(chosen);
      if (known_.is_protected_by_nobody && is_protected() && !is_kept_unknown)
        found.identity = true;
      if (e.id().is_private() && leaves != residue::moved_date && leaves != residue::items &&
          is_left_raw(chosen))
        found.broken |= static_cast<std::uint16_t>(option::retain_safe_private);
      return;
    }
    // What is not the element that Table E.3.10-1 lists was not promised.
    if (!e.id().is_private() || has_listed_vr(e.key(), *kind_)) found.broken |= known_.promised;
    // A date may stand under another VR than the attribute's.
    if (is_date && known_.known != nullptr)
      found.broken |= promised_by(*rules.rules().assessment().base, e.key(), *kind_);
    if (is_date && known_.known == nullptr && !e.id().is_private()) {
      // Of an attribute that no dictionary knows, which profile and rules treat by this VR.
      if (leaves != residue::unknown && chosen.has(option::retain_full_dates))
        found.broken |= static_cast<std::uint16_t>(option::retain_full_dates);
      if (leaves == residue::unknown && is_moving) found.moved_date = true;
      return;
    }
    if (is_date && leaves == residue::moved_date) found.moved_date = true;
    if (is_date && leaves == residue::unknown) found.raw_date = true;
  }

 private:
  [[nodiscard]] static bool is_in_content(const element& e) {
    const std::vector<tag> path = e.path();
    return std::any_of(path.begin(), path.end(), actions::clean_content::is_for);
  }
  // A date whose text a shift has not changed was not moved; times of day stay where dates move by
  // whole days.
  void note_move(evidence& found, const element& e, bool is_changed) const {
    const bool is_raw = !is_changed && kind_ != vr::TM && !is_blank(e);
    (is_raw ? found.raw_date : found.moved_date) = true;
    if (is_raw && !e.id().is_private()) found.identity = true;
  }
  [[nodiscard]] static bool is_blank(const element& e) {
    const std::string_view text = e.bytes();
    return text.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos;
  }
  // Of an attribute that no dictionary knows only some VRs are protected.
  [[nodiscard]] bool is_protected() const noexcept {
    return known_.known != nullptr || identifies_by_vr(*kind_);
  }
  // Whether its VR is one that the profile treats in such an attribute, and the value may be there.
  [[nodiscard]] bool is_met_by_nobody(const element& e, residue leaves, bool is_left) const {
    const bool may_be_raw = leaves == residue::unknown || (is_left && leaves == residue::whole);
    return may_be_raw && known_.unruled.concerns(*kind_) &&
           (identifies_by_vr(*kind_) || exceeds_attribute(e));
  }
  // Whether a rule leaves an attribute that no dictionary knows, which the profile treats by its
  // VR.
  [[nodiscard]] bool is_unknown_left(const element& e, residue leaves,
                                     bool is_left) const noexcept {
    return known_.known == nullptr && is_left && leaves == residue::whole && !e.id().is_private() &&
           identifies_by_vr(*kind_);
  }
  // Whether an option keeps what is of this VR.
  [[nodiscard]] bool is_kept(const option_set& chosen) const noexcept {
    return is_kept_by_vr(chosen, *kind_);
  }
  // A private element that is to be treated by its VR, and was not.
  [[nodiscard]] bool is_left_raw(const option_set& chosen) const noexcept {
    return kind_ == vr::PN || kind_ == vr::UR ||
           ((is_date_or_time(*kind_) || kind_ == vr::UI) && !is_kept(chosen));
  }

  const rule_cache::entry& known_;
  const facts_for_rules* facts_;
  std::optional<vr> kind_;  // of an element that had a value
};

// What nobody can read goes with whatever it held, so that no option can say that it kept it.
inline void note_unread(tag id, const rule_cache& rules, const facts_for_rules* facts) {
  if (facts != nullptr && !id.is_private())
    facts->found.broken = static_cast<std::uint16_t>(facts->found.broken | rules.promises());
}

// The options, as bits, that promise to keep something that stands in items: values, which an
// action may keep that replaces all others, and sequences, which it does not.
struct promises {
  unsigned of_values = 0;
  unsigned of_sequences = 0;

  // Of a value that is no sequence.  What stands under a VR that no option keeps is replaced, too.
  void add(rule_cache& rules, tag id, std::optional<vr> written) {
    (rules.keeps_vr(id, written) ? of_values : of_sequences) |= rules.promised(id, written);
  }

  // Those that an action on the items around broke.
  [[nodiscard]] std::uint16_t broken(bool keeps_values) const noexcept {
    return static_cast<std::uint16_t>(keeps_values ? of_sequences : of_sequences | of_values);
  }
};

inline void find_promises(promises& found, rule_cache& rules, gdcm::SequenceOfItems& items,
                          const limits& bounds);

inline void find_promises(promises& found, rule_cache& rules, const gdcm::DataSet& item,
                          const limits& bounds) {
  for (const gdcm::DataElement& one : item.GetDES()) {
    const tag id = one.GetTag();
    if (id.is_private() || id.is_group_length() || one.IsEmpty()) continue;
    gdcm::DataElement opened = one;
    reveal_items(opened, bounds);
    if (gdcm::SequenceOfItems* const inner = items_of(opened)) {
      if (inner->GetNumberOfItems() != 0) found.of_sequences |= rules.promised(id, vr::SQ);
      find_promises(found, rules, *inner, bounds);
    } else {
      found.add(rules, id, from_gdcm(one.GetVR()));
    }
  }
}

inline void find_promises(promises& found, rule_cache& rules, gdcm::SequenceOfItems& items,
                          const limits& bounds) {
  for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
    find_promises(found, rules, items.GetItem(i).GetNestedDataSet(), bounds);
}

// The values of content items that an option may keep: dates and a UID.  Whether they are kept is
// decided by what the item is.
constexpr bool is_value_of_item(tag id) noexcept {
  return id.group == 0x0040 &&
         ((id.element >= 0xA120 && id.element <= 0xA122) || id.element == 0xA124);
}

// What goes with a content item, besides its value.
inline std::uint16_t broken_with(const gdcm::DataSet& item, rule_cache& rules,
                                 const limits& bounds) {
  gdcm::DataSet rest = item;
  std::erase_if(rest.GetDES(),
                [](const gdcm::DataElement& one) { return is_value_of_item(one.GetTag()); });
  promises found;
  find_promises(found, rules, rest, bounds);
  return found.broken(false);
}

// The same among bytes, for a parser of the sequence around.
class promise_handler {
 public:
  explicit promise_handler(rule_cache& rules) noexcept : rules_(rules) {}
  // Of one item that goes as what it is, with its value: begin_sequence is to be called for the
  // sequence around.
  struct of_item {
    rule_cache& rules;
  };
  explicit promise_handler(of_item one) noexcept : rules_(one.rules), spares_value_(true) {}
  void value(const element_header& header) {
    if (spares_value_ && depth_ == 1 && is_value_of_item(header.id)) return;
    if (private_depth_ == 0 && header.length != 0 && !header.id.is_private() &&
        !header.id.is_group_length())
      found_.add(rules_, header.id, header.written);
  }
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header& header) noexcept {
    if (private_depth_ != 0 || header.id.is_private()) ++private_depth_;
    if (depth_++ != 0 && private_depth_ == 0) opened_ = header.id;
  }
  void end_sequence() noexcept {
    if (private_depth_ != 0) --private_depth_;
    --depth_;
    opened_.reset();
  }
  void begin_item(const element_header&) {
    if (opened_) found_.of_sequences |= rules_.promised(*opened_, vr::SQ);
    opened_.reset();
  }
  void end_item() const noexcept {}

  [[nodiscard]] const promises& found() const noexcept { return found_; }

 private:
  rule_cache& rules_;
  bool spares_value_ = false;
  promises found_;
  std::optional<tag> opened_;  // a sequence within, before its first item
  std::size_t depth_ = 0;
  std::size_t private_depth_ = 0;
};

}  // namespace dicom_anonymizer::detail
