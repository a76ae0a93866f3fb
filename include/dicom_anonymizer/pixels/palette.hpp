// SPDX-License-Identifier: BSD-3-Clause
// The palettes of a PALETTE COLOR image, and which index of them is the darkest.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer {

/// One of the three palettes as a data set has it, PS3.3 section C.7.6.3.1.5.  The bytes are
/// somebody else's.
struct palette_attributes {
  /// Palette Color Lookup Table Descriptor (0028,1101) to (0028,1103): number of entries, first
  /// value mapped and bits of an entry, each as its two bytes are; of no matter whether US or SS.
  std::array<std::uint16_t, 3> descriptor{};
  /// Palette Color Lookup Table Data (0028,1201) to (0028,1203) or, with segments, the Segmented
  /// ones (0028,1221) to (0028,1223).
  std::span<const unsigned char> data;
  /// Whether the data are segments, PS3.3 section C.7.9.2.
  bool is_segmented = false;
};

/// The three palettes: red, green and blue.
struct palette_set {
  std::array<palette_attributes, 3> colours;
  /// Whether the words of the data are big endian.
  bool big_endian = false;
};

/// The entries of a palette, at most 65,536.  Throws error(errc::malformed) or
/// error(errc::truncated) if the descriptor is none, the data are shorter or longer than it says,
/// or segments are none or make more or fewer entries than it says.
[[nodiscard]] std::vector<std::uint16_t> palette_entries(const palette_attributes& one,
                                                         bool big_endian);

/// The pixel value that shows the darkest colour, weighed as the eye does (ITU-R BT.601); 0 if none
/// is darker than its colour, else the lowest.  Values below the first that is mapped show the
/// first entry, and those behind the last one the last.  Throws as palette_entries does, and
/// error(errc::malformed) if the palettes do not begin at the same value, have not the same number
/// of entries, or the pixels of the layout cannot have the value of any entry.
[[nodiscard]] std::int64_t darkest_index(const palette_set& palettes, const image_layout& layout);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/palette.ipp>
#endif
