// SPDX-License-Identifier: BSD-3-Clause
// Values that say what an item is and how the others in it are to be read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// An attribute and the terms that the standard defines for it, separated by backslashes.
struct term_list {
  tag id;
  std::string_view terms;
};

// Of content items, PS3.3 section C.17.3, and of graphic annotations, section C.10.5.  Sorted.
inline constexpr term_list structural_terms[] = {
    {{0x0040, 0xA010},
     "CONTAINS\\HAS ACQ CONTEXT\\HAS CONCEPT MOD\\HAS OBS CONTEXT\\HAS PROPERTIES\\INFERRED FROM\\"
     "SELECTED FROM"},
    {{0x0040, 0xA040},
     "CODE\\COMPOSITE\\CONTAINER\\DATE\\DATETIME\\IMAGE\\NUM\\PNAME\\SCOORD\\SCOORD3D\\TABLE\\"
     "TCOORD\\TEXT\\TIME\\UIDREF\\WAVEFORM"},
    {{0x0040, 0xA050}, "CONTINUOUS\\SEPARATE"},
    {{0x0040, 0xA130}, "BEGIN\\END\\MULTIPOINT\\MULTISEGMENT\\POINT\\SEGMENT"},
    {{0x0048, 0x0301}, "FRAME\\VOLUME"},
    {{0x0070, 0x0003}, "DISPLAY\\MATRIX\\PIXEL"},
    {{0x0070, 0x0004}, "DISPLAY\\MATRIX\\PIXEL"},
    {{0x0070, 0x0005}, "DISPLAY\\MATRIX\\PIXEL"},
    {{0x0070, 0x0012}, "CENTER\\LEFT\\RIGHT"},
    {{0x0070, 0x0015}, "N\\Y"},
    {{0x0070, 0x0020}, {"\2\0", 2}},  // a number, little endian
    {{0x0070, 0x0023},
     "CIRCLE\\ELLIPSE\\ELLIPSOID\\INTERPOLATED\\MULTIPOINT\\POINT\\POLYGON\\POLYLINE"},
    {{0x0070, 0x0024}, "N\\Y"},
};

// Whether an attribute has such terms.
constexpr bool has_structural_terms(tag id) noexcept {
  if (id.group != 0x0040 && id.group != 0x0048 && id.group != 0x0070) return false;
  return std::any_of(std::begin(structural_terms), std::end(structural_terms),
                     [&](const term_list& one) { return one.id == id; });
}

// Whether the bytes of an attribute that has such terms, padding included, are one of them: a
// value that identifies nobody, and without which nobody can tell what the item is.
constexpr bool is_structural_term(tag id, std::string_view bytes) noexcept {
  while (!bytes.empty() && bytes.back() == ' ') bytes.remove_suffix(1);
  if (bytes.empty() || bytes.find('\\') != std::string_view::npos) return false;
  for (const term_list& one : structural_terms) {
    if (one.id != id) continue;
    for (std::string_view rest = one.terms;;) {
      const std::size_t end = rest.find('\\');
      if (rest.substr(0, end) == bytes) return true;
      if (end == std::string_view::npos) return false;
      rest.remove_prefix(end + 1);
    }
  }
  return false;
}

}  // namespace dicom_anonymizer::detail
