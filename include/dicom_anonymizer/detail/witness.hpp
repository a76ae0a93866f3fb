// SPDX-License-Identifier: BSD-3-Clause
// Watches what becomes of an element, for what a data set may say of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/dataset_facts.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/detail/rule_by_vr.hpp>
#include <dicom_anonymizer/detail/rule_cache.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// Of one element: made before its action, asked after it.
class witness {
 public:
  // Throws error(errc::identifying_pixels) if the pixels say that they identify and the context
  // wants that refused.  Without facts, as for file meta information, nothing is watched.
  witness(const rule_cache::entry& known, const element& e, const dataset_facts* facts)
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

  // After the action, if there was one, and after the rule of the VR, if that treated what the
  // action left.
  void conclude(const rule_cache& rules, const element& e, const action_ref& act,
                bool is_treated_by_vr) const {
    if (!kind_ || kind_ == vr::SQ) return;
    evidence& found = facts_->found;
    const option_set chosen = rules.rules().assessment().base->options();
    const bool is_date = is_date_or_time(*kind_);
    if (is_treated_by_vr) {
      if (is_date && chosen.has(option::retain_modified_dates)) found.moved_date = true;
      return;
    }
    const residue leaves = act.leaves();
    if (!act || !e.changed()) {
      if (is_date) (leaves == residue::moved_date ? found.moved_date : found.raw_date) = true;
      if (known_.is_protected_by_nobody && is_protected()) found.identity = true;
      if (e.id().is_private() && leaves != residue::moved_date && leaves != residue::items &&
          is_left_raw(chosen))
        found.broken |= static_cast<std::uint16_t>(option::retain_safe_private);
      return;
    }
    found.broken |= known_.promised;
    if (is_date && known_.known == nullptr && !e.id().is_private()) {
      // Of an attribute that no dictionary knows, which profile and rules treat by this VR.
      if (leaves != residue::unknown && chosen.has(option::retain_full_dates))
        found.broken |= static_cast<std::uint16_t>(option::retain_full_dates);
      if (leaves == residue::unknown && chosen.has(option::retain_modified_dates))
        found.moved_date = true;
      return;
    }
    if (is_date && leaves == residue::moved_date) found.moved_date = true;
    if (is_date && leaves == residue::unknown) found.raw_date = true;
  }

 private:
  // Of an attribute that no dictionary knows only some VRs are protected.
  [[nodiscard]] bool is_protected() const noexcept {
    return known_.known != nullptr || identifies_by_vr(*kind_);
  }
  // A private element that is to be treated by its VR, and was not.
  [[nodiscard]] bool is_left_raw(const option_set& chosen) const noexcept {
    if (is_date_or_time(*kind_)) return !chosen.has(option::retain_full_dates);
    if (kind_ == vr::UI) return !chosen.has(option::retain_uids);
    return kind_ == vr::PN;
  }

  const rule_cache::entry& known_;
  const dataset_facts* facts_;
  std::optional<vr> kind_;  // of an element that had a value
};

// The options, as bits, that promise to keep something that stands in items.
inline std::uint16_t promises_in(rule_cache& rules, gdcm::SequenceOfItems& items,
                                 const limits& bounds) {
  unsigned result = 0;
  for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
    for (const gdcm::DataElement& one : items.GetItem(i).GetNestedDataSet().GetDES()) {
      const tag id = one.GetTag();
      if (id.is_private() || id.is_group_length() || one.IsEmpty()) continue;
      gdcm::DataElement opened = one;
      reveal_items(opened, bounds);
      if (gdcm::SequenceOfItems* const inner = items_of(opened))
        result |= promises_in(rules, *inner, bounds);
      else
        result |= rules.promised(id, from_gdcm(one.GetVR()));
    }
  return static_cast<std::uint16_t>(result);
}

// The same among bytes, for a parser.
class promise_handler {
 public:
  explicit promise_handler(rule_cache& rules) noexcept : rules_(rules) {}
  void value(const element_header& header) {
    if (private_depth_ == 0 && header.length != 0 && !header.id.is_private() &&
        !header.id.is_group_length())
      found_ |= rules_.promised(header.id, header.written);
  }
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header& header) noexcept {
    if (private_depth_ != 0 || header.id.is_private()) ++private_depth_;
  }
  void end_sequence() noexcept {
    if (private_depth_ != 0) --private_depth_;
  }
  void begin_item(const element_header&) const noexcept {}
  void end_item() const noexcept {}

  [[nodiscard]] std::uint16_t found() const noexcept { return static_cast<std::uint16_t>(found_); }

 private:
  rule_cache& rules_;
  unsigned found_ = 0;
  std::size_t private_depth_ = 0;
};

}  // namespace dicom_anonymizer::detail
