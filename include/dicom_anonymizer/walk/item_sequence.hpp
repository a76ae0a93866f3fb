// SPDX-License-Identifier: BSD-3-Clause
// The items of a sequence among bytes: where each begins and ends, and the lengths around it.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>

namespace dicom_anonymizer::detail {

// A delimiter that is passed: one of undefined length gets none, as PS3.5 wants it.  In file meta
// information sequences are bytes to the other walk until a rule changes them.
inline void pass_delimiter(byte_run& run, const open_item& here, std::uint64_t at) {
  if (run.in().view(at + 4, 1)[0] == 0) [[likely]]
    return;
  if (here.scope.facts() == nullptr) throw needs_dataset{};
  run.replace(at + 4, at + 8, {"\0\0\0\0", 4});
}

// Of the items of a sequence: none is left out.
struct never_goes {
  constexpr bool operator()() const noexcept { return false; }
};

// Of the items of a sequence: what becomes of each is decided by its elements alone.
struct judges_nothing {};

// Walks the items of a sequence; walk_item(item, begin) returns where the elements of one end.
// What is added comes behind them, encoded.  Those of which goes() says so, asked behind each, are
// left out; precondition: then the output is held.  Returns where the next element begins.
// A judge(head, end, how) decides of an item before it is entered: it returns where the next one
// begins if this one goes, and else 0.
template <class WalkItem, class Goes = never_goes, class Judge = judges_nothing>
std::uint64_t walk_items(byte_run& run, open_item& here, const element_header& header,
                         const encoding& form, reach which, const WalkItem& walk_item,
                         std::string_view added = {}, const Goes& goes = {},
                         const Judge& judge = {}) {
  run.keep_head(header);
  const bool is_defined = header.length != undefined_length;
  const std::uint64_t end = is_defined ? header.value_offset + header.length : here.end;
  const std::uint64_t begin_in_output = run.target_of(header.value_offset);
  std::uint64_t at = header.value_offset;
  while (!is_defined || at < end) {
    element_header head;
    run.read_header(head, at, end, form);
    if (head.id == sequence_delimitation && (!is_defined || head.value_offset == end)) {
      if (!parser<ignoring_handler>::is_empty_delimiter(head))
        throw error(errc::malformed, "a delimiter with a length")
            .at(head.id)
            .at_offset(head.offset);
      if (!added.empty()) {
        run.replace(at, at, added);
        added = {};
      }
      pass_delimiter(run, here, at);
      at = head.value_offset;
      break;
    }
    if (head.id != item_tag)
      throw error(errc::malformed, "no item where the sequence has one")
          .at(header.id)
          .at_offset(head.offset);
    require_depth(here, header);
    const bool is_closed = head.length != undefined_length;
    if (is_closed && head.length > end - head.value_offset)
      throw error(errc::truncated, "an item reaches beyond the end of its sequence")
          .at(header.id)
          .at_offset(head.offset);
    run.count(head);
    item_treatment how;
    if constexpr (!std::is_same_v<Judge, judges_nothing>)
      if (const std::uint64_t next = judge(head, end, how)) {
        at = run.cut(at, next);
        continue;
      }
    if constexpr (!std::is_same_v<Goes, never_goes>) run.emit(at);
    const std::uint64_t item_in_output = run.target_of(head.value_offset);
    enclosing_items scope(enclosing_items::inside{here.scope, header.id});
    if constexpr (!std::is_same_v<Judge, judges_nothing>) scope.treat(how);
    open_item item(scope, form, is_closed ? head.value_offset + head.length : end, !is_closed,
                   which);
    at = walk_item(item, head.value_offset);
    if (is_closed) {
      const std::uint64_t length = run.target_of(at) - item_in_output;
      if (length != head.length) run.renew_length(item_in_output - 4, length, form, header.id);
    } else {
      pass_delimiter(run, here, at);  // which the walk has looked at
      at += 8;
    }
    if (goes()) {
      run.emit(at);
      run.out().rewind(item_in_output - (head.value_offset - head.offset));
    }
  }
  if (is_defined) {
    if (!added.empty()) run.replace(at, at, added);
    const std::uint64_t length = run.target_of(at) - begin_in_output;
    if (length != header.length)
      run.renew_length(begin_in_output - 4, length, here.form, header.id);
  }
  return at;
}

}  // namespace dicom_anonymizer::detail
