// SPDX-License-Identifier: BSD-3-Clause
// Comments of a JPEG 2000 codestream, with its lengths put right.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/pixels/frame_edits.hpp>

namespace dicom_anonymizer::detail {

// Goes over the headers of one codestream, ISO 15444-1 annex A; the data of tile-parts are passed
// over by their lengths, and byte by byte where one has none.
class jpeg2000_metadata {
 public:
  // The codestream at an offset of a frame, up to its end or that of its box.
  jpeg2000_metadata(frame_bytes& frame, frame_edits& edits, std::uint64_t begin,
                    std::uint64_t end) noexcept
      : frame_(frame), edits_(edits), at_(begin), end_(end) {}

  // Notes what goes.  Returns false where that cannot be said.
  [[nodiscard]] bool find() {
    if (!has(4) || frame_.number_at(at_, 4) != 0xFF4FFF51) return false;
    at_ += 2;
    bool is_first = true;
    while (true) {
      if (edits_.is_full() || !has(2)) return at_ == end_ && !is_first;
      const auto marker = static_cast<unsigned>(frame_.number_at(at_, 2));
      if (marker == start_of_tile_part) {
        if (!pass_tile_part()) return false;
        is_first = false;
        if (at_ == end_) return true;  // some writers leave the end out
        continue;
      }
      if (marker == end_of_codestream) return !is_first && frame_.is_padding_between(at_ + 2, end_);
      if (!is_first || !pass_segment(marker)) return false;
    }
  }

 private:
  static constexpr unsigned start_of_tile_part = 0xFF90;
  static constexpr unsigned start_of_data = 0xFF93;
  static constexpr unsigned start_of_packet = 0x91;
  static constexpr unsigned end_of_packet_header = 0x92;
  static constexpr unsigned end_of_codestream = 0xFFD9;
  static constexpr unsigned tile_part_lengths = 0xFF55;
  static constexpr unsigned comment = 0xFF64;

  [[nodiscard]] bool has(std::uint64_t count) const noexcept {
    return at_ <= end_ && count <= end_ - at_;
  }

  // Segments of headers: parts 1 and 15, and of part 2 what transforms components.
  static constexpr bool is_known(unsigned marker) noexcept {
    constexpr std::array<unsigned char, 25> all = {
        0x50, 0x51, 0x52, 0x53, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F,
        0x60, 0x61, 0x63, 0x64, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79};
    return marker >> 8U == 0xFF &&
           std::find(all.begin(), all.end(), static_cast<unsigned char>(marker & 0xFFU)) !=
               all.end();
  }

  // One with a length; those without stand elsewhere.
  bool pass_segment(unsigned marker) {
    if (!is_known(marker) || !has(4)) return false;
    const std::uint64_t length = frame_.number_at(at_ + 2, 2);
    if (length < 2 || !has(2 + length)) return false;
    if (marker == comment) edits_.remove(at_, 2 + length);
    if (marker == tile_part_lengths && !note_lengths(length)) return false;
    at_ += 2 + length;
    return true;
  }

  bool pass_tile_part() {
    const std::uint64_t begin = at_;
    if (!has(12) || frame_.number_at(begin + 2, 2) != 10) return false;
    const std::uint64_t length = frame_.number_at(begin + 6, 4);
    if (length != 0 && (length < 14 || !has(length))) return false;
    std::uint64_t end = begin + length;
    if (length == 0) {  // the last one, up to the end of the codestream
      end = frame_.end_of_content(end_);
      if (end < begin + 16 || frame_.number_at(end - 2, 2) != end_of_codestream) return false;
      end -= 2;
    }
    const std::uint64_t before = edits_.shrinks_by();
    const std::size_t place = edits_.all().size();
    at_ += 12;
    while (true) {
      if (edits_.is_full() || at_ > end || end - at_ < 2) return false;
      const auto marker = static_cast<unsigned>(frame_.number_at(at_, 2));
      if (marker == start_of_data) break;
      if (marker == tile_part_lengths || !pass_segment(marker) || at_ > end) return false;
    }
    if (edits_.all().size() != place || edits_.shrinks_by() != before) {
      const std::uint64_t gone = edits_.shrinks_by() - before;
      if (length != 0) edits_.renew(begin + 6, length - gone, 4);
      if (!renew_noted_length(length, gone)) return false;
    }
    // Nobody else says that this is one image.
    if (length == 0 && !is_data_between(at_ + 2, end)) return false;
    ++tile_parts_;
    at_ = end;
    return true;
  }

  // Whether bytes may be the data of one tile-part: FF followed by more than 8F is in no packet,
  // but for what may stand before it and behind its header.
  bool is_data_between(std::uint64_t at, std::uint64_t end) {
    while (at < end && end - at >= 2) {
      const std::string_view bytes = frame_.at_hand(at);
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), end - at));
      const void* const found = std::memchr(bytes.data(), 0xFF, count - 1);
      if (found == nullptr) {
        at += count - 1;
        continue;
      }
      at += static_cast<std::uint64_t>(static_cast<const char*>(found) - bytes.data());
      const auto next = static_cast<unsigned>(frame_.number_at(at + 1, 1));
      if (next == start_of_packet) {
        if (end - at < 6 || frame_.number_at(at + 2, 2) != 4) return false;
        at += 6;
      } else {
        if (next >= 0x90 && next != end_of_packet_header) return false;
        at += 2;
      }
    }
    return true;
  }

  // Where the main header repeats the lengths of tile-parts.
  struct noted_lengths {
    std::uint64_t offset;  // of the first length
    std::uint64_t count;   // of lengths
    std::uint64_t first;   // tile-part, in the order of the codestream
    unsigned step;         // from one to the next
    unsigned width;
  };

  bool note_lengths(std::uint64_t length) {
    if (length < 4) return false;
    // The segments are numbered.
    if (frame_.number_at(at_ + 4, 1) != noted_.size()) return false;
    const auto sizes = static_cast<unsigned>(frame_.number_at(at_ + 5, 1));
    const unsigned of_index = sizes >> 4U & 3U;
    const unsigned width = (sizes >> 6U & 1U) == 0 ? 2 : 4;
    if (of_index == 3) return false;
    const unsigned step = of_index + width;
    if ((length - 4) % step != 0) return false;
    const std::uint64_t first = noted_.empty() ? 0 : noted_.back().first + noted_.back().count;
    noted_.push_back({at_ + 6 + of_index, (length - 4) / step, first, step, width});
    return true;
  }

  // Of the tile-part in hand.
  bool renew_noted_length(std::uint64_t length, std::uint64_t gone) {
    for (const noted_lengths& one : noted_) {
      if (tile_parts_ < one.first || tile_parts_ >= one.first + one.count) continue;
      const std::uint64_t offset = one.offset + (tile_parts_ - one.first) * one.step;
      const std::uint64_t noted = frame_.number_at(offset, one.width);
      if ((length != 0 && noted != length) || noted < gone) return false;
      edits_.renew(offset, noted - gone, one.width);
    }
    return true;
  }

  frame_bytes& frame_;
  frame_edits& edits_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t tile_parts_ = 0;
  std::vector<noted_lengths> noted_;  // no more than 256, as their number has one byte
};

}  // namespace dicom_anonymizer::detail
