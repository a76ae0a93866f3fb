// SPDX-License-Identifier: BSD-3-Clause
// Metadata in the compressed frames of a data set in memory, where no rule decides over the pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfFragments.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/cleaned_fragments.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/fragments_in_memory.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// Counts what was found, and whether it stays.  Returns whether the value is to be replaced.
inline bool is_cleaned(const cleaned_fragments& seen, rule_cache& rules,
                       const facts_for_rules* facts) {
  // What a rule keeps stays as it is, but nobody may say that nothing identifies.
  const action_ref act = rules.find(pixel_data_tag).act;
  const bool is_kept = act && !act.is<paint_pixels>();
  const std::size_t left = seen.unclean() + (is_kept ? seen.cleaned() : 0);
  rules.counts().unclean_frames += left;
  if (left != 0 && facts != nullptr) facts->found.identity = true;
  if (is_kept || seen.cleaned() == 0) return false;
  rules.counts().cleaned_frames += seen.cleaned();
  return true;
}

inline frame_syntax frames_of(const facts_for_rules* facts) noexcept {
  return facts == nullptr ? frame_syntax::not_known : facts->frames;
}

// Takes out of an element that its rule left what is in its frames.  Returns whether it changed.
inline bool clean_frames(gdcm::DataElement& raw, gdcm::DataSet& around, rule_cache& rules,
                         const facts_for_rules* facts) {
  if (tag(raw.GetTag()) != pixel_data_tag || raw.IsEmpty() ||
      rules.rules().assessment().base == nullptr)
    return false;
  const deferred_value* const deferred = deferred_of(raw);
  const auto* const in_memory =
      deferred == nullptr ? dynamic_cast<const gdcm::SequenceOfFragments*>(value_in(raw)) : nullptr;
  if (in_memory == nullptr && (deferred == nullptr || !deferred->is_encapsulated())) return false;
  source in(deferred != nullptr ? deferred->store().shared_from_this() : store_of(*in_memory));
  const std::uint64_t begin = deferred != nullptr ? deferred->offset() : 0;
  const std::uint64_t size = deferred != nullptr ? deferred->size() : in.size();
  extended_offsets extended;
  gdcm::DataElement* const offsets = find_raw(around, extended_offset_table);
  gdcm::DataElement* const lengths = find_raw(around, extended_offset_table_lengths);
  if (offsets != nullptr) extended.offsets = bytes_of(*offsets);
  if (lengths != nullptr) extended.lengths = bytes_of(*lengths);
  const cleaned_fragments seen(in, begin, begin + size, frames_of(facts), std::move(extended));
  if (!is_cleaned(seen, rules, facts)) return false;
  if (deferred != nullptr)
    raw.SetValue(*new deferred_value(seen.result(), 0, seen.result()->size(), true));
  else
    raw.SetValue(*fragments_in(*seen.result(), *in_memory));
  const auto renew = [](gdcm::DataElement* table, const std::string& bytes) {
    if (table != nullptr && !bytes.empty())
      table->SetByteValue(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  };
  renew(offsets, seen.extended().offsets);
  renew(lengths, seen.extended().lengths);
  forget_total_length(around);
  return true;
}

}  // namespace dicom_anonymizer::detail
