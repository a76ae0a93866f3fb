// SPDX-License-Identifier: BSD-3-Clause
// The items of a sequence among bytes of which it is decided, before they are entered, what becomes
// of them.
#pragma once

#include <cstdint>

#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/changes.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/item_judge.hpp>
#include <dicom_anonymizer/walk/item_sequence.hpp>
#include <dicom_anonymizer/walk/look_ahead.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/witness.hpp>

namespace dicom_anonymizer::detail {

// What options promise to keep in the items of an element.
inline promises promises_at(byte_pass& pass, const open_item& here, const element_header& header) {
  promise_handler handler(pass.rules);
  source again(pass.run.in().store());
  try {
    parser<promise_handler>(again, pass.run.bounds(), handler)
        .parse_element(header, here.end, here.form, here.scope.depth());
  } catch (const error&) {  // the walk will find it again
  }
  return handler.found();
}

// A judge of walk_items.
class judged_items {
 public:
  judged_items(const item_decider& by, byte_pass& pass, open_item& here,
               const element_header& sequence, const encoding& form)
      : judge_(by, here.scope), pass_(pass), here_(here), sequence_(sequence), form_(form) {
    if (judge_.asks_for_places() && refers_to_places()) judge_.keep_places();
  }

  // Returns where the next item begins if this one goes, else 0.
  std::uint64_t operator()(const element_header& head, std::uint64_t end,
                           item_treatment& how) const {
    const bool is_closed = head.length != undefined_length;
    const std::uint64_t begin = head.value_offset;
    const std::uint64_t most = is_closed ? begin + head.length : end;
    const gdcm::DataSet first =
        look_ahead(pass_.run).elements_of_item(item_head::tags, begin, most, form_, depth());
    std::uint64_t next = 0;
    const auto end_of_item = [&] {
      if (next == 0) next = end_of(begin, most, is_closed);
      return next;
    };
    how = judge_.meet(head_of(first, pass_.run.bounds()),
                      [&] { return is_last(end_of_item(), end); });
    if (!how.goes) return 0;
    end_of_item();
    pass_.rules.counts().count("delete");
    const facts_for_rules* const facts = here_.scope.facts();
    if (facts != nullptr && pass_.rules.makes_promises())
      facts->found.broken |= broken_in(head, begin, most, is_closed);
    if (here_.scope.changes() != nullptr) [[unlikely]]
      tell_lost_item(here_.scope, sequence_.id);
    return end_of_item();
  }

 private:
  // Of the elements of the items.
  [[nodiscard]] unsigned depth() const noexcept { return here_.scope.depth() + 1; }

  // What is in an item that goes must be sound all the same.
  std::uint64_t end_of(std::uint64_t begin, std::uint64_t most, bool is_closed) const {
    checking_handler checks(pass_.run.left());
    checks.enter();
    parser<checking_handler> checking(pass_.run.in(), pass_.run.bounds(), checks);
    if (pass_.run.is_trusting()) checking.trust_lengths();
    const std::uint64_t end = checking.parse_item(begin, most, !is_closed, form_, depth());
    return is_closed ? end : end + 8;
  }

  bool is_last(std::uint64_t next, std::uint64_t end) const {
    if (sequence_.length != undefined_length && next >= end) return true;
    return pass_.run.heads().read_header(next, end, form_).id != item_tag;
  }

  std::uint16_t broken_in(const element_header& head, std::uint64_t begin, std::uint64_t most,
                          bool is_closed) const {
    promise_handler handler(promise_handler::of_item{pass_.rules});
    handler.begin_sequence(sequence_);
    handler.begin_item(head);
    parser<promise_handler>(pass_.run.in(), pass_.run.bounds(), handler)
        .parse_item(begin, most, !is_closed, form_, depth());
    return handler.found().broken(false);
  }

  bool refers_to_places() const {
    place_finder finder;
    try {
      parser<place_finder>(pass_.run.in(), pass_.run.bounds(), finder)
          .parse_element(sequence_, here_.end, here_.form, here_.scope.depth());
    } catch (const error&) {  // the walk will find it again
    }
    return finder.found();
  }

  mutable item_judge judge_;
  byte_pass& pass_;
  open_item& here_;
  const element_header& sequence_;
  const encoding& form_;
};

// As walk_items, where an action may have named who decides of each item.
template <class WalkItem>
std::uint64_t walk_decided(byte_pass& pass, open_item& here, const element_header& header,
                           const encoding& form, reach which, const item_decider& by,
                           const WalkItem& walk_item) {
  if (!by) return walk_items(pass.run, here, header, form, which, walk_item);
  const judged_items judge(by, pass, here, header, form);
  return walk_items(pass.run, here, header, form, which, walk_item, {}, never_goes{}, judge);
}

}  // namespace dicom_anonymizer::detail
