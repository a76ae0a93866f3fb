// SPDX-License-Identifier: BSD-3-Clause
// Which pixels of which frames are painted over.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// Frames of an image, from the first to the last of them inclusive, counted from 1 as the standard
/// counts them (Number of Frames (0028,0008), Referenced Frame Number).  All of them by default.
struct frame_range {
  std::uint32_t first = 1;
  std::uint32_t last = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] constexpr bool contains(std::uint32_t frame) const noexcept {
    return first <= frame && frame <= last;
  }
  friend constexpr bool operator==(const frame_range&, const frame_range&) = default;
};

/// One rectangle in some frames: its pixels are painted over, or those around it.
struct pixel_region {
  enum class purpose : std::uint8_t {
    paint,      ///< these pixels go
    keep_only,  ///< all pixels go but these, and those that another such region keeps
  };

  rectangle where;
  frame_range frames;
  purpose what = purpose::paint;

  friend constexpr bool operator==(const pixel_region&, const pixel_region&) = default;
};

/// At most 64 regions, which say together which pixels are painted over.  A frame loses the pixels
/// of all regions to paint that cover it and, if regions to keep cover it, all pixels outside of
/// these.  A pixel that one region paints and another one keeps is painted.
class region_set {
 public:
  /// Regions that fit; one more is an error, when compiled if the set is constexpr.
  static constexpr std::size_t most = 64;

  /// Nothing is painted.
  constexpr region_set() = default;

  /// Paints a rectangle in the given frames.  Throws error(errc::bad_arguments) if the rectangle
  /// has no pixel or the range no frame; in a constant expression it does not compile.
  [[nodiscard]] static constexpr region_set paint(const rectangle& where,
                                                  const frame_range& frames = {}) {
    return region_set({where, frames, pixel_region::purpose::paint});
  }

  /// Paints what is outside of a rectangle in the given frames.  Throws as paint does.
  [[nodiscard]] static constexpr region_set keep_only(const rectangle& where,
                                                      const frame_range& frames = {}) {
    return region_set({where, frames, pixel_region::purpose::keep_only});
  }

  /// The regions of both; a region that both have counts once.  Throws error(errc::bad_arguments)
  /// if they are more than fit; in a constant expression it does not compile.
  [[nodiscard]] friend constexpr region_set operator|(region_set one, const region_set& other) {
    for (const pixel_region& more : other)
      if (std::find(one.begin(), one.end(), more) == one.end()) one.add(more);
    return one;
  }
  constexpr region_set& operator|=(const region_set& other) { return *this = *this | other; }

  [[nodiscard]] constexpr const pixel_region* begin() const noexcept { return regions_.data(); }
  [[nodiscard]] constexpr const pixel_region* end() const noexcept {
    return regions_.data() + size_;
  }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

  /// Whether a region covers a frame, which is counted from 1.  Where none does, the frame stays as
  /// it is.
  [[nodiscard]] constexpr bool touches(std::uint32_t frame) const noexcept {
    return std::any_of(begin(), end(),
                       [&](const pixel_region& one) { return one.frames.contains(frame); });
  }

  /// The last of the frames from this one on, counted from 1, that the same regions cover.
  /// rectangles_in need not be asked again before the frame behind it.
  [[nodiscard]] constexpr std::uint32_t unchanged_until(std::uint32_t frame) const noexcept {
    std::uint32_t result = std::numeric_limits<std::uint32_t>::max();
    for (const pixel_region& one : *this) {
      if (one.frames.first > frame) result = std::min(result, one.frames.first - 1);
      if (one.frames.last >= frame) result = std::min(result, one.frames.last);
    }
    return result;
  }

  /// The rectangles to paint in a frame, which is counted from 1, of so many columns and rows.
  /// They lie in the frame, none overlaps another, and they stand in the order of their rows, and
  /// in that of their columns where they begin in the same row.  Throws error(errc::bad_arguments)
  /// if a region that covers the frame lies wholly outside of it.
  [[nodiscard]] std::vector<rectangle> rectangles_in(std::uint32_t frame, std::uint32_t columns,
                                                     std::uint32_t rows) const;

  /// Throws error(errc::bad_arguments) if a rectangle lies wholly outside of an image of so many
  /// columns and rows, or a range of frames begins behind its last frame: regions that do nothing
  /// were meant for another image.  What reaches beyond the image is meant up to its edge.
  void require_fit(std::uint32_t columns, std::uint32_t rows, std::uint32_t frames) const;

  /// The same regions in the same order.
  friend constexpr bool operator==(const region_set& one, const region_set& other) noexcept {
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
  }

 private:
  explicit constexpr region_set(const pixel_region& one) {
    if (one.where.is_empty()) throw error(errc::bad_arguments, "a rectangle without pixels");
    if (one.frames.first == 0 || one.frames.first > one.frames.last)
      throw error(errc::bad_arguments, "a range of frames without frames; they count from 1");
    add(one);
  }

  constexpr void add(const pixel_region& one) {
    if (size_ == most) throw error(errc::bad_arguments, "more than 64 regions of pixels");
    regions_[size_++] = one;
  }

  std::array<pixel_region, most> regions_{};
  std::size_t size_ = 0;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/region_set.ipp>
#endif
