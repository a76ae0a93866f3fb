// SPDX-License-Identifier: BSD-3-Clause
// Segments of a JPEG or JPEG-LS image that hold text and no picture: comments and what
// applications put there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <dicom_anonymizer/pixels/frame_edits.hpp>

namespace dicom_anonymizer::detail {

// Goes over one image, ISO 10918-1 annex B and ISO 14495-1 annex C.
class jpeg_metadata {
 public:
  jpeg_metadata(frame_bytes& frame, frame_edits& edits) noexcept : frame_(frame), edits_(edits) {}

  // Notes what goes.  Returns false where that cannot be said: the bytes are not one image from
  // the first of them to the last.
  [[nodiscard]] bool find() {
    if (frame_.number_at(0, 2) != 0xFFD8) return false;
    at_ = 2;
    while (!edits_.is_full()) {
      const unsigned marker = next_marker();
      if (marker == end_of_image) return has_scan_ && frame_.is_padding_between(at_, frame_.size());
      const std::uint64_t begin = at_ - 2;
      if (!has_segment(marker) || !frame_.has(at_, 2)) return false;
      const std::uint64_t length = frame_.number_at(at_, 2);
      if (length < 2 || !frame_.has(at_, length) || !may_be_so_long(marker, length)) return false;
      const segment here{marker, begin, at_ + length};
      at_ = here.end;
      if (is_application(marker) || marker == comment) {
        if (!meet_application(here)) return false;
      } else if (is_start_of_frame(marker)) {
        if (length < 8) return false;
        components_ = static_cast<unsigned>(frame_.number_at(begin + 9, 1));
        is_jpeg_ls_ = is_jpeg_ls_ || marker == start_of_jpeg_ls;
      } else if (marker == start_of_scan) {
        if (length < 6 || components_ == 0) return false;
        has_scan_ = true;
        if (!pass_entropy_coded()) return false;
      }
    }
    return false;
  }

 private:
  static constexpr unsigned end_of_image = 0xD9;
  static constexpr unsigned start_of_scan = 0xDA;
  static constexpr unsigned number_of_lines = 0xDC;
  static constexpr unsigned restart_interval = 0xDD;
  static constexpr unsigned hierarchical = 0xDE;
  static constexpr unsigned expand_reference = 0xDF;
  static constexpr unsigned start_of_jpeg_ls = 0xF7;
  static constexpr unsigned parameters_of_jpeg_ls = 0xF8;
  static constexpr unsigned comment = 0xFE;

  struct segment {
    unsigned marker;
    std::uint64_t begin;  // at the marker
    std::uint64_t end;
  };

  static constexpr bool is_application(unsigned marker) noexcept {
    return marker >= 0xE0 && marker <= 0xEF;
  }
  static constexpr bool is_start_of_frame(unsigned marker) noexcept {
    return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
            marker != 0xCC) ||
           marker == start_of_jpeg_ls;
  }
  // Whether the standards give the marker a segment, and one image may have it.
  static constexpr bool has_segment(unsigned marker) noexcept {
    return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC8) ||
           (marker >= start_of_scan && marker <= 0xEF && marker != hierarchical) ||
           marker == start_of_jpeg_ls || marker == parameters_of_jpeg_ls || marker == comment;
  }

  // Segments of one number each.
  [[nodiscard]] bool may_be_so_long(unsigned marker, std::uint64_t length) const noexcept {
    if (marker == number_of_lines) return length == 4;
    if (marker == expand_reference) return length == 3;
    // Of JPEG-LS the number has up to four bytes.
    if (marker == restart_interval) return length >= 4 && length <= (is_jpeg_ls_ ? 6U : 4U);
    return true;
  }

  // The code of the marker here, behind any bytes that fill up; 0 if there is none.
  unsigned next_marker() {
    bool is_marker = false;
    while (true) {
      const std::string_view bytes = frame_.at(at_, 256);
      if (bytes.empty()) return 0;
      for (const char byte : bytes) {
        ++at_;
        if (byte != '\xFF') return is_marker ? static_cast<unsigned char>(byte) : 0;
        is_marker = true;
      }
    }
  }

  // Of those that decoders need only what they need is left, once.  Returns false where the second
  // one tells decoders something else.
  bool meet_application(const segment& here) {
    // PNG and others have no colours but those that these tell: JFIF and Adobe of the components,
    // the profile of ICC, and what some encoders of JPEG-LS do to the components before.
    const std::string_view data = frame_.at(here.begin + 4, 12);
    const std::uint64_t size = here.end - here.begin - 4;
    const std::string_view content =
        data.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(size, data.size())));
    const auto begins = [&](std::string_view wanted) { return content.starts_with(wanted); };
    if (here.marker == 0xE0 && size >= 14 && begins(std::string_view("JFIF\0", 5)))
      return shorten(here, 14, jfif_);
    if (here.marker == 0xEE && size >= 12 && begins("Adobe")) {
      const auto transform = static_cast<unsigned char>(content[11]);
      if (adobe_ && transform != transform_) return false;
      transform_ = transform;
      return shorten(here, 12, adobe_);
    }
    if (here.marker == 0xE2 && begins(std::string_view("ICC_PROFILE\0", 12))) return true;
    if (here.marker == 0xE8 && size == 5 && begins("mrfx")) return true;
    edits_.remove(here.begin, here.end - here.begin);
    return true;
  }

  // Leaves so many bytes of the content, and of JFIF not the small picture behind it, which shows
  // what is painted over elsewhere.
  bool shorten(const segment& here, std::uint64_t size, bool& is_there) {
    const std::uint64_t content = here.begin + 4;
    if (is_there) {
      edits_.remove(here.begin, here.end - here.begin);
    } else if (here.end - content != size) {
      edits_.renew(here.begin + 2, size + 2, 2);
      // Of no columns and rows.
      if (&is_there == &jfif_) edits_.renew(content + size - 2, 0, 2);
      edits_.remove(content + size, here.end - content - size);
    }
    is_there = true;
    return true;
  }

  // Up to the next marker that does not belong to the scan.
  bool pass_entropy_coded() {
    while (true) {
      const std::string_view bytes = frame_.at_hand(at_);
      if (bytes.size() < 2) return false;
      std::size_t i = 0;
      while (true) {
        const void* const found = std::memchr(bytes.data() + i, 0xFF, bytes.size() - 1 - i);
        if (found == nullptr) {
          i = bytes.size() - 1;
          break;
        }
        i = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        const auto next = static_cast<unsigned char>(bytes[i + 1]);
        const bool is_stuffed = is_jpeg_ls_ ? next < 0x80 : next == 0;
        if (next == 0xFF) {
          ++i;
        } else if (is_stuffed || (next >= 0xD0 && next <= 0xD7)) {
          i += 2;
        } else {
          at_ += i;
          return true;
        }
        if (i + 1 >= bytes.size()) break;
      }
      at_ += i;
    }
  }

  frame_bytes& frame_;
  frame_edits& edits_;
  std::uint64_t at_ = 0;
  unsigned components_ = 0;
  bool has_scan_ = false;
  bool is_jpeg_ls_ = false;
  bool jfif_ = false;  // whether there was one
  bool adobe_ = false;
  unsigned transform_ = 0;  // of its colours
};

}  // namespace dicom_anonymizer::detail
