// SPDX-License-Identifier: BSD-3-Clause
// Remembers which action belongs to a tag, so that a rule set is asked once and not once an
// element.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/actions/linked_attributes.hpp>
#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/profiles/loss.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/walk/action_counts.hpp>
#include <dicom_anonymizer/walk/claims.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>
#include <dicom_anonymizer/walk/rule_by_vr.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

class change_sink;

// One for each thread.  Its size is fixed whatever the data hold: tags that fall into one place
// take turns.
class rule_cache {
 public:
  // What is known of one tag.
  struct entry {
    std::uint64_t key = ~std::uint64_t{0};
    action_ref act;
    std::size_t counted_at = 0;  // the place of the action among the counts
    const dictionary_entry* known = nullptr;
    vr_rule by_vr;
    vr_rule unruled;             // which VRs must not stand there as they were
    std::uint16_t promised = 0;  // by which options, as bits, it stays as it is
    bool is_met = false;         // by an action, or because it tells something for the marks
    bool tells_of_pixels = false;
    bool is_protected_by_nobody = false;  // by the supplement only, which is turned off
    bool is_only_moved = false;           // by a rule; the profile alone leaves nothing of it
    bool is_watched = false;              // what becomes of it matters for the marks
    bool is_of_meta = false;  // of file meta information, and so of no data set under a profile
    bool lets_content_be = false;  // structured content that an option wants cleaned
    bool meets_vr = false;         // the rule by_vr acts, and does not only tell what stays
    bool scrubs = false;           // its texts lose known values, if its rule leaves them
    bool is_remembered = false;    // others ask what it was before its rule
    tells told = tells::nothing;   // what its value is for other texts, where rules ask for that

    [[nodiscard]] bool is_known_sequence() const noexcept {
      return known != nullptr && known->representation == vr::SQ;
    }
    // Whether what is written for it says that it is no sequence, as which it is known.
    [[nodiscard]] bool is_sequence_no_more(std::optional<vr> written) const noexcept {
      return is_known_sequence() && written && *written != vr::SQ && *written != vr::UN;
    }
  };

  explicit rule_cache(const rules_ref& rules)
      : rules_(rules), marks_(rules), by_vr_(rules), entries_(1) {
    entries_.reserve(128);
    const profile* const base = rules.assessment().base;
    if (base == nullptr) return;
    constexpr unsigned promising = static_cast<unsigned>(option::retain_uids) |
                                   static_cast<unsigned>(option::retain_device_identity) |
                                   static_cast<unsigned>(option::retain_institution_identity) |
                                   static_cast<unsigned>(option::retain_patient_characteristics) |
                                   static_cast<unsigned>(option::retain_full_dates);
    promises_ = static_cast<std::uint16_t>(base->options().bits() & promising);
    if (!base->has_supplement()) {
      supplemented_.emplace(base->table());
      for (const option_traits& one : all_options)
        if (base->options().has(one.column)) supplemented_ = supplemented_->with(one.column);
    }
  }
  rule_cache(const rule_cache&) = delete;
  rule_cache& operator=(const rule_cache&) = delete;

  [[nodiscard]] const rules_ref& rules() const noexcept { return rules_; }
  // Those in force; at first what the rules allow, and then those of the data set before.
  [[nodiscard]] const method_marks& marks() const noexcept { return marks_; }
  [[nodiscard]] const rule_by_vr& by_vr() const noexcept { return by_vr_; }

  // Whether the marks in force are those of a data set; if not they are from now on.
  bool assume(const evidence& found) {
    has_dates_ = found.has_dates();
    const claims made = claims_of(rules_.assessment(), found);
    if (made == marks_.made()) return true;
    marks_ = method_marks(rules_, made, words_);
    return false;
  }

  // Before a data set: the marks name the lists by which its texts are cleaned.
  void meet_words(const context& shared) {
    const word_lists& lists = rules_.lists();
    if (!lists.has_common && lists.own.empty()) return;
    if (!words_.empty() && named_ == shared.words && is_strict_ == shared.cleans_strictly) return;
    named_ = shared.words;
    is_strict_ = shared.cleans_strictly;
    words_ = words_text(lists, named_.get(), is_strict_);
    marks_ = method_marks(rules_, marks_.made(), words_);
  }

  // The same of whether it has dates.
  [[nodiscard]] bool assumes_dates() const noexcept { return has_dates_; }

  // Whether any option promises to keep public elements as they are.
  [[nodiscard]] bool makes_promises() const noexcept { return promises_ != 0; }
  // Those that do, as bits.
  [[nodiscard]] std::uint16_t promises() const noexcept { return promises_; }
  // Those, as bits, that promise it of a public element with a VR.
  [[nodiscard]] std::uint16_t promised(tag id, std::optional<vr> written) {
    const entry& one = find(id);
    if (!written || (one.known != nullptr && one.known->representation == *written))
      return one.promised;
    return static_cast<std::uint16_t>(one.promised |
                                      promised_by(*rules_.assessment().base, id, *written));
  }
  // Whether they keep it where every other value around is replaced.
  [[nodiscard]] bool keeps_vr(tag id, std::optional<vr> written) const {
    return rules_ref::keeps_vr(*rules_.assessment().base, id, written.value_or(vr::UN));
  }
  [[nodiscard]] action_counts& counts() noexcept { return counts_; }

  // Who is told of changes, walk/changes.hpp; null if nobody is.
  [[nodiscard]] change_sink* changes() const noexcept { return changes_; }
  void tell(change_sink* to) noexcept { changes_ = to; }

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
  void answer_for(facts_for_rules& facts) const noexcept {
    facts.rules = &rules_;
    facts.allowed = rules_.allowed_in_texts();
    facts.scrubs = rules_.scrubs_known_values();
    facts.regions = &rules_.regions();
    facts.act_as_basic = [](const void* rules, element& e) {
      const profile* const base = static_cast<const rules_ref*>(rules)->assessment().base;
      const action_ref act = base == nullptr ? action_ref() : base->find_basic(e.key());
      // Of a code that keeps something the text would be left.
      if (act && act.leaves() == residue::nothing) return act(e);
      e.act_as_unlisted();
    };
    facts.act_as_unlisted = [](const void* rules, element& e) {
      const profile* const base = static_cast<const rules_ref*>(rules)->assessment().base;
      if (base == nullptr || e.id().is_private()) return e.clear();
      base->choice().xzd(e);
    };
    facts.keeps = [](const void* rules, const element_key& key, vr kind) {
      const action_ref act = static_cast<const rules_ref*>(rules)->find(key);
      if (act.name() == keep_safe_private.name) return has_listed_vr(key, kind);
      return act.leaves() == residue::whole;
    };
    facts.retains = [](const void* rules, const element_key& key, vr kind) {
      return static_cast<const rules_ref*>(rules)->retains(key, kind);
    };
    facts.may_retain = [](const void* rules, vr kind) {
      return static_cast<const rules_ref*>(rules)->may_retain(kind);
    };
    facts.has_users_rule = [](const void* rules, const element_key& key) {
      const rules_ref& all = *static_cast<const rules_ref*>(rules);
      if (all.assessment().base == nullptr) return all.covers(key);
      return all.is_covered_beside_profile(key);
    };
    facts.note_uncleaned = [](const void* rules, const element_key& key, evidence& found) {
      const rules_ref& all = *static_cast<const rules_ref*>(rules);
      const profile* const base = all.assessment().base;
      const option cleaning =
          key.id.group == 0x0070 ? option::clean_graphics : option::clean_descriptors;
      // Without the option a rule of the user's cleans, and is judged by itself.
      if (base == nullptr || !base->options().has(cleaning)) return;
      // Of a sequence not only its items count: some of them would have gone.
      const std::uint8_t lost =
          loss_between(residue::cleaned, all.find(key).leaves(), value_shape::value);
      if ((lost & (lost_protection | lost_date)) == 0) return;
      found.broken |= static_cast<std::uint16_t>(cleaning);
      found.identity = true;  // without the option the profile leaves nothing of what is around
    };
    facts.decides_over_codes = [](const void* rules, const element_key& key) {
      const rules_ref& all = *static_cast<const rules_ref*>(rules);
      const action_ref act = all.find(key);
      const profile* const base = all.assessment().base;
      // What a rule of the user keeps counts for nothing here: no mark says so.
      return act.is<actions::clean_codes>() ||
             (act.is<actions::keep>() && base != nullptr && base->code_for(key) == code::K);
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
    made.meets_vr = made.by_vr.where != vr_rule::when::never;
    made.is_remembered = tells_of_overlay(wanted.id);
    if (rules_.assessment().base != nullptr) watch(made, wanted);
    if (rules_.needs_known_values()) [[likely]]
      look_for_texts(made, wanted);
    made.is_met = made.is_met || made.act;
    if (slot == 0) {
      slot = static_cast<std::uint16_t>(entries_.size());
      entries_.push_back(made);
    } else {
      entries_[slot] = made;
    }
    return entries_[slot];
  }

  // Finds out what texts have to do with an element, its own and others.
  void look_for_texts(entry& made, const element_key& wanted) const {
    const vr usual = made.known == nullptr ? vr::UN : made.known->representation;
    if (!wanted.id.is_private() && made.known != nullptr)
      made.told = told_by(wanted.id, usual, made.act.leaves() == residue::whole);
    if (made.act.leaves() == residue::cleaned) made.told = told_if_cleaned(made.told);
    made.scrubs = by_vr_.scrubs(wanted, made.act);
    made.by_vr.scrubs = made.scrubs;
    // Others under the VR of a text meet the rule of that, if there is one.
    if (made.scrubs && (made.known == nullptr || may_be_scrubbed(usual) ||
                        made.by_vr.where == vr_rule::when::never))
      made.is_met = true;
  }

  // Finds out what the marks have to do with an element.
  void watch(entry& made, const element_key& wanted) const {
    const profile& base = *rules_.assessment().base;
    const bool is_public = !wanted.id.is_private();
    made.promised =
        promised_by(base, wanted, made.known == nullptr ? vr::UN : made.known->representation);
    made.tells_of_pixels = detail::tells_of_pixels(wanted.id);
    if (supplemented_ && is_public && base.code_for(wanted) == code::none) {
      const action_ref alone = supplemented_->find(wanted);
      made.is_protected_by_nobody = alone && alone.leaves() != residue::whole;
    }
    made.is_only_moved = is_public && made.act && made.act.leaves() == residue::moved_date &&
                         base.find(wanted).leaves() == residue::nothing;
    made.is_of_meta = wanted.id.group == 0x0002;
    if (is_public) made.unruled = rule_by_vr::of_public(wanted.id, made.known);
    // Without the supplement nothing acts on a VR that is not the attribute's own, but it tells.
    if (is_public && !made.act && !base.has_supplement()) made.by_vr = made.unruled;
    made.lets_content_be = lets_content_be(base, made.act, wanted.id);
    const bool tells = made.tells_of_pixels || made.is_protected_by_nobody || made.lets_content_be;
    // A date that an option keeps is there, which earlier marks may deny.
    const bool is_kept_date =
        made.promised != 0 && made.known != nullptr && is_date_or_time(made.known->representation);
    const bool may_be_settled = base.options().has(option::clean_structured_content) &&
                                actions::clean_content::may_settle(wanted.id);
    // What the dictionary does not know may be items under any VR.
    made.is_met =
        tells || may_be_settled || is_kept_date || made.is_of_meta || made.known == nullptr;
    made.is_watched = tells || made.promised != 0 || !is_public ||
                      (made.act && made.act.leaves() != residue::nothing) ||
                      made.by_vr.where != vr_rule::when::never ||
                      makes_promises();  // whatever it ought to be, it may have items
  }

  // Whether another rule than the profile's leaves something in a sequence of content or of codes
  // that it would have cleaned.
  static bool lets_content_be(const profile& base, const action_ref& act, tag id) {
    const action_ref alone = base.find(id);
    return (alone.is<actions::clean_content>() || alone.is<actions::clean_content_codes>()) &&
           act.leaves() != residue::nothing && act.name() != alone.name();
  }

  const rules_ref& rules_;
  std::optional<profile> supplemented_;  // where the supplement is turned off
  std::uint16_t promises_ = 0;
  method_marks marks_;
  std::string words_;                              // in the marks
  std::shared_ptr<const text::vocabulary> named_;  // by them
  bool is_strict_ = false;
  bool has_dates_ = false;
  rule_by_vr by_vr_;
  action_counts counts_;
  change_sink* changes_ = nullptr;
  std::vector<known_creator> creators_;
  std::uint32_t latest_creator_ = 0;
  std::vector<entry> entries_;
  std::array<std::uint16_t, std::size_t{1} << bits> slots_{};
};

}  // namespace dicom_anonymizer::detail
