// SPDX-License-Identifier: BSD-3-Clause
// Metadata in compressed frames among bytes, where no rule decides over the pixels.
#pragma once

#include <cstdint>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/pixels/cleaned_fragments.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/frames_in_dataset.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/whole_dataset.hpp>

namespace dicom_anonymizer::detail {

// Keeps an element as it is, but for what is in its frames; returns where the next one begins.
// Throws needs_dataset where what stands before the frames changes with them.
inline std::uint64_t keep_cleaned(byte_pass& pass, const open_item& here,
                                  const element_header& header, const element_content& content) {
  byte_run& run = pass.run;
  run.keep_head(header);
  if (content.what != element_content::kind::fragments ||
      pass.rules.rules().assessment().base == nullptr)
    return content.end;
  const facts_for_rules* const facts = here.scope.facts();
  const cleaned_fragments seen(run.in(), header.value_offset, content.end, frames_of(facts));
  if (!is_cleaned(seen, pass.rules, facts)) return content.end;
  if (here.top == nullptr || here.top->tells_of_frames()) throw needs_dataset{};
  run.emit(header.value_offset);
  run.out().copy(*seen.result(), 0, seen.result()->size());
  run.skip_to(content.end);
  return content.end;
}

}  // namespace dicom_anonymizer::detail
