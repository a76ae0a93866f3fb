// SPDX-License-Identifier: BSD-3-Clause
// Data sets and items that are read from the bytes into memory, and written from there.
#pragma once

#include <cstdint>
#include <string>

#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmSmartPointer.h>
#include <gdcmValue.h>

#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>

namespace dicom_anonymizer::detail {

// A span of elements: up to an end or, if it has one, to a delimiter before it.
struct span_of_elements {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool is_delimited = false;
  bool is_output = false;  // not as they were read: an action may have written them
};

// Reads elements as those of an item of the run are read; returns where they end.
inline std::uint64_t read_into(gdcm::DataSet& dataset, source& in, const span_of_elements& where,
                               const open_item& like, const byte_run& run) {
  const limits& bounds = run.bounds();
  dataset_builder builder(dataset, in, bounds, like.top == nullptr);
  if (like.is_meta()) {  // in which nothing is taken for items before its turn comes
    ignoring_handler nobody;
    parser<ignoring_handler> reading(in, bounds, nobody);
    std::uint64_t at = where.begin;
    while (at < where.end) {
      const element_header header = reading.read_header(at, where.end, like.form);
      builder.value(header);
      at = header.value_offset + header.length;
    }
    return at;
  }
  parser<dataset_builder> reading(in, bounds, builder);
  if (run.is_trusting() || where.is_output) reading.trust_lengths();
  return reading.parse_item(where.begin, where.end, where.is_delimited, like.form,
                            like.scope.depth());
}

// Gives an element the items of one that an action wrote.
inline void put_items_into(gdcm::DataElement& raw, source& written, const open_item& like,
                           const byte_run& run) {
  gdcm::DataSet alone;
  read_into(alone, written, {0, written.size(), false, true}, like, run);
  const gdcm::DataElement& made = *alone.GetDES().begin();
  if (items_of(made) == nullptr && !starts_with_item(bytes_of(made))) {  // none is left
    gdcm::SmartPointer<noted_items> none = new noted_items;
    none->is_delimited = !made.IsEmpty();
    none->SetLength(0);
    return raw.SetValue(*none);
  }
  raw.SetValue(const_cast<gdcm::Value&>(made.GetValue()));
}

// Reads what has not been walked yet of an item, from an offset on; returns where it ends.
inline std::uint64_t read_rest(gdcm::DataSet& rest, source& in, std::uint64_t at,
                               const open_item& here, const byte_run& run) {
  if (here.top == nullptr) return read_into(rest, in, {at, here.end, here.is_delimited}, here, run);
  dataset_builder builder(rest, in, run.bounds());
  parser<dataset_builder>(in, run.bounds(), builder).parse_dataset(at, here.form);
  return in.size();
}

// Writes all elements; values that were not loaded are copied.
inline void put_dataset(byte_output& out, const gdcm::DataSet& dataset, const encoding& form) {
  std::string bytes;
  dataset_encoder encoder(bytes);
  for (const gdcm::DataElement& one : dataset.GetDES()) {
    const deferred_value* const deferred = deferred_of(one);
    if (deferred != nullptr) {
      encoder.head_of(one, *deferred, form);
    } else {
      encoder.element(one, form);
    }
    out.append(bytes);
    bytes.clear();
    if (deferred != nullptr) out.copy(deferred->store(), deferred->offset(), deferred->size());
    out.relieve();
  }
}

// One item for a visitor that takes data sets; returns where its elements end.
inline std::uint64_t visit_item(byte_run& run, open_item& item, std::uint64_t at,
                                visitor_ref<gdcm::DataSet&> visit) {
  run.emit(at);
  gdcm::DataSet dataset;
  source again(run.in().store());
  const std::uint64_t end = read_into(dataset, again, {at, item.end, item.is_delimited}, item, run);
  run.skip_to(end);
  visit(dataset);
  put_dataset(run.out(), dataset, item.form);
  return end;
}

// The same for one that only looks: the item stays as it is.
inline std::uint64_t look_at_item(byte_run& run, const open_item& item, std::uint64_t at,
                                  visitor_ref<judged_item&> visit, judged_item& latest) {
  gdcm::DataSet dataset;
  source again(run.in().store());
  const std::uint64_t end = read_into(dataset, again, {at, item.end, item.is_delimited}, item, run);
  latest = {&dataset, true};
  visit(latest);
  return end;
}

}  // namespace dicom_anonymizer::detail
