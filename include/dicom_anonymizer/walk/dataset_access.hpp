// SPDX-License-Identifier: BSD-3-Clause
// An element in a gdcm::DataSet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/nested_visit.hpp>
#include <dicom_anonymizer/walk/painted_values.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>

namespace dicom_anonymizer::detail {

using dataset_elements = gdcm::DataSet::DataElementSet;

// A gdcm::DataSet is a std::set, whose elements are const because of their order.  The tag is that
// order and stays; everything else may change.
inline gdcm::DataElement& changeable(dataset_elements::iterator place) {
  return const_cast<gdcm::DataElement&>(*place);
}

inline gdcm::DataElement* find_raw(gdcm::DataSet& dataset, tag id) {
  const auto found = dataset.GetDES().find(gdcm::DataElement(id));
  return found == dataset.GetDES().end() ? nullptr : &changeable(found);
}

// A data set or item in memory.
class dataset_scope : public enclosing_items {
 public:
  dataset_scope(gdcm::DataSet& dataset, context& shared, const limits& bounds,
                const facts_for_rules* facts = nullptr)
      : enclosing_items(shared, bounds, facts), dataset_(dataset) {
    declare_own();
  }
  // An item of a sequence.
  dataset_scope(gdcm::DataSet& item, const enclosing_items& parent, tag sequence)
      : enclosing_items(inside{parent, sequence}), dataset_(item) {
    declare_own();
  }

  // One that has been walked in part; its character set was told before unless that is ahead.
  dataset_scope(gdcm::DataSet& dataset, same as, bool is_ahead)
      : enclosing_items(as), dataset_(dataset) {
    if (is_ahead) declare_own();
  }

  [[nodiscard]] gdcm::DataSet& dataset() const noexcept { return dataset_; }

 private:
  void declare_own() {
    // Among the first elements, if it is there at all: a search from the front is the shortest.
    for (const gdcm::DataElement& one : dataset_.GetDES()) {
      const tag id = one.GetTag();
      if (id < specific_character_set) continue;
      if (id == specific_character_set) declare(without_padding(bytes_of(one)));
      return;
    }
  }

  gdcm::DataSet& dataset_;
};

class dataset_access final : public element_access {
 public:
  // An element that is found by its tag.
  dataset_access(const dataset_scope& scope, tag id)
      : scope_(&scope), id_(id), at_(scope.dataset().GetDES().find(gdcm::DataElement(id))) {}
  // One that has been found.
  dataset_access(const dataset_scope& scope, tag id, dataset_elements::iterator at) noexcept
      : scope_(&scope), id_(id), at_(at) {}

  // Where the walk goes on after the action.
  [[nodiscard]] dataset_elements::iterator next() const {
    if (is_disturbed_) return elements().upper_bound(gdcm::DataElement(id_));
    return is_removed_ ? at_ : std::next(at_);
  }
  // Where the element is now; end() if it is gone.
  [[nodiscard]] dataset_elements::iterator now() const {
    if (is_disturbed_) return elements().find(gdcm::DataElement(id_));
    return is_removed_ ? elements().end() : at_;
  }
  // From here on the element is looked for at each access: others may have changed the data set.
  void disturb() noexcept {
    is_disturbed_ = true;
    forget();
  }

  // Nothing but this handle touches the element for now: it need not be looked at each time.
  void trust() noexcept { is_trusted_ = true; }

  [[nodiscard]] std::string_view bytes() const override {
    const gdcm::DataElement* found = raw();
    return found == nullptr ? std::string_view() : bytes_of(*found);
  }
  [[nodiscard]] const enclosing_items& scope() const override { return *scope_; }
  [[nodiscard]] bool has_items() const override {
    const gdcm::DataElement* found = raw();
    const gdcm::SequenceOfItems* items = found == nullptr ? nullptr : items_of(*found);
    return items != nullptr && !items->IsEmpty();
  }
  [[nodiscard]] std::string ahead(tag id) const override {
    if (id <= id_) return {};
    const gdcm::DataElement* const found = find_raw(scope_->dataset(), id);
    return found == nullptr ? std::string() : std::string(bytes_of(*found));
  }
  void write(std::string_view bytes, char padding) override {
    gdcm::DataElement* const found = raw();
    if (found == nullptr) return;
    forget();
    if (bytes.size() % 2 == 0) {
      found->SetByteValue(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
      return;
    }
    // GDCM would pad with NUL whatever the VR.
    std::string padded(bytes);
    padded.push_back(padding);
    found->SetByteValue(padded.data(), static_cast<std::uint32_t>(padded.size()));
  }
  bool paint(const region_set& regions) override {
    gdcm::DataElement* const found = raw();
    if (found == nullptr) return false;
    forget();
    return paint_value_in(scope_->dataset(), *found, regions, scope_->facts(),
                          scope_->depth() != 0);
  }
  void clear() override {
    forget();
    if (gdcm::DataElement* found = raw()) found->Empty();
  }
  void remove() override {
    forget();
    if (is_disturbed_) {
      elements().erase(gdcm::DataElement(id_));
    } else if (!is_removed_ && at_ != elements().end()) {
      at_ = elements().erase(at_);
      is_removed_ = true;
    }
  }
  gdcm::DataSet& dataset() override {
    disturb();
    return scope_->dataset();
  }

  void visit_items(visitor_ref<gdcm::DataSet&> visit) override {
    gdcm::DataElement* found = raw();
    if (found == nullptr) return;
    reveal_items(*found, scope_->bounds());
    if (hides_items(*found))
      throw error(errc::malformed, "a sequence whose items cannot be read").at(id_);
    // Held while visited, in case the visitor removes the element.
    const gdcm::SmartPointer<gdcm::SequenceOfItems> items = items_of(*found);
    if (!items) return;
    scope_->require_depth(id_);
    disturb();
    for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
      visit(items->GetItem(i).GetNestedDataSet());
  }

  void sift_items(visitor_ref<judged_item&> judge) override {
    std::vector<bool> stays;
    const auto each = [&](gdcm::DataSet& item) {
      judged_item one{&item, true};
      judge(one);
      stays.push_back(one.stays);
    };
    visit_items(visitor_ref<gdcm::DataSet&>(each));
    const gdcm::DataElement* const found = raw();
    gdcm::SequenceOfItems* const items = found == nullptr ? nullptr : items_of(*found);
    if (items == nullptr) return;
    std::size_t left = 0;
    for (std::size_t i = 0; i < stays.size(); ++i) {
      if (!stays[i]) continue;
      if (left != i) items->GetItem(left + 1) = items->GetItem(i + 1);
      ++left;
    }
    items->SetNumberOfItems(left);
  }

  void visit_nested(const dummy_by_vr* constants, visitor_ref<element&> visit) override {
    const auto each = [&](gdcm::DataSet& item) {
      const dataset_scope inner(item, *scope_, id_);
      private_blocks blocks;
      visit_all(inner, {}, blocks, constants, visit);
    };
    visit_items(visitor_ref<gdcm::DataSet&>(each));
  }

  // Calls visit for the elements of a data set that stand behind a tag, or for all; for those too
  // that a visit adds behind the element in hand.
  static void visit_all(const dataset_scope& inner, std::optional<tag> after,
                        private_blocks& blocks, const dummy_by_vr* constants,
                        visitor_ref<element&> visit) {
    nested_elements elements(inner, after);
    visit_each_nested(elements, blocks, constants, visit);
  }

 private:
  // See visit_each_nested.
  class nested_elements {
   public:
    nested_elements(const dataset_scope& inner, std::optional<tag> after)
        : inner_(inner),
          next_(after ? all().upper_bound(gdcm::DataElement(*after)) : all().begin()) {}

    [[nodiscard]] bool next() {
      if (next_ == all().end()) return false;
      at_ = next_++;
      return true;
    }
    [[nodiscard]] tag id() const { return at_->GetTag(); }
    [[nodiscard]] vr written() const { return from_gdcm(at_->GetVR()).value_or(vr::UN); }
    [[nodiscard]] bool takes_constant() const { return items_of(*at_) == nullptr; }
    [[nodiscard]] std::string_view bytes() const { return bytes_of(*at_); }
    [[nodiscard]] std::string text() const { return std::string(bytes_of(*at_)); }
    [[nodiscard]] const enclosing_items& scope() const noexcept { return inner_; }
    void keep() const noexcept {}
    void put(std::string_view value) {
      changeable(at_).SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
    }
    void open() { reveal_items(changeable(at_), inner_.bounds()); }
    [[nodiscard]] std::optional<std::string_view> creator() const {
      if (!is_creator(*at_)) return std::nullopt;
      return without_blanks(bytes_of(*at_));
    }
    bool visit(const element_key& key, visitor_ref<element&> visitor) {
      dataset_access place(inner_, key.id, at_);
      element nested(place, key);
      const change_teller telling(inner_, place);
      visitor(nested);
      telling.conclude(key, place, changed_by::around, {}, nested.changed());
      next_ = place.next();
      return true;
    }

   private:
    [[nodiscard]] dataset_elements& all() const { return inner_.dataset().GetDES(); }

    const dataset_scope& inner_;
    dataset_elements::iterator next_;
    dataset_elements::iterator at_;
  };

  [[nodiscard]] bool renew(element_state& now) const override {
    using held = element_state::held;
    now = {};
    const bool stays = is_trusted_ && !is_disturbed_;
    const gdcm::DataElement* found = raw();
    if (found == nullptr) return stays;
    now.exists = true;
    now.written = from_gdcm(found->GetVR());
    if (value_in(*found) == nullptr) return stays;
    if (const gdcm::ByteValue* value = byte_value_of(*found)) {
      if (std::uint32_t{value->GetLength()} != 0) now.value = held::bytes;
    } else {
      now.value = items_of(*found) != nullptr ? held::items : held::unloaded;
    }
    return stays;
  }

  [[nodiscard]] dataset_elements& elements() const { return scope_->dataset().GetDES(); }
  [[nodiscard]] gdcm::DataElement* raw() const {
    const auto found = now();
    return found == elements().end() ? nullptr : &changeable(found);
  }

  const dataset_scope* scope_;
  tag id_;
  dataset_elements::iterator at_;
  bool is_removed_ = false;
  bool is_disturbed_ = false;
  bool is_trusted_ = false;
};

}  // namespace dicom_anonymizer::detail
