// SPDX-License-Identifier: BSD-3-Clause
// The marks of a data set, put among its bytes where they belong in the order of the tags.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmSmartPointer.h>

#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/item_in_memory.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// What cannot be done in the order of the bytes is left to the data set in memory (needs_dataset).
class marks_in_bytes {
 public:
  marks_in_bytes(byte_run& run, rule_cache& rules) noexcept : run_(run), rules_(rules) {}

  // The number of the tag that comes next; elements before it need not be shown.
  [[nodiscard]] std::int64_t next() const noexcept { return next_; }
  // Those that were put in where there was no element.
  [[nodiscard]] const std::vector<tag>& added() const noexcept { return added_; }
  // Whether an element that was there has become another one, or is gone.
  [[nodiscard]] bool has_changed() const noexcept { return has_changed_; }

  // Whether one was written, or left out, because of the dates that the data set is thought to
  // have.
  [[nodiscard]] bool depends_on_dates() const noexcept { return depends_on_dates_; }

  // From the first mark on; none any more.
  void begin() { await(0); }
  void end() noexcept { next_ = none; }

  // Puts in what belongs before a tag, at an offset.
  void put_before(std::uint64_t at, std::uint32_t before, const encoding& form) {
    for (; next_ < before; await(mark_ + 1)) {
      const tag id = method_marks::tags[mark_];
      if (!rules_.marks().wants(id)) continue;
      run_.replace(at, at, rules_.marks().encoded(id, form));
      added_.push_back(id);
    }
  }
  // What is left of them.
  void put_rest(std::uint64_t at, const encoding& form) { put_before(at, ~std::uint32_t{0}, form); }

  // An element that is the next mark; goes on to the one behind it.
  [[nodiscard]] bool meets(const element_header& header) {
    if (header.id.value() != next_) return false;
    await(mark_ + 1);
    return true;
  }

  // A mark that is a text; returns where the next element begins.
  std::uint64_t renew_text(const open_item& here, const element_header& header,
                           const element_content& content) {
    if (header.length == 0) {
      if (rules_.marks().wants(header.id)) return put_for(here, header, content.end);
      run_.keep_head(header);
      return content.end;
    }
    const bool is_foreign = method_marks::is_foreign(header.id, header.written);
    if (content.what != element_content::kind::bytes || is_foreign) throw needs_dataset{};
    const std::string_view before = run_.value_of(header);
    if (may_hide(header) && starts_with_item(before)) throw needs_dataset{};
    const std::string_view text = without_padding(before);
    const bool has_dates = rules_.assumes_dates();
    if (rules_.marks().depends_on_dates(header.id, text)) depends_on_dates_ = true;
    if (rules_.marks().contradicts(header.id, text, has_dates)) {
      has_changed_ = true;
      return run_.cut(header.offset, content.end);
    }
    std::optional<std::string> after;
    if (rules_.marks().wants(header.id)) after = rules_.marks().renewed(header.id, text, has_dates);
    if (!after) {
      run_.keep_head(header);
      return content.end;
    }
    if (after->size() % 2 != 0) after->push_back(' ');
    has_changed_ = true;
    run_.emit(header.offset);
    after->copy(run_.put_head(header, after->size(), here.form), after->size());
    run_.skip_to(content.end);
    return content.end;
  }

  // What becomes of the codes that were there.
  struct codes {
    std::optional<std::uint64_t> end;  // all is done: where the next element begins
    bool is_left = false;              // the element is one like any other
    std::string added;                 // to be added behind its items, which are to be walked
    // Items some of which are not true any more and go, behind their rules; else null.
    gdcm::SmartPointer<gdcm::SequenceOfItems> contradicted = nullptr;
    bool is_any_left = true;  // of these
  };
  [[nodiscard]] codes renew_codes(const open_item& here, const element_header& header,
                                  const element_content& content) {
    // Codes that a rule changes can be compared in memory only.
    const bool is_ruled = rules_.find(code_value).act || rules_.find(coding_scheme_designator).act;
    if (content.what != element_content::kind::items || is_ruled) throw needs_dataset{};
    gdcm::DataSet alone;
    source again(run_.in().store());
    const std::uint64_t end =
        run_.heads().parse_element(header, here.end, here.form, here.scope.depth());
    read_into(alone, again, {header.offset, end, false}, here, run_);
    gdcm::DataElement raw = *alone.GetDES().begin();
    reveal_items(raw, run_.bounds());
    gdcm::SequenceOfItems* const items = items_of(raw);
    if (items != nullptr && has_codes_of_another_vr(*items)) throw needs_dataset{};
    if (items != nullptr && rules_.marks().contradicts_any(*items)) {
      has_changed_ = true;
      const auto rest = rules_.marks().without_contradicted(*items);
      const std::vector<method_code> missing = rules_.marks().missing_from(rest);
      codes result;
      if (!missing.empty()) result.added = method_marks::encoded_items(missing, content.form);
      result.contradicted = items;
      result.is_any_left = rest->GetNumberOfItems() != 0;
      return result;
    }
    if (items == nullptr || items->GetNumberOfItems() == 0) {
      codes result;
      if (rules_.marks().wants(header.id))
        result.end = put_for(here, header, end);
      else
        result.is_left = true;
      return result;
    }
    const std::vector<method_code> missing =
        rules_.marks().missing_from(items);  // none if unwanted
    if (missing.empty()) return {};
    has_changed_ = true;
    codes result;
    result.added = method_marks::encoded_items(missing, content.form);
    return result;
  }

 private:
  static constexpr std::int64_t none = std::int64_t{1} << 32;

  // The mark that comes next, from a number on.
  void await(std::size_t from) {
    while (from < method_marks::tags.size() && !rules_.marks().minds(method_marks::tags[from]))
      ++from;
    mark_ = from;
    next_ =
        from < method_marks::tags.size() ? std::int64_t{method_marks::tags[from].value()} : none;
  }

  // In place of an element without a value.
  std::uint64_t put_for(const open_item& here, const element_header& header, std::uint64_t end) {
    has_changed_ = true;
    return run_.replace(header.offset, end, rules_.marks().encoded(header.id, here.form));
  }

  // Such a code meets the rule of its VR, and is another one afterwards.
  static bool has_codes_of_another_vr(gdcm::SequenceOfItems& items) {
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
      for (const gdcm::DataElement& one : items.GetItem(i).GetNestedDataSet().GetDES()) {
        const std::optional<vr> written = from_gdcm(one.GetVR());
        if (written && identifies_by_vr(*written)) return true;
      }
    return false;
  }

  byte_run& run_;
  rule_cache& rules_;
  std::size_t mark_ = 0;  // its place among method_marks::tags
  std::int64_t next_ = none;
  std::vector<tag> added_;
  bool has_changed_ = false;
  bool depends_on_dates_ = false;
};

}  // namespace dicom_anonymizer::detail
