// SPDX-License-Identifier: BSD-3-Clause
// What happens to an element, decided once for both walks: by where it stands, by its rules and by
// what it holds.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

// In a sequence that an action has dealt with itself only private elements still meet their rules.
enum class reach { all_elements, private_elements };

// Whether the rules that a reach lets through are asked about an element.
constexpr bool is_reached(reach which, tag id) noexcept {
  return which == reach::all_elements || id.is_private();
}

// ------------------------------------------------------------------- before its rules

// An element by its tag and where it stands.
struct met_element {
  tag id;
  reach which = reach::all_elements;
  bool is_in_meta = false;   // of file meta information itself, not of items in it
  bool is_creator = false;   // a Private Creator, by its value too
  bool has_profile = false;  // the rules have one
};

enum class first_step {
  remove_uncounted,  // it is not even counted among those looked at
  remove,
  open_block,  // what becomes of a Private Creator is decided behind its block
  ask_rules,
  leave,  // no rule is asked; its items may meet some
};

constexpr first_step first_step_of(const met_element& e) noexcept {
  // Retired, and stale after any change.
  if (e.id.is_group_length()) return first_step::remove_uncounted;
  // Of file meta information in a data set: a profile has no rules for it there, and nobody reads
  // it.  In a sequence that an action dealt with it has got a dummy.
  if (e.id.group == 0x0002 && e.which == reach::all_elements && !e.is_in_meta && e.has_profile)
    return first_step::remove;
  if (e.is_creator) return first_step::open_block;
  return is_reached(e.which, e.id) ? first_step::ask_rules : first_step::leave;
}

// Whether no rule of its own and none of its VR has anything to do with a public element, nor
// with what may be said of its data set.
inline bool is_without_rule(const rule_cache::entry& known, reach which,
                            std::optional<vr> written) noexcept {
  return which == reach::private_elements || (!known.is_met && !known.by_vr.concerns(written));
}

// Whether the rule of its VR acts on an element that the rules are asked about, if its own rule
// leaves it.
inline bool may_meet_vr(const rule_cache::entry& known, std::optional<vr> written) noexcept {
  return known.meets_vr && known.by_vr.concerns(written);
}

// Whether it may be a text that loses known values, if its rules leave it.
inline bool may_be_scrubbed(const rule_cache::entry& known, std::optional<vr> written) noexcept {
  return known.scrubs && (!written || may_be_scrubbed(*written));
}

// Which elements of its items meet their rules.  What follows its own rule in a sequence that was
// dealt with has not been, nor its items.
constexpr reach reach_inside(reach which, tag id, bool has_acted, bool skips_items) noexcept {
  if (skips_items) return reach::private_elements;
  return has_acted && id.is_private() ? reach::all_elements : which;
}

// ------------------------------------------------------------------- behind its rules

// An element that the rules left or changed.
struct ruled_element {
  tag id;
  std::optional<vr> written = std::nullopt;
  element_state::held holds = element_state::held::nothing;
  static constexpr std::size_t enough = 8;
  std::string_view first = {};  // of bytes so many or more, little endian
  bool is_sequence = false;     // by its VR or the dictionary
  bool is_changed = false;      // by a rule
  reach which = reach::all_elements;
  bool has_profile = false;  // the rules have one
};

enum class last_step {
  keep,
  walk_items,
  remove,
  refuse,  // a sequence whose items cannot be read
};

// Whether only the dictionary can say that an element is no sequence.
constexpr bool may_be_items(std::optional<vr> written) noexcept {
  return !written || *written == vr::UN || *written == vr::SQ;
}

inline last_step last_step_of(const ruled_element& e) {
  using held = element_state::held;
  if (e.holds == held::items) return last_step::walk_items;
  if (e.holds != held::bytes) return last_step::keep;
  if (may_be_items(e.written)) {
    if (e.is_sequence) return last_step::refuse;
    // Perhaps a sequence, perhaps with a name in it, and nobody can read it.
    return starts_with_item(e.first) ? last_step::remove : last_step::keep;
  }
  const bool is_asked = !e.is_changed && e.has_profile && is_reached(e.which, e.id);
  return is_asked && is_disguised(e.id, *e.written, e.first) ? last_step::remove : last_step::keep;
}

// Whether a Private Creator stays when its block is behind: while an element is left, and if there
// was none from the beginning unless a rule takes it.  One that lost them stays where a rule for
// this one element keeps it.
inline bool is_creator_left(const rules_ref& rules, const private_block& block, bool has_elements) {
  if (has_elements) return true;
  const element_key key(block.creator, block.name);
  return rules.find(key).leaves() == residue::whole &&
         (!block.had_elements || rules.decides_exactly(key));
}

}  // namespace dicom_anonymizer::detail
