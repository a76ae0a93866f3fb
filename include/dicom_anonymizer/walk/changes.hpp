// SPDX-License-Identifier: BSD-3-Clause
// What a walk tells of each change, for whoever wants to know more than numbers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>

namespace dicom_anonymizer::detail {

// Who changed an element.
enum class changed_by {
  rule,    // an action of its own rule
  vr,      // the action for its VR
  around,  // an action on a sequence around it
  known,   // what the data set says of its own patient, which texts lose
  walk,    // the walk: what is retired, hides something or has lost its block
};

struct changed_value {
  bool exists = false;
  element_state::held holds = element_state::held::nothing;
  // Of held::bytes, as in memory: little endian, with padding; else empty.
  std::string_view bytes = {};

  friend bool operator==(const changed_value&, const changed_value&) = default;
};

// One element that is not any more what it was.  What is told lives as long as the call.
struct change {
  const enclosing_items& around;  // whose path() are the sequences around
  element_key key;
  std::optional<vr> written;  // before; nothing in Implicit VR, and of a Private Creator
  changed_by who;
  std::string_view action;  // its name; empty of changed_by::around and walk
  changed_value before;
  changed_value after;
};

// Both walks tell the same changes in the same order: elements of a sequence that an action visits
// before the sequence itself, items that meet their own rules behind it, and a Private Creator that
// goes when its group is behind.  What an action changes elsewhere than at its element, and what it
// does to items as data sets, nobody tells; nor are marks told, which are no rule's doing.  A walk
// that leaves its data set to another one (needs_dataset, out_of_order, marks_changed) has told
// changes that will be told again: whoever begins anew has to forget them.
class change_sink {
 public:
  virtual void meet(const change& one) = 0;

 protected:
  change_sink() = default;
  change_sink(const change_sink&) = default;
  change_sink& operator=(const change_sink&) = default;
  ~change_sink() = default;
};

inline changed_value value_of(const element_access& at) {
  const element_state& now = at.look();
  const changed_value found{now.exists, now.value, {}};
  if (found.holds != element_state::held::bytes) return found;
  return {true, found.holds, at.bytes()};
}

// Tells of one element: made before it is acted on, asked afterwards.  Without a sink each is one
// comparison.
class change_teller {
 public:
  change_teller(const enclosing_items& around, const element_access& at) {
    if (around.changes() != nullptr) [[unlikely]]
      before_ = std::make_unique<remembered>(around, at);
  }

  void conclude(const element_key& key, const element_access& at, changed_by who,
                std::string_view action, bool is_changed) const {
    if (before_) [[unlikely]]
      before_->tell(key, at, who, action, is_changed);
  }

 private:
  class remembered {
   public:
    remembered(const enclosing_items& around, const element_access& at)
        : around_(around), written_(at.look().written), value_(value_of(at)), bytes_(value_.bytes) {
      value_.bytes = bytes_;
    }
    remembered(const remembered&) = delete;
    remembered& operator=(const remembered&) = delete;

    // Items may have changed though they are items.
    void tell(const element_key& key, const element_access& at, changed_by who,
              std::string_view action, bool is_changed) const {
      const changed_value after = value_of(at);
      if (after == value_ && !(is_changed && after.holds == element_state::held::items)) return;
      around_.changes()->meet({around_, key, written_, who, action, value_, after});
    }

   private:
    const enclosing_items& around_;
    std::optional<vr> written_;
    changed_value value_;
    std::string bytes_;
  };

  std::unique_ptr<remembered> before_;
};

// Tells that the walk takes an element away.
inline void tell_removal(const enclosing_items& around, const element_key& key,
                         std::optional<vr> written, const changed_value& before) {
  around.changes()->meet({around, key, written, changed_by::walk, {}, before, {}});
}

// A Private Creator is told by its name, without padding.
inline changed_value name_of(const private_block& block) {
  using held = element_state::held;
  return {true, block.name.empty() ? held::nothing : held::bytes, block.name};
}

}  // namespace dicom_anonymizer::detail
