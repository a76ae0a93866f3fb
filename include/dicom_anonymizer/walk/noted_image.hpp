// SPDX-License-Identifier: BSD-3-Clause
// What is noted of an image before any rule, for rules that paint its pixels over.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/image_to_paint.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// Which of the elements that hold pixels the rules paint over; whether any.
inline bool find_painted(rule_cache& rules, std::array<bool, 3>& are_painted) {
  for (std::size_t i = 0; i < tags_of_pixels.size(); ++i)
    are_painted[i] = rules.find(tags_of_pixels[i]).act.is<paint_pixels>();
  return std::find(are_painted.begin(), are_painted.end(), true) != are_painted.end();
}

// Of a data set in memory.
inline void note_image(facts_for_rules& facts, const gdcm::DataSet& dataset, rule_cache& rules) {
  std::array<bool, 3> are_painted{};
  if (!find_painted(rules, are_painted)) return;
  const auto& all = dataset.GetDES();
  for (const tag id : tags_of_images)
    if (const auto found = all.find(gdcm::DataElement(id)); found != all.end())
      facts.described.GetDES().insert(*found);
  for (std::size_t i = 0; i < are_painted.size(); ++i)
    if (const auto found = all.find(gdcm::DataElement(tags_of_pixels[i]));
        are_painted[i] && found != all.end() && value_in(*found) != nullptr)
      facts.paints_pixels = true;
}

}  // namespace dicom_anonymizer::detail
