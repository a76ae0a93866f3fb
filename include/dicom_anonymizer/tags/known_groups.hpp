// SPDX-License-Identifier: BSD-3-Clause
// In which groups there are attributes, so that bytes that are no tag need no search for one.
#pragma once

#include <bitset>
#include <cstddef>
#include <iterator>

#include <dicom_anonymizer/tags/dictionary_table.hpp>

namespace dicom_anonymizer::detail {

using group_set = std::bitset<0x10000>;

inline const group_set& known_groups() {
  static const group_set found = [] {
    group_set groups;
    for (std::size_t i = 0; i < exact_attribute_count; ++i) groups.set(attribute_tags[i] >> 16);
    for (std::size_t i = exact_attribute_count; i < std::size(dictionary); ++i) {
      const unsigned any = 0xFFFFU & ~unsigned{dictionary[i].mask().group};  // bits that may be set
      for (unsigned bits = any;; bits = (bits - 1) & any) {
        groups.set(dictionary[i].id.group | bits);
        if (bits == 0) break;
      }
    }
    return groups;
  }();
  return found;
}

}  // namespace dicom_anonymizer::detail
