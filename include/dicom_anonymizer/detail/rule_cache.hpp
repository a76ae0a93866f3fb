// SPDX-License-Identifier: BSD-3-Clause
// Remembers which action belongs to a tag, so that a rule set is asked once and not once an
// element.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/dataset_facts.hpp>
#include <dicom_anonymizer/detail/method_marks.hpp>
#include <dicom_anonymizer/detail/rule_by_vr.hpp>
#include <dicom_anonymizer/detail/rules_ref.hpp>
#include <dicom_anonymizer/detail/tally.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// One for each thread.  Its size is fixed whatever the data hold: tags that fall into one place
// take turns.
class rule_cache {
 public:
  // What is known of one tag.
  struct entry {
    std::uint64_t key = ~std::uint64_t{0};
    action_ref act;
    std::size_t counted_at = 0;  // the place of the action in the tally
    const dictionary_entry* known = nullptr;
    vr_rule by_vr;

    [[nodiscard]] bool is_known_sequence() const noexcept {
      return known != nullptr && known->representation == vr::SQ;
    }
  };

  explicit rule_cache(const rules_ref& rules)
      : rules_(rules), marks_(rules), by_vr_(rules), entries_(1) {
    entries_.reserve(128);
  }
  rule_cache(const rule_cache&) = delete;
  rule_cache& operator=(const rule_cache&) = delete;

  [[nodiscard]] const rules_ref& rules() const noexcept { return rules_; }
  [[nodiscard]] const method_marks& marks() const noexcept { return marks_; }
  [[nodiscard]] const rule_by_vr& by_vr() const noexcept { return by_vr_; }
  [[nodiscard]] tally& counts() noexcept { return counts_; }

  // Of a standard element.  The result is valid until the next call.
  [[nodiscard]] const entry& find(tag id) { return lookup(id.value(), {id}); }

  // Of any element; the number is that of the Private Creator, 0 if there is none.
  [[nodiscard]] const entry& find(const element_key& key, std::uint32_t creator) {
    return lookup(std::uint64_t{creator} << 32 | key.id.value(), key);
  }

  // A number that stands for the name of a Private Creator.
  [[nodiscard]] std::uint32_t number_of(std::string_view creator) {
    if (creator.empty()) return 0;
    for (std::size_t i = 0; i < creators_.size(); ++i)
      if (creators_[i].name == creator) return creators_[i].number;
    // Data may name any number of creators: the oldest make room, and no number comes back.
    constexpr std::size_t most = 64;
    if (creators_.size() == most) creators_.erase(creators_.begin());
    creators_.push_back({std::string(creator), ++latest_creator_});
    return latest_creator_;
  }

  // Whether the Type in the IOD decides.
  [[nodiscard]] bool chooses_by_iod() const noexcept {
    const profile* const base = rules_.assessment().base;
    return base != nullptr && base->choice().knows != nullptr;
  }

  // Of a data set; counts one about which the rules know less than they would like to.
  void meet_sop_class(std::string_view uid) noexcept {
    const profile* const base = rules_.assessment().base;
    if (base != nullptr && base->choice().knows != nullptr && !base->choice().knows(uid))
      ++counts_.unknown_iods;
  }

  // Lets actions ask the rules about other elements than their own.
  void answer_for(dataset_facts& facts) const noexcept {
    facts.rules = &rules_;
    facts.keeps = [](const void* rules, const element_key& key, vr kind) {
      const action_ref act = static_cast<const rules_ref*>(rules)->find(key);
      if (act.name() == keep_safe_private.name) return has_listed_vr(key, kind);
      return act.leaves() == residue::whole;
    };
  }

  void count(const entry& acted) noexcept { counts_.count(acted.counted_at); }

 private:
  static constexpr unsigned bits = 11;
  struct known_creator {
    std::string name;
    std::uint32_t number;
  };

  // The first entry has no key and stands for all that were never asked for.
  [[nodiscard, gnu::always_inline]] const entry& lookup(std::uint64_t key,
                                                        const element_key& wanted) {
    const std::size_t home = key * 0x9E3779B97F4A7C15U >> (64 - bits);
    const entry& found = entries_[slots_[home]];
    if (found.key == key) [[likely]]
      return found;
    return next_to(home, key, wanted);
  }

  // Four neighbours share their places, so that tags that are often met do not push out each other.
  [[nodiscard, gnu::noinline]] const entry& next_to(std::size_t home, std::uint64_t key,
                                                    const element_key& wanted) {
    std::size_t last = home;
    for (std::size_t i = 1; i < 4; ++i) {
      const std::size_t place = home ^ i;
      if (entries_[slots_[last]].key == ~std::uint64_t{0}) break;
      if (entries_[slots_[place]].key == key) return entries_[slots_[place]];
      last = place;
    }
    return fill(slots_[entries_[slots_[last]].key == ~std::uint64_t{0} ? last : home], key, wanted);
  }

  const entry& fill(std::uint16_t& slot, std::uint64_t key, const element_key& wanted) {
    entry made;
    made.key = key;
    made.act = rules_.find(wanted);
    if (made.act) made.counted_at = counts_.place_of(made.act.name());
    made.known = find_attribute(wanted.id);
    made.by_vr = by_vr_.rule_for(wanted, made.act, made.known);
    if (slot == 0) {
      slot = static_cast<std::uint16_t>(entries_.size());
      entries_.push_back(made);
    } else {
      entries_[slot] = made;
    }
    return entries_[slot];
  }

  const rules_ref& rules_;
  method_marks marks_;
  rule_by_vr by_vr_;
  tally counts_;
  std::vector<known_creator> creators_;
  std::uint32_t latest_creator_ = 0;
  std::vector<entry> entries_;
  std::array<std::uint16_t, std::size_t{1} << bits> slots_{};
};

}  // namespace dicom_anonymizer::detail
