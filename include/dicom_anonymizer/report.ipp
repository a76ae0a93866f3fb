// SPDX-License-Identifier: BSD-3-Clause
// What report.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/report.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/text/removal.hpp>

namespace dicom_anonymizer {

namespace detail {

DICOM_ANONYMIZER_INLINE void take_note(std::vector<tag>& list, tag id) {
  constexpr std::size_t most = 64;
  const auto place = std::lower_bound(list.begin(), list.end(), id);
  if (place != list.end() && *place == id) return;
  if (list.size() == most) {
    if (place == list.end()) return;
    const auto at = place - list.begin();
    list.pop_back();
    list.insert(list.begin() + at, id);
  } else {
    list.insert(place, id);
  }
}

DICOM_ANONYMIZER_INLINE void take_note(std::map<tag, std::size_t>& list, tag id,
                                       std::size_t number) {
  constexpr std::size_t most = 64;
  list[id] += number;
  // What went once never comes back: there are always so many before it.
  if (list.size() > most) list.erase(std::prev(list.end()));
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE void report_numbers::add_unreadable_dates(std::size_t values,
                                                                  const std::vector<tag>& where) {
  unreadable_dates += values;
  for (const tag id : where) detail::take_note(unreadable_date_tags, id);
}

DICOM_ANONYMIZER_INLINE void text_numbers::add(tag id, std::size_t cleaned, std::size_t emptied,
                                               const text::removal_counts& removed) {
  cleaned_values += cleaned;
  emptied_values += emptied;
  removed_words += removed;
  if (removed.total() != 0) detail::take_note(removed_words_by_attribute, id, removed.total());
}

DICOM_ANONYMIZER_INLINE text_numbers& text_numbers::operator+=(const text_numbers& other) {
  cleaned_values += other.cleaned_values;
  emptied_values += other.emptied_values;
  removed_words += other.removed_words;
  for (const auto& [id, words] : other.removed_words_by_attribute)
    detail::take_note(removed_words_by_attribute, id, words);
  return *this;
}

DICOM_ANONYMIZER_INLINE report_numbers& report_numbers::operator+=(const report_numbers& other) {
  visited += other.visited;
  unknown_iods += other.unknown_iods;
  add_unreadable_dates(other.unreadable_dates, other.unreadable_date_tags);
  misdeclared += other.misdeclared;
  unclean_overlays += other.unclean_overlays;
  cleaned_pixels += other.cleaned_pixels;
  painted_images += other.painted_images;
  painted_frames += other.painted_frames;
  cleaned_frames += other.cleaned_frames;
  unclean_frames += other.unclean_frames;
  invalid_values += other.invalid_values;
  dated_uids += other.dated_uids;
  identifying_pixels += other.identifying_pixels;
  texts += other.texts;
  return *this;
}

DICOM_ANONYMIZER_INLINE report& report::operator+=(const report& other) {
  report_numbers::operator+=(other);
  for (const auto& [name, count] : other.applied) applied[name] += count;
  return *this;
}

}  // namespace dicom_anonymizer
