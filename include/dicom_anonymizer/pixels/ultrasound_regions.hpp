// SPDX-License-Identifier: BSD-3-Clause
// Where an ultrasound image says that its scans are.
#pragma once

#include <cstdint>
#include <span>

#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer {

/// An item of Sequence of Ultrasound Regions (0018,6011), PS3.3 section C.8.5.5.  The pixels of the
/// corners belong to it: of an image of 640 columns and 480 rows the upper left one is 0,0 and the
/// lower right one 639,479 (section C.8.5.5.1.14).
struct ultrasound_region {
  std::uint32_t x0 = 0;              ///< Region Location Min X0 (0018,6018)
  std::uint32_t y0 = 0;              ///< Region Location Min Y0 (0018,601A)
  std::uint32_t x1 = 0;              ///< Region Location Max X1 (0018,601C)
  std::uint32_t y1 = 0;              ///< Region Location Max Y1 (0018,601E)
  std::uint16_t spatial_format = 0;  ///< Region Spatial Format (0018,6012)
  std::uint16_t data_type = 0;       ///< Region Data Type (0018,6014)
};

/// What the regions of an ultrasound image say of where text may stand.
struct ultrasound_claim {
  enum class kind : std::uint8_t {
    keep_these,    ///< what is outside of them is no scan and may be painted over
    says_nothing,  ///< there are none, or they leave no more than 2 % of the frame
    distrusted,    ///< one of them cannot be: all of them may be those of another image
  };

  kind what = kind::says_nothing;
  /// The regions to keep; empty unless they are to be kept.
  region_set regions;
};

/// Judges the regions of an image of so many columns and rows.  Those whose Region Spatial Format
/// or Region Data Type is 0, "none or not applicable", or whose format is 5, "Graphics", or one
/// that section C.8.5.5.1.1 does not define, are left out, as they may be the whole display.  All
/// are distrusted if one of them ends more than one pixel behind the image, ends where it begins or
/// before (unless it is left out), or if they are more than 64.  One that ends just behind the
/// image was counted from 1, and ends at its edge.
[[nodiscard]] ultrasound_claim claim_of(std::span<const ultrasound_region> all,
                                        std::uint32_t columns, std::uint32_t rows);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/ultrasound_regions.ipp>
#endif
