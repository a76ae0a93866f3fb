// SPDX-License-Identifier: BSD-3-Clause
// The data sets and items around the element in hand, among bytes, and what is refused there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/decision.hpp>
#include <dicom_anonymizer/walk/private_blocks.hpp>

namespace dicom_anonymizer::detail {

// needs_dataset for elements that do not stand in the order of their tags: the pass has to be made
// over the bytes in order, part10/element_order.hpp.
struct out_of_order : needs_dataset {};
// Thrown where the walk found that the marks it wrote are not those of the data set: then it is
// done once more with those that are, as they stand before what decides them.
struct marks_changed {};

// A data set or item that an action took as a gdcm::DataSet.
struct taken_item {
  gdcm::DataSet dataset;
  std::uint64_t end = 0;  // in the input
  std::optional<dataset_scope> scope;
  std::optional<dataset_access> place;
  std::unique_ptr<output_file> file;  // what values that were not loaded may be in
};

class whole_dataset;

// One data set or item on the way from the top to the element in hand.
struct open_item {
  open_item(enclosing_items& s, const encoding& f, std::uint64_t e, bool d, reach w) noexcept
      : scope(s), form(f), end(e), is_delimited(d), which(w) {}

  // Whether these are the elements of the file meta information, not those of items in it.
  [[nodiscard]] bool is_meta() const noexcept { return top == nullptr && scope.depth() == 0; }
  // Whether an element delimits the item.
  [[nodiscard]] bool is_ended_by(const element_header& header) const noexcept {
    return is_delimited && header.id == item_delimitation &&
           parser<ignoring_handler>::is_empty_delimiter(header);
  }

  enclosing_items& scope;
  encoding form;
  std::uint64_t end;  // what it cannot reach beyond
  bool is_delimited;  // whether a delimiter tells its end
  reach which;
  std::uint64_t begin_in_output = 0;
  whole_dataset* top = nullptr;  // of the data set itself, null for all else
  private_blocks blocks;
  std::unique_ptr<taken_item> taken;
};

// An element that does not stand behind the one before it.
[[noreturn]] inline void refuse_order(const element_header& header, bool is_repeated) {
  // PS3.5 section 7.1: at most once.  Which of two names is the patient's cannot be known.
  if (is_repeated)
    throw error(errc::malformed, "an element that the data set has already")
        .at(header.id)
        .at_offset(header.offset);
  throw out_of_order{};
}

// A delimiter or item where an element should be.
[[noreturn]] inline void refuse_delimiter(const open_item& here, const element_header& header) {
  const bool is_end = here.is_delimited && header.id == item_delimitation;
  throw error(errc::malformed,
              is_end ? "a delimiter with a length" : "an item or delimiter outside a sequence")
      .at(header.id)
      .at_offset(header.offset);
}

// Before entering the items of an element.
inline void require_depth(const open_item& here, const element_header& header) {
  if (here.scope.depth() >= here.scope.bounds().depth)
    throw error(errc::too_deep, "sequences are nested too deep")
        .at(header.id)
        .at_offset(header.offset);
}

}  // namespace dicom_anonymizer::detail
