// SPDX-License-Identifier: BSD-3-Clause
// What pixels/ultrasound_regions.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/ultrasound_regions.hpp>

#include <algorithm>
#include <cstdint>
#include <span>

#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE ultrasound_claim claim_of(std::span<const ultrasound_region> all,
                                                  std::uint32_t columns, std::uint32_t rows) {
  using kind = ultrasound_claim::kind;
  const ultrasound_claim distrusted{kind::distrusted, {}};
  if (all.empty()) return {};
  if (columns == 0 || rows == 0) return distrusted;
  ultrasound_claim claim;
  for (const ultrasound_region& one : all) {
    // One that is left out may still show that all of them are in coordinates of another size.
    if (one.x1 > columns || one.y1 > rows) return distrusted;
    // Graphics, and what the standard does not define, may be what stands beside the scan.
    constexpr std::uint16_t last_of_scans = 4;  // Wave Form
    if (one.spatial_format == 0 || one.spatial_format > last_of_scans || one.data_type == 0)
      continue;
    const std::uint32_t last_column = std::min(one.x1, columns - 1);
    const std::uint32_t last_row = std::min(one.y1, rows - 1);
    if (last_column <= one.x0 || last_row <= one.y0) return distrusted;
    const region_set kept =
        region_set::keep_only({one.x0, one.y0, last_column - one.x0 + 1, last_row - one.y0 + 1});
    if (claim.regions.size() == region_set::most) return distrusted;
    claim.regions |= kept;
  }
  if (claim.regions.empty()) return {};
  std::uint64_t painted = 0;
  for (const rectangle& one : claim.regions.rectangles_in(1, columns, rows))
    painted += std::uint64_t{one.width} * one.height;
  // At most 2 %: such regions are the display with all that stands on it.
  if (painted <= std::uint64_t{columns} * rows / 50) return {};
  claim.what = kind::keep_these;
  return claim;
}

}  // namespace dicom_anonymizer
