// SPDX-License-Identifier: BSD-3-Clause
// Native pixel data of another store with regions painted over, made where they are read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/blank_native.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer::detail {

// Of a value of any length nothing but the rectangles of a frame is in memory.  Bytes that nothing
// is painted over are told as those of the other store, so that the kernel can copy them.
class painted_store final : public byte_store {
 public:
  // The value [offset, offset + size) of a store.  Throws what require_native_size, require_fit
  // and native_painter throw, before anything is read.
  painted_store(std::shared_ptr<const byte_store> store, std::uint64_t offset, std::uint64_t size,
                const image_layout& layout, const paint_value& black, const region_set& regions)
      : store_(std::move(store)),
        offset_(offset),
        layout_(layout),
        painter_(layout, black),
        regions_(regions) {
    layout.require_native_size(size);
    regions.require_fit(layout.columns(), layout.rows(), layout.frames());
    resize(size);
  }

  void read(std::uint64_t offset, char* to, std::size_t count) const override {
    store_->read(offset_ + offset, to, count);
    if (count == 0) return;
    const std::span<unsigned char> bytes(reinterpret_cast<unsigned char*>(to), count);
    const std::uint32_t last = frame_near(offset + count + margin);
    for (std::uint32_t frame = frame_near(offset < margin ? 0 : offset - margin); frame <= last;
         ++frame) {
      if (rectangles_of(frame).empty()) {
        frame = std::min(until_, last);
      } else if (const std::uint32_t groups = groups_from(frame, last); groups != 0) {
        paint_groups(frame, groups, bytes, offset);
        frame += groups * group - 1;
      } else {
        painter_.paint(frame, rectangles_near(frame, offset, count), bytes, offset);
      }
    }
  }

  [[nodiscard]] extent extent_at(std::uint64_t offset) const override {
    const std::uint64_t frame_size = layout_.frame_size();
    if (are_frames_mixed() || offset >= frame_size * layout_.frames())
      return {this, offset, size() - offset};
    const std::uint32_t frame = frame_near(offset);
    const std::uint64_t begin = (frame - 1) * frame_size;
    std::uint64_t until = begin + frame_size;
    if (!regions_.touches(frame)) {
      until = std::min(regions_.unchanged_until(frame), layout_.frames()) * frame_size;
    } else {
      static_cast<void>(rectangles_of(frame));
      for (const band& one : bands_) {
        if (offset - begin >= one.behind) continue;
        if (offset - begin >= one.first) return {this, offset, begin + one.behind - offset};
        until = begin + one.first;
        break;
      }
    }
    extent found = store_->extent_at(offset_ + offset);
    found.count = std::min(found.count, until - offset);
    return found;
  }

  // Frames in which something is painted over.
  [[nodiscard]] std::uint32_t frames() const {
    std::uint32_t result = 0;
    for (std::uint32_t frame = 1; frame <= layout_.frames();) {
      const std::uint32_t until = std::min(regions_.unchanged_until(frame), layout_.frames());
      if (!rectangles_of(frame).empty()) result += until - frame + 1;
      frame = until + 1;
    }
    return result;
  }

 private:
  // Words that are turned, and bits, have a part of a pixel beside the bytes that it would be in.
  static constexpr std::uint64_t margin = 1;

  // Frames that end with a whole word, whatever their bits are, and bits of a frame so small that
  // these are painted at once.
  static constexpr std::uint32_t group = 16;
  static constexpr std::uint64_t most_bits_in_groups = std::uint64_t{1} << 14;

  // Bytes of a frame with painted rows.
  struct band {
    std::uint64_t first;
    std::uint64_t behind;
  };

  // Whether a byte or a word may belong to two frames.
  [[nodiscard]] bool are_frames_mixed() const noexcept {
    return layout_.bits_allocated() == 1 ||
           (layout_.storage() == pixel_storage::big_endian_words && layout_.frame_size() % 2 != 0);
  }

  // The frame, counted from 1, that a byte belongs to, or the last one.
  [[nodiscard]] std::uint32_t frame_near(std::uint64_t offset) const noexcept {
    const std::uint64_t bits = layout_.frame_bits();
    const std::uint64_t before =
        layout_.bits_allocated() == 1 ? offset * 8 / bits : offset / layout_.frame_size();
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(before, layout_.frames() - 1) + 1);
  }

  // They are the same for many frames.
  std::span<const rectangle> rectangles_of(std::uint32_t frame) const {
    if (frame < from_ || frame > until_) {
      rectangles_ = regions_.rectangles_in(frame, layout_.columns(), layout_.rows());
      from_ = frame;
      until_ = regions_.unchanged_until(frame);
      find_bands();
      zeros_.clear();
    }
    return rectangles_;
  }

  // Of the rectangles of a frame the rows that bytes of the value may have a part of, so that a
  // frame that is read in pieces is gone through once.
  std::span<const rectangle> rectangles_near(std::uint32_t frame, std::uint64_t offset,
                                             std::uint64_t count) const {
    const std::uint64_t planes = layout_.is_planar() ? layout_.samples() : 1;
    const std::uint64_t plane = layout_.frame_bits() / planes;
    const std::uint64_t row = plane / layout_.rows();
    const std::uint64_t begin = (frame - 1) * layout_.frame_bits();
    const std::uint64_t first = 8 * (offset - std::min(offset, margin));
    const std::uint64_t behind = 8 * (offset + count + margin);
    const std::uint64_t before = first < begin ? 0 : (first - begin) / plane;
    const std::uint64_t top = begin + before * plane;
    if (behind > top + plane && planes > 1) return rectangles_;
    const std::uint64_t first_row = first < top ? 0 : (first - top) / row;
    const std::uint64_t behind_row =
        behind < top ? 0 : std::min<std::uint64_t>((behind - top + row - 1) / row, layout_.rows());
    near_.clear();
    for (rectangle one : rectangles_) {
      const std::uint64_t from = std::max<std::uint64_t>(one.top, first_row);
      const std::uint64_t to = std::min<std::uint64_t>(one.bottom(), behind_row);
      if (from >= to) continue;
      one.top = static_cast<std::uint32_t>(from);
      one.height = static_cast<std::uint32_t>(to - from);
      near_.push_back(one);
    }
    return near_;
  }

  // Whole groups that begin with a frame and are painted alike, up to another frame; none of large
  // frames.
  [[nodiscard]] std::uint32_t groups_from(std::uint32_t frame, std::uint32_t last) const noexcept {
    if (layout_.frame_bits() > most_bits_in_groups || (frame - 1) % group != 0) return 0;
    return (std::min(until_, last) - frame + 1) / group;
  }

  // What a group becomes if it is all zeros, and if it is all ones, says which bits it gets.
  void paint_groups(std::uint32_t frame, std::uint32_t groups, std::span<unsigned char> bytes,
                    std::uint64_t position) const {
    const std::uint64_t size = layout_.frame_bits() * group / 8;
    const std::uint64_t begin = (frame - 1) / group * size;
    if (zeros_.empty()) {
      zeros_.assign(static_cast<std::size_t>(size), 0);
      ones_.assign(static_cast<std::size_t>(size), 0xFF);
      for (std::uint32_t i = 0; i < group; ++i) {
        painter_.paint(frame + i, rectangles_, zeros_, begin);
        painter_.paint(frame + i, rectangles_, ones_, begin);
      }
    }
    const std::uint64_t behind = std::min(begin + groups * size, position + bytes.size());
    std::uint64_t at = std::max(begin, position);
    if (at >= behind) return;
    auto in_group = static_cast<std::size_t>((at - begin) % size);
    for (; at < behind; ++at) {
      unsigned char& byte = bytes[static_cast<std::size_t>(at - position)];
      byte = static_cast<unsigned char>((byte & ones_[in_group]) | zeros_[in_group]);
      if (++in_group == size) in_group = 0;
    }
  }

  void find_bands() const {
    bands_.clear();
    const std::uint64_t planes = layout_.is_planar() ? layout_.samples() : 1;
    const std::uint64_t plane = layout_.frame_size() / planes;
    const std::uint64_t row = plane / layout_.rows();
    for (std::uint64_t i = 0; i < planes; ++i)
      for (const rectangle& one : rectangles_) {
        const std::uint64_t top = i * plane + one.top * row;
        const std::uint64_t first = top - std::min(top, margin);
        const std::uint64_t behind =
            std::min(i * plane + one.bottom() * row + margin, layout_.frame_size());
        if (!bands_.empty() && first <= bands_.back().behind)
          bands_.back().behind = std::max(bands_.back().behind, behind);
        else
          bands_.push_back({first, behind});
      }
  }

  std::shared_ptr<const byte_store> store_;
  std::uint64_t offset_;
  image_layout layout_;
  native_painter painter_;
  region_set regions_;

  // Of the frames that were asked for last.
  mutable std::uint32_t from_ = std::numeric_limits<std::uint32_t>::max();
  mutable std::uint32_t until_ = 0;
  mutable std::vector<rectangle> rectangles_;
  mutable std::vector<band> bands_;
  mutable std::vector<rectangle> near_;
  mutable std::vector<unsigned char> zeros_;  // of a group, painted; empty until it is asked for
  mutable std::vector<unsigned char> ones_;
};

}  // namespace dicom_anonymizer::detail
