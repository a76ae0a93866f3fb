// SPDX-License-Identifier: BSD-3-Clause
// An element among the bytes of a data set on their way out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/item_in_memory.hpp>
#include <dicom_anonymizer/walk/item_sequence.hpp>
#include <dicom_anonymizer/walk/look_ahead.hpp>
#include <dicom_anonymizer/walk/nested_visit.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/painted_bytes.hpp>
#include <dicom_anonymizer/walk/taken_item.hpp>

namespace dicom_anonymizer::detail {

// The handle of an action on one element.  What is done to it is written at once; where that cannot
// be done in the order of the bytes the data set or item is taken into memory.
class byte_access final : public element_access {
 public:
  enum class fate { untouched, written, cleared, removed, has_new_items, painted };

  byte_access(byte_pass& pass, open_item& here, const element_header& header,
              const element_content& content) noexcept
      : pass_(pass), here_(here), header_(header), content_(content) {
    using held = element_state::held;
    remember({true,
              header.length == 0                             ? held::nothing
              : content.what == element_content::kind::items ? held::items
              : content.is_unloaded                          ? held::unloaded
                                                             : held::bytes,
              header.written});
  }

  [[nodiscard]] fate became() const noexcept { return fate_; }
  [[nodiscard]] const element_header& header() const noexcept { return header_; }
  // Of fate::has_new_items: the whole element, as it is encoded.
  [[nodiscard]] std::shared_ptr<const byte_store> new_items() const {
    return run().out().bytes_from(begin_);
  }
  // Where the next element begins, if that was found on the way; else 0.
  [[nodiscard]] std::uint64_t passed_to() const noexcept { return passed_to_; }
  [[nodiscard]] std::uint64_t begin_in_output() const noexcept { return begin_; }

  ~byte_access() {
    if (is_held_) run().out().release(1);
  }

  [[nodiscard]] std::string_view bytes() const override {
    if (look().value != element_state::held::bytes) return {};
    if (here_.taken) return in_dataset().bytes();
    return fate_ == fate::written ? written() : original();
  }

  [[nodiscard]] std::string_view beginning(std::size_t most) const override {
    if (size() <= most || fate_ != fate::untouched || here_.taken) return bytes().substr(0, most);
    const auto first = run().in().view(header_.value_offset, most);
    return {reinterpret_cast<const char*>(first.data()), most};
  }

  [[nodiscard]] std::size_t size() const override {
    if (fate_ != fate::untouched || here_.taken) return bytes().size();
    return look().value == element_state::held::bytes ? header_.length : 0;
  }

  [[nodiscard]] const enclosing_items& scope() const override { return here_.scope; }

  [[nodiscard]] bool has_items() const override {
    if (here_.taken) return in_dataset().has_items();
    if (fate_ == fate::untouched) return pass_.contents.has_items(here_, header_, content_.form);
    if (fate_ != fate::has_new_items) return false;
    source items(new_items());
    byte_pass looking(pass_, items);
    const open_item around(here_.scope, here_.form, items.size(), false, here_.which);
    const element_header renewed = looking.run.heads().read_header(0, around.end, around.form);
    return looking.contents.has_items(around, renewed, content_.form);
  }

  [[nodiscard]] std::string ahead(tag id) const override {
    if (here_.taken) return in_dataset().ahead(id);
    return look_ahead(run()).value_of(id, header_, here_);
  }

  void write(std::string_view bytes, char padding) override {
    if (here_.taken) return in_dataset().write(bytes, padding);
    if (fate_ == fate::removed) return;
    // A part of the value may be written over the whole.
    if (run().out().holds(bytes.data()) || !swapped_.empty())
      return write_copy(std::string(bytes), padding);
    write_copy(bytes, padding);
  }

  // The same with bytes that lie elsewhere.
  void write_copy(std::string_view bytes, char padding) {
    // Emitting does not move the window, in which the bytes may be.
    start_over(fate::written);
    length_ = bytes.size() + bytes.size() % 2;
    char* const value = run().put_value(header_, bytes, padding, here_.form);
    if (header_.big_endian && unit() > 1) [[unlikely]] {
      swapped_.assign(value, length_);
      std::string other = swapped_;
      swap_bytes(other, unit());
      other.copy(value, length_);
    }
  }

  void clear() override {
    if (here_.taken) return in_dataset().clear();
    if (fate_ == fate::removed) return;
    start_over(fate::cleared);
    run().put_head(header_, 0, here_.form);
  }

  bool paint(const region_set& regions) override {
    if (fate_ == fate::removed || !is_pixel_data(header_.id) || header_.length == 0) return false;
    if (here_.top == nullptr) static_cast<void>(dataset());  // an icon
    if (here_.taken) return in_dataset().paint(regions);
    if (fate_ != fate::untouched || !content_.is_unloaded) throw needs_dataset{};
    start_over(fate::painted);
    put_painted(pass_, here_, header_, content_, regions);
    return true;
  }

  void remove() override {
    if (here_.taken) return in_dataset().remove();
    if (fate_ != fate::removed) start_over(fate::removed);
  }

  gdcm::DataSet& dataset() override {
    // Its items are half written, or it is in the file already.
    if (is_visiting_ || fate_ == fate::painted) throw needs_dataset{};
    if (!here_.taken) take();
    forget();
    in_dataset().disturb();
    return here_.taken->dataset;
  }

  void visit_items(visitor_ref<gdcm::DataSet&> visit) override {
    if (here_.taken) return in_dataset().visit_items(visit);
    visit_each([&](byte_pass& inner, open_item& item, std::uint64_t at) {
      inner.visited.is_simple = false;  // whatever the visitor puts there
      return visit_item(inner.run, item, at, visit);
    });
  }

  void sift_items(visitor_ref<judged_item&> judge) override {
    if (here_.taken) return in_dataset().sift_items(judge);
    judged_item latest;
    visit_each(
        [&](byte_pass& inner, open_item& item, std::uint64_t at) {
          inner.visited.is_simple = false;  // nobody has looked for private elements
          return look_at_item(inner.run, item, at, judge, latest);
        },
        [&] { return !latest.stays; });
  }

  void visit_nested(const dummy_by_vr* constants, visitor_ref<element&> visit) override {
    if (here_.taken) return in_dataset().visit_nested(constants, visit);
    visit_each([&](byte_pass& inner, open_item& item, std::uint64_t at) {
      return visit_elements(inner, item, at, constants, visit);
    });
  }

  // What an action did before it took the data set, done to it.
  void put_into(gdcm::DataSet& dataset) const {
    gdcm::DataElement* const raw = find_raw(dataset, header_.id);
    switch (fate_) {
      case fate::untouched:
      case fate::painted: return;
      case fate::cleared: raw->Empty(); return;
      case fate::removed: dataset.GetDES().erase(gdcm::DataElement(header_.id)); return;
      case fate::written: {
        const std::string value(written());
        raw->SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
        return;
      }
      case fate::has_new_items: {
        source items(new_items());
        return put_items_into(*raw, items, here_, run());
      }
    }
  }

  // Takes away what was written for the element.
  void withdraw() {
    if (fate_ == fate::untouched) {
      run().emit(header_.offset);
    } else {
      run().out().rewind(begin_);
    }
  }

 private:
  [[nodiscard]] bool renew(element_state& now) const override {
    now = in_dataset().look();  // among the bytes it is always known
    return false;
  }

  [[nodiscard]] dataset_access& in_dataset() const { return *here_.taken->place; }
  [[nodiscard]] std::size_t unit() const {
    return header_.written ? swap_unit(*header_.written) : 1;
  }

  [[nodiscard]] std::string_view original() const {
    if (!header_.big_endian || unit() == 1) return run().value_of(header_);
    return swapped_ = run().text_of(header_);
  }
  [[nodiscard]] std::string_view written() const {
    if (!swapped_.empty()) return swapped_;
    const std::string_view output = run().out().bytes().view();
    return output.substr(output.size() - length_);
  }

  void start_over(fate now) {
    if (is_visiting_ || fate_ == fate::painted) throw needs_dataset{};
    if (fate_ == fate::untouched) {
      run().emit(header_.offset);
      begin_ = run().out().position();
    } else {
      run().out().rewind(begin_);
      if (fate_ == fate::has_new_items) pass_.visited.is_simple = false;
    }
    swapped_.clear();
    fate_ = now;
    using held = element_state::held;
    if (now == fate::removed) return remember({});
    remember({true,
              now == fate::written         ? held::bytes
              : now == fate::has_new_items ? held::items
              : now == fate::painted       ? held::unloaded
                                           : held::nothing,
              header_.written});
  }

  // Lets each item be written anew: straight from the input the first time, then from what the
  // visit before it left.
  template <class EachItem, class Goes = never_goes>
  void visit_each(const EachItem& each, const Goes& goes = {}) {
    if (is_visiting_) throw needs_dataset{};
    if (look().value != element_state::held::items) {
      if (fate_ == fate::written && may_hide(header_) && is_sequence(header_))
        throw error(errc::malformed, "a sequence whose items cannot be read").at(header_.id);
      return;
    }
    if (here_.scope.depth() >= here_.scope.bounds().depth)
      throw needs_dataset{};  // which refuses it
    if (!is_held_) run().out().hold();
    is_held_ = true;
    if (pass_.visited.level++ == 0) pass_.visited = {};
    if (fate_ == fate::untouched) {
      start_over(fate::has_new_items);
      is_visiting_ = true;
      passed_to_ = walk_items(
          run(), here_, header_, content_.form, here_.which,
          [&](open_item& item, std::uint64_t at) { return each(pass_, item, at); }, {}, goes);
      run().emit(passed_to_);
    } else {
      source items(new_items());
      start_over(fate::has_new_items);
      is_visiting_ = true;
      byte_pass inner(pass_, items);
      open_item around(here_.scope, here_.form, items.size(), false, here_.which);
      element_header header;
      inner.run.read_header(header, 0, around.end, around.form);
      inner.run.emit(walk_items(
          inner.run, around, header, content_.form, here_.which,
          [&](open_item& item, std::uint64_t at) { return each(inner, item, at); }, {}, goes));
    }
    is_visiting_ = false;
    --pass_.visited.level;
  }

  // Makes a gdcm::DataSet of the data set or item in hand: of what has been written and what has
  // not been read yet.
  void take() {
    gdcm::DataSet rest;
    const std::uint64_t end = begin_taking(rest, header_, here_, run());
    put_into(rest);
    withdraw();
    finish_taking(rest, end, header_, here_, run());
  }

  // The elements of an item, see visit_each_nested.
  class nested_elements {
   public:
    nested_elements(byte_pass& pass, open_item& item, std::uint64_t at,
                    const dummy_by_vr* constants) noexcept
        : pass_(pass), item_(item), at_(at), constants_(constants) {
      item.begin_in_output = pass.run.target_of(at);
    }

    [[nodiscard]] std::uint64_t at() const noexcept { return at_; }

    [[nodiscard]] bool next() {
      if (!item_.is_delimited && at_ >= item_.end) return false;
      pass_.run.read_header(header_, at_, item_.end, item_.form);
      if (header_.id.group == item_tag.group) {
        if (item_.is_ended_by(header_)) return false;
        refuse_delimiter(item_, header_);
      }
      const std::int64_t number = header_.id.value();
      if (number <= latest_) refuse_order(header_, number == latest_);
      latest_ = number;
      pass_.run.count(header_);
      return true;
    }
    [[nodiscard]] tag id() const noexcept { return header_.id; }
    [[nodiscard]] vr written() const noexcept { return header_.written.value_or(vr::UN); }

    // One whose VR is written, and that is no sequence.
    [[nodiscard]] bool takes_constant() {
      const std::uint64_t end = header_.value_offset + header_.length;
      if (!is_known_by_vr(header_) || header_.length == undefined_length || end > item_.end)
        return false;
      pass_.contents.examine(item_, header_);
      ++pass_.visited.elements;
      at_ = end;
      return true;
    }
    [[nodiscard]] std::string_view bytes() { return pass_.run.value_of(header_); }
    [[nodiscard]] std::string text() { return pass_.run.text_of(header_); }
    [[nodiscard]] const enclosing_items& scope() const noexcept { return item_.scope; }
    void keep() { pass_.run.keep_head(header_); }
    void put(std::string_view value) {
      pass_.run.emit(header_.offset);
      pass_.run.put_value(header_, value, '\0', item_.form);
      pass_.run.skip_to(at_);
    }

    void open() {
      content_ = pass_.contents.of(item_, header_);
      if (is_bytes() && header_.id == specific_character_set)
        item_.scope.declare(without_padding(bytes()));
      // The rules for private elements will have something to do here.
      if (header_.id.is_group_length() || header_.id.is_private()) pass_.visited.is_simple = false;
    }
    [[nodiscard]] std::optional<std::string_view> creator() {
      if (!header_.id.is_private_creator() || !is_bytes() || header_.length > longest_creator)
        return std::nullopt;
      const std::string_view text = bytes();
      if (!is_creator(header_.id, header_.written, false, text)) return std::nullopt;
      return without_blanks(text);
    }
    bool visit(const element_key& key, visitor_ref<element&> visitor) {
      byte_access here(pass_, item_, header_, content_);
      element nested(here, key,
                     is_known_by_vr(header_) || key.id.is_private()
                         ? nullptr
                         : pass_.rules.find(key.id).known);
      const change_teller telling(item_.scope, here);
      visitor(nested);
      telling.conclude(key, here, changed_by::around, {}, nested.changed());
      if (item_.taken) {
        pass_.visited.is_simple = false;
        dataset_access::visit_all(*item_.taken->scope, key.id, item_.blocks, constants_, visitor);
        at_ = put_taken(pass_.run, item_);
        return false;
      }
      here.note_visited();
      if (here.became() == fate::untouched) {
        pass_.run.keep_head(header_);
        at_ = pass_.contents.end_of(item_, header_, content_);
      } else {
        at_ = here.passed_to() != 0 ? here.passed_to()
                                    : pass_.contents.end_of(item_, header_, content_);
        pass_.run.skip_to(at_);
      }
      return true;
    }

   private:
    [[nodiscard]] bool is_bytes() const noexcept {
      return content_.what == element_content::kind::bytes;
    }

    byte_pass& pass_;
    open_item& item_;
    std::uint64_t at_;
    const dummy_by_vr* constants_;
    std::int64_t latest_ = -1;
    element_header header_;
    element_content content_;
  };

  static std::uint64_t visit_elements(byte_pass& pass, open_item& item, std::uint64_t at,
                                      const dummy_by_vr* constants, visitor_ref<element&> visit) {
    nested_elements elements(pass, item, at, constants);
    visit_each_nested(elements, item.blocks, constants, visit);
    return elements.at();
  }

  // Whether the rules for private elements would find anything to do here afterwards.
  void note_visited() const {
    const element_state& now = look();
    if (!now.exists) return;
    ++pass_.visited.elements;
    const bool is_left_alone = fate_ == fate::untouched;
    if (is_left_alone && content_.what == element_content::kind::items) {
      pass_.visited.is_simple = false;
    } else if (may_hide(header_) && now.value == element_state::held::bytes &&
               (is_sequence(header_) || starts_with_item(bytes()))) {
      pass_.visited.is_simple = false;
    }
  }

  [[nodiscard]] byte_run& run() const noexcept { return pass_.run; }

  byte_pass& pass_;
  open_item& here_;
  const element_header& header_;
  const element_content& content_;
  fate fate_ = fate::untouched;
  bool is_visiting_ = false;
  bool is_held_ = false;
  std::uint64_t begin_ = 0;
  std::uint64_t passed_to_ = 0;
  std::size_t length_ = 0;
  mutable std::string swapped_;  // the value in little endian, if it is not so in the file
};

}  // namespace dicom_anonymizer::detail
