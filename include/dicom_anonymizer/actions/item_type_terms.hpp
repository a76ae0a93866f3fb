// SPDX-License-Identifier: BSD-3-Clause
// Values that say what an item is and how the others in it are to be read.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/tag_filter.hpp>

namespace dicom_anonymizer::detail {

// An attribute and the terms that the standard defines for it, separated by backslashes.
struct term_list {
  tag id;
  std::string_view terms;
};

// Of content items, PS3.3 section C.17.3, and of graphic annotations with their styles, section
// C.10.5, whatever else of presentation states and fiducials has such terms, and the MIME types of
// documents, section C.24.2.  Sorted.
inline constexpr term_list item_type_terms[] = {
    {{0x0040, 0xA010},
     "CONTAINS\\HAS ACQ CONTEXT\\HAS CONCEPT MOD\\HAS OBS CONTEXT\\HAS PROPERTIES\\INFERRED FROM\\"
     "SELECTED FROM"},
    {{0x0040, 0xA040},
     "CODE\\COMPOSITE\\CONTAINER\\DATE\\DATETIME\\IMAGE\\NUM\\PNAME\\SCOORD\\SCOORD3D\\TABLE\\"
     "TCOORD\\TEXT\\TIME\\UIDREF\\WAVEFORM"},
    {{0x0040, 0xA050}, "CONTINUOUS\\SEPARATE"},
    {{0x0040, 0xA130}, "BEGIN\\END\\MULTIPOINT\\MULTISEGMENT\\POINT\\SEGMENT"},
    {{0x0042, 0x0012}, "application/pdf\\model/mtl\\model/obj\\model/stl\\text/XML"},
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
    {{0x0070, 0x0041}, "N\\Y"},
    {{0x0070, 0x0100}, "MAGNIFY\\SCALE TO FIT\\TRUE SIZE"},
    // The fonts that every reader of PDF has, ISO 32000 section 9.6.2.2.
    {{0x0070, 0x0227},
     "Courier\\Courier-Bold\\Courier-BoldOblique\\Courier-Oblique\\Helvetica\\Helvetica-Bold\\"
     "Helvetica-BoldOblique\\Helvetica-Oblique\\Symbol\\Times-Bold\\Times-BoldItalic\\"
     "Times-Italic\\Times-Roman\\ZapfDingbats"},
    {{0x0070, 0x0228}, "ISO_32000"},
    {{0x0070, 0x0229}, "cursive\\fantasy\\monospace\\sans-serif\\serif"},
    {{0x0070, 0x0242}, "CENTER\\LEFT\\RIGHT"},
    {{0x0070, 0x0243}, "BOTTOM\\CENTER\\TOP"},
    {{0x0070, 0x0244}, "NORMAL\\OFF\\OUTLINED"},
    {{0x0070, 0x0248}, "N\\Y"},
    {{0x0070, 0x0249}, "N\\Y"},
    {{0x0070, 0x0250}, "N\\Y"},
    {{0x0070, 0x0254}, "DASHED\\SOLID"},
    {{0x0070, 0x0257}, "SOLID\\STIPPELED\\STIPPLED"},
    {{0x0070, 0x0274}, "BOTTOM\\CENTER\\TOP"},
    {{0x0070, 0x0278}, "N\\Y"},
    {{0x0070, 0x0279}, "BOTTOM\\TOP"},
    {{0x0070, 0x0282}, "DISPLAY\\MATRIX\\PIXEL"},
    {{0x0070, 0x0294},
     "ARROW\\AXIS\\CROSSHAIR\\CUTLINE\\ELLIPSE\\INFINITELINE\\MULTILINE\\RANGELINE\\RECTANGLE\\"
     "RULER"},
    {{0x0070, 0x0306}, "LINE\\L_SHAPE\\PLANE\\POINT\\RULER\\SHAPE\\SURFACE\\T_SHAPE"},
    {{0x0070, 0x030C}, "AFFINE\\RIGID\\RIGID_SCALE"},
    {{0x0070, 0x0405}, "SUPERIMPOSED\\UNDERLYING"},
    {{0x0070, 0x1204}, "NO\\YES"},
    {{0x0070, 0x120B}, "NO\\YES"},
    {{0x0070, 0x1907}, "NO\\YES"},
    {{0x3006, 0x0042}, "CLOSEDPLANAR_XOR\\CLOSED_PLANAR\\OPEN_NONPLANAR\\OPEN_PLANAR\\POINT"},
};

inline constexpr auto structural_filter = [] {
  tag_filter result;
  for (const term_list& one : item_type_terms) result.add(one.id);
  return result;
}();

// Where the terms of all lists stand in their texts, one list after the other: content items have
// two of them each, and terms need not be told apart again for every one.
struct term_places {
  struct place {
    std::uint8_t begin;
    std::uint8_t size;
  };
  static constexpr std::size_t count = [] {
    std::size_t result = 0;
    for (const term_list& one : item_type_terms)
      result += 1 + static_cast<std::size_t>(std::count(one.terms.begin(), one.terms.end(), '\\'));
    return result;
  }();
  std::array<place, count> all{};
  std::array<std::uint8_t, std::size(item_type_terms) + 1> first{};  // of each list
};

inline constexpr term_places places_of_terms = [] {
  static_assert(term_places::count <= 0xFF);
  term_places result;
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::size(item_type_terms); ++i) {
    const std::string_view terms = item_type_terms[i].terms;
    for (std::size_t begin = 0; begin <= terms.size();) {
      const std::size_t end = std::min(terms.find('\\', begin), terms.size());
      if (end > 0xFF) throw "a place is one byte";
      result.all[count++] = {static_cast<std::uint8_t>(begin),
                             static_cast<std::uint8_t>(end - begin)};
      begin = end + 1;
    }
    result.first[i + 1] = static_cast<std::uint8_t>(count);
  }
  return result;
}();

// The number of an attribute's list, or that of all lists.
constexpr std::size_t term_list_of(tag id) noexcept {
  constexpr std::size_t none = std::size(item_type_terms);
  if (!structural_filter.may_hold(id)) return none;
  std::size_t i = 0;  // those of content items come first
  while (i < none && item_type_terms[i].id != id) ++i;
  return i;
}

// Whether an attribute has such terms.
constexpr bool has_structural_terms(tag id) noexcept {
  return term_list_of(id) != std::size(item_type_terms);
}

// Whether the bytes of an attribute that has such terms, padding included, are one of them: a
// value that identifies nobody, and without which nobody can tell what the item is.
constexpr bool is_structural_term(tag id, std::string_view bytes) noexcept {
  while (!bytes.empty() && bytes.back() == ' ') bytes.remove_suffix(1);
  const std::size_t list = term_list_of(id);
  if (list == std::size(item_type_terms)) return false;
  const std::string_view terms = item_type_terms[list].terms;
  for (std::size_t i = places_of_terms.first[list]; i < places_of_terms.first[list + 1]; ++i) {
    const term_places::place& one = places_of_terms.all[i];
    if (one.size == bytes.size() && terms.substr(one.begin, one.size) == bytes) return true;
  }
  return false;
}

}  // namespace dicom_anonymizer::detail
