// SPDX-License-Identifier: BSD-3-Clause
// What the standard says of an attribute: its keyword and its Value Representation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <dicom_anonymizer/tags/dictionary_table.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <iterator>
#include <string_view>

namespace dicom_anonymizer {
namespace detail {

constexpr bool attributes_are_sorted() noexcept {
  for (std::size_t i = 1; i < std::size(dictionary); ++i)
    if (i != exact_attribute_count && dictionary[i - 1].id.value() >= dictionary[i].id.value())
      return false;
  return true;
}

constexpr bool masks_are_in_place() noexcept {
  for (std::size_t i = 0; i < std::size(dictionary); ++i)
    if ((dictionary[i].mask.value() == 0xFFFFFFFF) != (i < exact_attribute_count)) return false;
  return true;
}

// In parts, as clang counts the steps of each constant expression and stops at a million.
constexpr bool keywords_are_sorted(std::size_t part, std::size_t parts) noexcept {
  const std::size_t count = std::size(dictionary_by_keyword);
  for (std::size_t i = count * part / parts + 1; i < count && i <= count * (part + 1) / parts; ++i)
    if (!(dictionary[dictionary_by_keyword[i - 1]].keyword <
          dictionary[dictionary_by_keyword[i]].keyword))
      return false;
  return true;
}

// The tags alone, which fit into the caches: a search through the entries misses them.
inline constexpr auto attribute_tags = [] {
  std::array<std::uint32_t, exact_attribute_count> tags{};
  for (std::size_t i = 0; i < tags.size(); ++i) tags[i] = dictionary[i].id.value();
  return tags;
}();

static_assert(attributes_are_sorted());
static_assert(masks_are_in_place());
static_assert(!dictionary[dictionary_by_keyword[0]].keyword.empty());
static_assert(keywords_are_sorted(0, 4));
static_assert(keywords_are_sorted(1, 4));
static_assert(keywords_are_sorted(2, 4));
static_assert(keywords_are_sorted(3, 4));

// Where an attribute stands in the dictionary; behind its end if there is none of that keyword.  A
// number, as g++ 12 with -fsanitize=undefined cannot compare addresses in constant expressions.
constexpr std::size_t place_of_keyword(std::string_view keyword) noexcept {
  std::size_t low = 0;
  std::size_t high = std::size(dictionary_by_keyword);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::string_view found = dictionary[dictionary_by_keyword[middle]].keyword;
    if (found == keyword) return dictionary_by_keyword[middle];
    if (found < keyword)
      low = middle + 1;
    else
      high = middle;
  }
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
    if ((id.value() & group.mask.value()) == group.id.value()) return &group;
  }
  return nullptr;
}

/// The attribute of a keyword of PS3.6, such as "PatientName"; nullptr where there is none.  Case
/// matters.
[[nodiscard]] constexpr const dictionary_entry* find_keyword(std::string_view keyword) noexcept {
  const std::size_t place = detail::place_of_keyword(keyword);
  return place < std::size(detail::dictionary) ? &detail::dictionary[place] : nullptr;
}

}  // namespace dicom_anonymizer
