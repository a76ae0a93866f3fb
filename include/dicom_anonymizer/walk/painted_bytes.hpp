// SPDX-License-Identifier: BSD-3-Clause
// Pixels among the bytes of a data set on their way out are painted over.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/cleaned_fragments.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/painted_store.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/frames_in_dataset.hpp>
#include <dicom_anonymizer/walk/image_to_paint.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/painted_frames.hpp>
#include <dicom_anonymizer/walk/painted_values.hpp>
#include <dicom_anonymizer/walk/whole_dataset.hpp>

namespace dicom_anonymizer::detail {

// Writes an element of the top level, which holds pixels, with regions painted over; what is in
// compressed frames besides their pictures goes before that.  Precondition: what stands before it
// has been written.  Throws needs_dataset where that changes with it.
inline void put_painted(byte_pass& pass, const open_item& here, const element_header& header,
                        const element_content& content, const region_set& regions) {
  byte_run& run = pass.run;
  const facts_for_rules* const facts = here.scope.facts();
  const bool is_encapsulated = content.what == element_content::kind::fragments;
  if (facts == nullptr || !facts->paints_pixels || (is_encapsulated && here.top->tells_of_frames()))
    throw needs_dataset{};
  const image_teller teller(facts->described);
  run.keep_head(header);
  run.emit(header.value_offset);
  if (is_encapsulated) {
    const image_layout layout =
        teller.layout_of(header.id, header.written, pixel_storage::encapsulated);
    source in(run.in().store());
    byte_span value{header.value_offset, content.end - header.value_offset};
    if (pass.rules.rules().assessment().base != nullptr && header.id == pixel_data_tag) {
      const cleaned_fragments seen(in, value.offset, content.end, frames_of(facts));
      if (is_cleaned(seen, pass.rules, facts)) {
        in = source(seen.result());
        value = {0, in.size()};
      }
    }
    frame_painter painter(in, value.offset, value.size, layout, teller.black_of(layout), regions);
    painter.write(run.out());
    note_painted(facts, painter.painted());
  } else {
    const image_layout layout = teller.layout_of(
        header.id, header.written, storage_of(facts->cells, header.written, header.id));
    const auto painted =
        std::make_shared<const painted_store>(run.in().store(), header.value_offset, header.length,
                                              layout, teller.black_of(layout), regions);
    run.out().copy(*painted, 0, painted->size());
    note_painted(facts, painted->frames());
  }
  run.skip_to(content.end);
}

}  // namespace dicom_anonymizer::detail
