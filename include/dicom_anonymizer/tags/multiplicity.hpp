// SPDX-License-Identifier: BSD-3-Clause
// How many values the standard allows an attribute to have.
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>

#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/multiplicity_table.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// The Value Multiplicity of an attribute, PS3.6; nothing where the dictionary does not know it, as
/// of every private element.
[[nodiscard]] constexpr std::optional<multiplicity> multiplicity_of(tag id) noexcept {
  const dictionary_entry* const known = find_attribute(id);
  const tag listed = known == nullptr ? id : known->id;
  const tables::multiplicity_row* const end = std::end(tables::multiplicities);
  const tables::multiplicity_row* const found =
      std::partition_point(std::begin(tables::multiplicities), end,
                           [&](const tables::multiplicity_row& row) { return row.id < listed; });
  if (found != end && found->id == listed) return found->values;
  return known == nullptr ? std::nullopt : std::optional(multiplicity{});
}

}  // namespace dicom_anonymizer
