// SPDX-License-Identifier: BSD-3-Clause
// What holds for all elements of one data set or item.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

class change_sink;
struct item_treatment;

// One data set on the way from the top to the element in hand.  It refers to the one around it.
class enclosing_items {
 public:
  // The top of a data set; without facts nothing is known of it, as of file meta information.
  enclosing_items(context& shared, const limits& bounds,
                  const facts_for_rules* facts = nullptr) noexcept
      : shared_(&shared), bounds_(&bounds), facts_(facts) {}
  // An item of a sequence of the parent.
  struct inside {
    const enclosing_items& parent;
    tag sequence;
  };
  explicit enclosing_items(inside of) noexcept
      : shared_(of.parent.shared_),
        bounds_(of.parent.bounds_),
        facts_(of.parent.facts_),
        changes_(of.parent.changes_),
        effort_left_(of.parent.effort_left_),
        parent_(&of.parent),
        depth_(of.parent.depth_ + 1),
        sequence_(of.sequence) {}
  // Another view of the same data set.
  struct same {
    const enclosing_items& as;
  };
  explicit enclosing_items(same of) noexcept
      : shared_(of.as.shared_),
        bounds_(of.as.bounds_),
        facts_(of.as.facts_),
        changes_(of.as.changes_),
        effort_left_(of.as.effort_left_),
        treatment_(of.as.treatment_),
        parent_(of.as.parent_),
        same_(&of.as),
        depth_(of.as.depth_),
        sequence_(of.as.sequence_) {}
  enclosing_items(const enclosing_items&) = delete;
  enclosing_items& operator=(const enclosing_items&) = delete;

  [[nodiscard]] context& shared() const noexcept { return *shared_; }
  [[nodiscard]] const limits& bounds() const noexcept { return *bounds_; }
  // Items around: 0 at the top.
  [[nodiscard]] unsigned depth() const noexcept { return depth_; }

  // What the data set at the top says of itself; null if that is not known.
  [[nodiscard]] const facts_for_rules* facts() const noexcept { return facts_; }

  // Who is told of changes; null if nobody is.
  [[nodiscard]] change_sink* changes() const noexcept { return changes_; }
  void tell(change_sink* to) noexcept { changes_ = to; }

  // What was decided of this item before it was entered; null of all others.  It must outlive this.
  [[nodiscard]] const item_treatment* treatment() const noexcept { return treatment_; }
  void treat(const item_treatment& how) noexcept { treatment_ = &how; }

  // Whether these are the elements of file meta information, not those of items in it.
  [[nodiscard]] bool is_of_meta() const noexcept { return facts_ == nullptr && depth_ == 0; }

  // What actions that count their steps may still spend on the data set, all items together.
  [[nodiscard]] std::uint64_t& effort_left() const noexcept { return *effort_left_; }

  // The sequences around, the outermost first.
  [[nodiscard]] std::vector<tag> path() const {
    std::vector<tag> result(depth_);
    const enclosing_items* at = this;
    for (std::size_t i = depth_; i-- > 0; at = at->parent_) result[i] = at->sequence_;
    return result;
  }

  // Before entering the items of an element of this data set.
  void require_depth(tag id) const {
    if (depth_ >= bounds_->depth)
      throw error(errc::too_deep, "sequences are nested too deep").at(id);
  }

  // A value of this data set or item that another element will be asked to agree with, as it was
  // before any rule.
  void remember(tag id, std::string_view bytes) const {
    const enclosing_items& first = home();
    first.remembered_.emplace_back(id, bytes);
  }
  [[nodiscard]] std::string_view recall(tag id) const noexcept {
    const enclosing_items& first = home();
    for (auto one = first.remembered_.rbegin(); one != first.remembered_.rend(); ++one)
      if (one->first == id) return one->second;
    return {};
  }

  // An action has taken everything out of the items of a sequence that its rule does not leave, and
  // out of those of the public sequences in them: inside it need not be done again.
  void note_sifted(tag sequence) const noexcept { home().latest_sifted_ = sequence; }
  // Whether that was done to these items.  A private sequence around, which may have been left as a
  // whole, has to say so itself.  The walk enters items directly behind the action on their
  // sequence: no other has been sifted since.
  [[nodiscard]] bool is_sifted() const noexcept {
    for (const enclosing_items* at = this; at->parent_ != nullptr; at = at->parent_) {
      if (at->parent_->home().latest_sifted_ == at->sequence_) return true;
      if (at->sequence_.is_private()) return false;
    }
    return false;
  }

  // Tells the value of Specific Character Set, as it was before any rule changed it: text is read
  // in the set that it was written in.
  void declare(std::string_view terms) {
    declared_ = std::string(terms);
    characters_.reset();
  }

  // An item without Specific Character Set has that of the data set around it, PS3.3 C.12.1.1.2.
  [[nodiscard]] const character_set& characters() const {
    if (!declared_ && same_ != nullptr) return same_->characters();
    if (!declared_ && parent_ != nullptr) return parent_->characters();
    if (!characters_) characters_.emplace(declared_ ? std::string_view(*declared_) : "");
    return *characters_;
  }

 private:
  // The first view of this data set.
  [[nodiscard]] const enclosing_items& home() const noexcept {
    return same_ == nullptr ? *this : same_->home();
  }

  context* shared_;
  const limits* bounds_;
  const facts_for_rules* facts_ = nullptr;
  change_sink* changes_ = nullptr;
  mutable std::uint64_t effort_ = 500'000'000;  // of the top
  std::uint64_t* effort_left_ = &effort_;
  const item_treatment* treatment_ = nullptr;
  const enclosing_items* parent_ = nullptr;
  const enclosing_items* same_ = nullptr;
  unsigned depth_ = 0;
  tag sequence_;
  std::optional<std::string> declared_;
  mutable std::optional<character_set> characters_;
  mutable std::vector<std::pair<tag, std::string>> remembered_;
  mutable std::optional<tag> latest_sifted_;
};

}  // namespace dicom_anonymizer::detail
