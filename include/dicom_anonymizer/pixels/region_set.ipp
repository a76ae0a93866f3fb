// SPDX-License-Identifier: BSD-3-Clause
// What pixels/region_set.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

namespace detail {

// Columns [first, behind).
struct column_span {
  std::uint32_t first;
  std::uint32_t behind;
  friend bool operator==(const column_span&, const column_span&) = default;
};

// The same columns in order, without overlap, those that meet as one.
inline std::vector<column_span> united(std::vector<column_span> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
  std::vector<column_span> result;
  for (const column_span& one : spans) {
    if (!result.empty() && one.first <= result.back().behind)
      result.back().behind = std::max(result.back().behind, one.behind);
    else
      result.push_back(one);
  }
  return result;
}

// Puts the columns that none of the spans has with others.  The spans are united.
inline void add_columns_outside(const std::vector<column_span>& spans, std::uint32_t columns,
                                std::vector<column_span>& to) {
  std::uint32_t from = 0;
  for (const column_span& one : spans) {
    if (from < one.first) to.push_back({from, one.first});
    from = one.behind;
  }
  if (from < columns) to.push_back({from, columns});
}

inline void require_overlap(const rectangle& where, std::uint32_t columns, std::uint32_t rows) {
  if (where.clipped_to(columns, rows).is_empty())
    throw error(errc::bad_arguments, "a rectangle lies wholly outside of the image");
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::vector<rectangle> region_set::rectangles_in(std::uint32_t frame,
                                                                         std::uint32_t columns,
                                                                         std::uint32_t rows) const {
  std::vector<pixel_region> here;
  std::vector<std::uint32_t> edges = {0, rows};
  for (pixel_region one : *this) {
    if (!one.frames.contains(frame)) continue;
    detail::require_overlap(one.where, columns, rows);
    one.where = one.where.clipped_to(columns, rows);
    here.push_back(one);
    edges.push_back(one.where.top);
    edges.push_back(one.where.top + one.where.height);
  }
  std::vector<rectangle> result;
  if (here.empty()) return result;
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  const bool keeps = std::any_of(here.begin(), here.end(), [](const pixel_region& one) {
    return one.what == pixel_region::purpose::keep_only;
  });

  // Between two edges all rows lose the same columns.
  std::vector<detail::column_span> above;
  std::size_t above_at = 0;  // where the rectangles of the band above begin in the result
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    std::vector<detail::column_span> painted;
    std::vector<detail::column_span> kept;
    for (const pixel_region& one : here) {
      if (one.where.top > edges[i] || one.where.bottom() <= edges[i]) continue;
      const detail::column_span span{one.where.left, one.where.left + one.where.width};
      (one.what == pixel_region::purpose::paint ? painted : kept).push_back(span);
    }
    if (keeps) detail::add_columns_outside(detail::united(kept), columns, painted);
    painted = detail::united(painted);
    if (painted == above) {
      for (std::size_t j = above_at; j < result.size(); ++j)
        result[j].height += edges[i + 1] - edges[i];
      continue;
    }
    above_at = result.size();
    for (const detail::column_span& one : painted)
      result.push_back({one.first, edges[i], one.behind - one.first, edges[i + 1] - edges[i]});
    above = painted;
  }
  return result;
}

DICOM_ANONYMIZER_INLINE void region_set::require_fit(std::uint32_t columns, std::uint32_t rows,
                                                     std::uint32_t frames) const {
  for (const pixel_region& one : *this) {
    detail::require_overlap(one.where, columns, rows);
    if (one.frames.first > frames)
      throw error(errc::bad_arguments, "a range of frames begins behind the last frame");
  }
}

}  // namespace dicom_anonymizer
