// SPDX-License-Identifier: BSD-3-Clause
// Encapsulated pixel data with regions painted over, written a frame at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/blank_frame.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>

namespace dicom_anonymizer::detail {

// Writes one value, frame by frame: one that nothing is painted over is copied with its fragments,
// by the kernel if it can be, and another one becomes one fragment.  In memory are the places of
// the fragments and one frame, before and after.
class frame_painter {
 public:
  // Of the value [offset, offset + size) of a source.  Throws what encapsulated_frames and
  // region_set::require_fit throw.
  frame_painter(source& in, std::uint64_t offset, std::uint64_t size, const image_layout& layout,
                const paint_value& black, const region_set& regions,
                const std::optional<dicom_anonymizer::extended_offsets>& extended = std::nullopt)
      : in_(in),
        end_(offset + size),
        layout_(layout),
        black_(black),
        regions_(regions),
        frames_(in, offset, size, layout.frames(), extended) {
    regions.require_fit(layout.columns(), layout.rows(), layout.frames());
    copied_ = offset;
  }
  frame_painter(const frame_painter&) = delete;
  frame_painter& operator=(const frame_painter&) = delete;

  // Writes the value at the end of an output.  Throws what blank_frame throws, and
  // error(errc::too_large) if a table or a fragment cannot count the bytes.
  void write(byte_output& out) {
    const std::uint64_t table = out.position() + 8;
    const std::uint64_t first_item = frames_.fragments().front().offset - 8;
    const std::uint64_t first_in_output = out.position() + (first_item - copied_);
    std::uint32_t until = 0;
    for (std::uint32_t frame = 1; frame <= frames_.size(); ++frame) {
      if (frame > until) {
        where_ = regions_.rectangles_in(frame, layout_.columns(), layout_.rows());
        until = regions_.unchanged_until(frame);
      }
      const std::span<const byte_span> fragments = frames_.fragments_of(frame);
      const std::uint64_t begin = fragments.front().offset - 8;
      if (frames_.told_by() != encapsulated_frames::table::none)
        offsets_.push_back(out.position() + (begin - copied_) - first_in_output);
      if (where_.empty()) {
        sizes_.push_back(0);
        continue;
      }
      copy_up_to(begin, out);
      paint(frame, out);
      copied_ = fragments.back().offset + fragments.back().size;
    }
    copy_up_to(end_, out);
    if (frames_.told_by() == encapsulated_frames::table::basic) renew_table(table, out);
  }

  // Frames that were painted.
  [[nodiscard]] std::uint32_t painted() const noexcept { return painted_; }

  // What stands in the Extended Offset Table and its lengths afterwards, if there was one, of the
  // lengths that there were.
  [[nodiscard]] std::string offsets() const { return words_of(offsets_); }
  [[nodiscard]] std::string lengths(std::span<const unsigned char> before) const {
    std::string result = words_of(sizes_);
    // Of frames that are as they were the length is told as it was: with padding, or without.
    for (std::size_t i = 0; i < sizes_.size(); ++i)
      if (sizes_[i] == 0)
        std::copy_n(before.begin() + static_cast<std::ptrdiff_t>(8 * i), 8,
                    result.begin() + static_cast<std::ptrdiff_t>(8 * i));
    return result;
  }

 private:
  void copy_up_to(std::uint64_t offset, byte_output& out) {
    if (offset > copied_) out.copy(*in_.store(), copied_, offset - copied_);
    copied_ = offset;
    out.relieve();
  }

  void paint(std::uint32_t frame, byte_output& out) {
    before_.clear();
    after_.clear();
    frames_.append_frame(in_, frame, before_);
    try {
      blank_frame(before_, layout_, black_, where_, after_);
    } catch (const error& failed) {
      throw placed(failed, frame);
    }
    sizes_.push_back(after_.size());
    if (after_.size() % 2 != 0) after_.push_back(0);
    if (after_.size() >= std::numeric_limits<std::uint32_t>::max())
      throw error(errc::too_large, "a painted frame is too long for a fragment")
          .at(tag{0x7FE0, 0x0010});
    out.append(std::string_view("\xFE\xFF\0\xE0", 4));
    out.append(word_of(after_.size(), 4));
    out.append(reinterpret_cast<const char*>(after_.data()), after_.size());
    out.relieve();
    ++painted_;
  }

  // A codec tells places from the first byte of a frame: where that is in the file is known if the
  // frame is one fragment there.
  [[nodiscard]] error placed(const error& failed, std::uint32_t frame) const {
    error result(failed.code(), failed.reason());
    result.at(failed.where().value_or(tag{0x7FE0, 0x0010}));
    const std::span<const byte_span> fragments = frames_.fragments_of(frame);
    const bool is_file = in_.store()->is_file() || in_.store()->is_memory();
    if (failed.offset() && fragments.size() == 1 && is_file)
      result.at_offset(fragments.front().offset + *failed.offset());
    return result;
  }

  void renew_table(std::uint64_t position, byte_output& out) const {
    std::string entries;
    entries.reserve(4 * offsets_.size());
    for (const std::uint64_t one : offsets_) {
      if (one > std::numeric_limits<std::uint32_t>::max())
        throw error(errc::too_large, "painted frames are too far away for a Basic Offset Table")
            .at(tag{0x7FE0, 0x0010});
      entries += word_of(one, 4);
    }
    out.patch(position, entries);
  }

  static std::string word_of(std::uint64_t number, std::size_t width) {
    std::string result;
    for (std::size_t i = 0; i < width; ++i)
      result.push_back(static_cast<char>(number >> 8 * i & 0xFFU));
    return result;
  }
  static std::string words_of(const std::vector<std::uint64_t>& numbers) {
    std::string result;
    for (const std::uint64_t one : numbers) result += word_of(one, 8);
    return result;
  }

  source& in_;
  std::uint64_t end_;
  image_layout layout_;
  paint_value black_;
  region_set regions_;
  encapsulated_frames frames_;
  std::vector<rectangle> where_;
  std::uint64_t copied_ = 0;  // of the input
  std::uint32_t painted_ = 0;
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint64_t> sizes_;  // 0 of frames that stay as they are
  std::vector<unsigned char> before_;
  std::vector<unsigned char> after_;
};

}  // namespace dicom_anonymizer::detail
