// SPDX-License-Identifier: BSD-3-Clause
// Which elements meet the rule of their Value Representation besides that of their tag.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/protect_by_vr.hpp>
#include <dicom_anonymizer/actions/protect_unknown.hpp>
#include <dicom_anonymizer/actions/remove_audio.hpp>
#include <dicom_anonymizer/actions/scrub.hpp>
#include <dicom_anonymizer/actions/written_vr.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

// For the elements of one tag.
struct vr_rule {
  enum class when : std::uint8_t {
    never,
    if_other,  // the VR that is written is not that of the dictionary
    always,
  };
  when where = when::never;
  vr usual = vr::UN;    // the dictionary's
  bool scrubs = false;  // text under another VR is looked at for known values

  // Whether the rule may have something to do: asked for each element that no action meets.
  [[nodiscard]] bool concerns(std::optional<vr> written) const noexcept {
    if (where == when::never) return false;
    if (where == when::always) return !written || *written == vr::UN || identifies_by_vr(*written);
    return written && *written != usual &&
           (identifies_by_vr(*written) || may_exceed(*written, usual) ||
            (scrubs && is_free_text(*written)));
  }
};

// What a rule set leaves to the VR.  Table E.1-1 and the dictionary know what an attribute ought to
// be; whoever writes another VR writes other things there, and a vendor writes what he likes.
class rule_by_vr {
 public:
  explicit rule_by_vr(const rules_ref& rules) : rules_(rules), base_(rules.assessment().base) {
    if (base_ != nullptr) act_.how = base_->unlisted();
  }

  [[nodiscard]] const actions::protect_by_vr& act() const noexcept { return act_; }

  [[nodiscard]] vr_rule rule_for(const element_key& key, const action_ref& found,
                                 const dictionary_entry* known) const {
    using when = vr_rule::when;
    if (base_ == nullptr || key.id.is_group_length()) return {};
    if (key.id.is_private()) {
      if (!may_leave(found) || rules_.decides_exactly(key)) return {};
      return {when::always, vr::UN};
    }
    if (!base_->has_supplement()) return {};
    // Rules for many elements at once do not mean what belongs into no data set, as among private
    // elements.
    if (key.id.group < first_of_data_sets) {
      if (found && (!may_leave(found) || rules_.decides_exactly(key))) return {};
      return of_public(key.id, known);
    }
    // Of Waveform Data the profile only asks whether they are sound.  What an option keeps is what
    // the attribute ought to hold.
    if (found && found.name() != actions::remove_audio::name && !is_kept_by_option(key, found))
      return {};
    return of_public(key.id, known);
  }

  // Whether texts of an element lose known values, if its own rule leaves them: as with the rules
  // of VRs, what a rule of the user's names stays as that says.
  [[nodiscard]] bool scrubs(const element_key& key, const action_ref& found) const {
    const tag id = key.id;
    if (!rules_.scrubs_known_values() || id.is_group_length() || names_structure(id) ||
        id.group == 0x0002 || rules_.decides_exactly(key))
      return false;
    if (!found) return true;
    if (id.is_private()) return may_leave(found);
    return found.is<actions::protect_unknown>() ||
           (base_ != nullptr && is_kept_by_option(key, found));
  }

  // Which VRs the profile treats in a public attribute whose value may stand there as it was.
  static vr_rule of_public(tag id, const dictionary_entry* known) noexcept {
    using when = vr_rule::when;
    // Those of file meta information and directories have rules of their own.
    if (id.is_group_length() || id.group == 0x0002 || id.group == 0x0004) return {};
    // What belongs into no data set is listed nowhere, whatever the dictionary knows of commands.
    if (id.group < first_of_data_sets) return {when::always, vr::UN};
    if (known == nullptr) return {};  // protected as such
    return {when::if_other, known->representation};
  }

 private:
  static constexpr std::uint16_t first_of_data_sets = 0x0008;

  // Whether an option is why an element stays, and no rule of the user's that names it.
  bool is_kept_by_option(const element_key& key, const action_ref& found) const {
    if (base_->options().bits() == 0 || base_->code_for(key) != code::K) return false;
    const action_ref alone = base_->find(key);
    return found.name() == alone.name() && found.leaves() == alone.leaves() &&
           !rules_.decides_exactly(key);
  }

  // Whether a private element may still be what it was behind its rule.
  static bool may_leave(const action_ref& act) noexcept {
    return act.leaves() == residue::whole || act.leaves() == residue::unknown ||
           act.name() == delete_unless_declared_safe.name;
  }

  const rules_ref& rules_;
  const profile* base_;
  actions::protect_by_vr act_;
};

// The VR whose rule an element meets: the one written or, of a private element that does not say
// it, that of Table E.3.10-1; nothing if that is none that identifies, unless the value is none
// that its attribute may have.
inline std::optional<vr> deciding_vr(const element& e) {
  vr kind = e.vr();
  if (kind == vr::UN && e.id().is_private())
    if (const tables::safe_private_row* const row = find_safe_private(e.key())) kind = row->kind;
  if (!identifies_by_vr(kind) && !exceeds_attribute(e)) return std::nullopt;
  return kind;
}

}  // namespace dicom_anonymizer::detail
