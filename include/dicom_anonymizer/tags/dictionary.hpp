// SPDX-License-Identifier: BSD-3-Clause
// What the standard says of an attribute: its keyword and its Value Representation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <dicom_anonymizer/tags/dictionary_table.hpp>
#include <dicom_anonymizer/tags/place_in_order.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <iterator>
#include <string_view>

namespace dicom_anonymizer {
namespace detail {

// Where an attribute stands in the dictionary; behind its end if there is none of that keyword.
// Keywords that GDCM spells otherwise count as well.
constexpr std::size_t place_of_keyword(std::string_view keyword) noexcept {
  const auto keyword_at = [](std::size_t at) {
    return dictionary[dictionary_by_keyword[at]].keyword();
  };
  const std::size_t place = place_in_order(
      std::size(dictionary_by_keyword), [&](std::size_t at) { return keyword_at(at) < keyword; });
  if (place < std::size(dictionary_by_keyword) && keyword_at(place) == keyword)
    return dictionary_by_keyword[place];
  for (const keyword_alias& one : keyword_aliases)
    if (one.keyword == keyword) return one.place;
  return std::size(dictionary);
}

}  // namespace detail

/// What the dictionary says of a tag; nullptr where it says nothing, as of every private element
/// and of Group Lengths but those of the command and the file meta information.
[[nodiscard]] constexpr const dictionary_entry* find_attribute(tag id) noexcept {
  if (id.is_private()) return nullptr;
  // Halves without a branch that could be foretold wrongly.
  const std::uint32_t wanted = id.value();
  std::size_t low = 0;
  for (std::size_t left = detail::exact_attribute_count; left > 1;) {
    const std::size_t half = left / 2;
    low += detail::attribute_tags[low + half] <= wanted ? half : 0;
    left -= half;
  }
  if (detail::attribute_tags[low] == wanted) return &detail::dictionary[low];
  if (id.is_group_length()) return nullptr;
  for (std::size_t i = detail::exact_attribute_count; i < std::size(detail::dictionary); ++i) {
    const dictionary_entry& group = detail::dictionary[i];
    if ((id.value() & group.mask().value()) == group.id.value()) return &group;
  }
  return nullptr;
}

/// The attribute of a keyword of PS3.6, such as "PatientName", or of one as GDCM spells it; nullptr
/// where there is none.  Case matters.
[[nodiscard]] constexpr const dictionary_entry* find_keyword(std::string_view keyword) noexcept {
  const std::size_t place = detail::place_of_keyword(keyword);
  return place < std::size(detail::dictionary) ? &detail::dictionary[place] : nullptr;
}

}  // namespace dicom_anonymizer
