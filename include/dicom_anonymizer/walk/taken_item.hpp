// SPDX-License-Identifier: BSD-3-Clause
// The data set or item in hand, taken from the bytes into memory while it is walked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/enclosing_items.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/item_in_memory.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/whole_dataset.hpp>

namespace dicom_anonymizer::detail {

// Reads what has not been walked yet, from an element on; returns where it ends.  Throws
// needs_dataset where it cannot be taken.
inline std::uint64_t begin_taking(gdcm::DataSet& rest, const element_header& from,
                                  const open_item& here, const byte_run& run) {
  source again(run.in().store());
  std::uint64_t end = 0;
  try {
    end = read_rest(rest, again, from.offset, here, run);
  } catch (const error&) {
    throw needs_dataset{};  // which tells of it without the action that came across it
  }
  if (tag(rest.GetDES().begin()->GetTag()) != from.id) throw needs_dataset{};
  if (here.top != nullptr) here.top->prepare_taking(rest);
  return end;
}

// Takes back what has been written, up to that element, and adds the rest.
inline void finish_taking(gdcm::DataSet& rest, std::uint64_t end, const element_header& from,
                          open_item& here, byte_run& run) {
  auto made = std::make_unique<taken_item>();
  made->end = end;
  run.skip_to(from.offset);
  // Those of a visit by an action have no creator in the output that is held.
  const auto& blocks = here.blocks.all();
  run.out().release(static_cast<std::size_t>(
      std::count_if(blocks.begin(), blocks.end(),
                    [](const private_block& one) { return one.begin != one.end; })));
  byte_output::taken before = run.out().take_back(here.begin_in_output);
  try {
    const std::uint64_t end_of_it = before.bytes.size();
    read_into(made->dataset, before.bytes, {before.offset, end_of_it, false, true}, here, run);
  } catch (const error&) {
    throw needs_dataset{};  // what an action made can be written, but not be read
  }
  // Marks come when every rule has been applied.
  if (here.top != nullptr)
    for (const tag id : here.top->marks().added())
      made->dataset.GetDES().erase(gdcm::DataElement(id));
  made->file = std::move(before.file);
  made->dataset.GetDES().merge(rest.GetDES());
  made->scope.emplace(made->dataset, enclosing_items::same{here.scope},
                      from.id < specific_character_set);
  if (gdcm::DataElement* raw = find_raw(made->dataset, from.id)) reveal_items(*raw, run.bounds());
  made->place.emplace(*made->scope, from.id);
  here.taken = std::move(made);
}

// Writes it; returns where the next element begins.
inline std::uint64_t put_taken(byte_run& run, open_item& here) {
  taken_item& taken = *here.taken;
  if (here.top != nullptr) here.top->finish_taken(taken.dataset);
  put_dataset(run.out(), taken.dataset, here.form);
  run.skip_to(taken.end);
  return taken.end;
}

}  // namespace dicom_anonymizer::detail
