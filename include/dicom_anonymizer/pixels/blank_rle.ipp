// SPDX-License-Identifier: BSD-3-Clause
// What pixels/blank_rle.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/blank_rle.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

inline error damaged_rle(const char* reason, errc code = errc::malformed) {
  return error(code, reason).at(pixel_data_tag);
}

// Pixels [first, behind) of a frame, counted along its rows.
struct pixel_span {
  std::uint64_t first;
  std::uint64_t behind;
};

// The pixels of rectangles row by row, none of a span in two rows.
class painted_spans {
 public:
  painted_spans(std::span<const rectangle> rectangles, std::uint32_t columns) noexcept
      : rectangles_(rectangles), columns_(columns) {
    begin_band();
  }

  // Whether there is one more.
  [[nodiscard]] bool has_more() const noexcept { return band_ < rectangles_.size(); }

  // Precondition: there is one more.
  [[nodiscard]] pixel_span get() const noexcept {
    const rectangle& one = rectangles_[at_];
    const std::uint64_t row = row_ * columns_;
    return {row + one.left, row + one.right()};
  }

  void advance() noexcept {
    if (++at_ != band_end_) return;
    at_ = band_;
    if (++row_ != rectangles_[band_].bottom()) return;
    band_ = at_ = band_end_;
    begin_band();
  }

 private:
  // Rectangles of a band have the same rows.
  void begin_band() noexcept {
    if (band_ == rectangles_.size()) return;
    row_ = rectangles_[band_].top;
    while (band_end_ < rectangles_.size() && rectangles_[band_end_].top == row_) ++band_end_;
  }

  std::span<const rectangle> rectangles_;
  std::uint64_t columns_;
  std::size_t band_ = 0;      // the first rectangle of the band
  std::size_t band_end_ = 0;  // that behind its last one
  std::size_t at_ = 0;
  std::uint64_t row_ = 0;
};

inline void require_bands(std::span<const rectangle> rectangles, const image_layout& layout) {
  for (std::size_t i = 0; i < rectangles.size(); ++i) {
    const rectangle& one = rectangles[i];
    if (one.is_empty() || one.clipped_to(layout.columns(), layout.rows()) != one)
      throw error(errc::bad_arguments, "a rectangle without pixels, or beyond the frame");
    if (i == 0) continue;
    const rectangle& before = rectangles[i - 1];
    const bool is_beside =
        one.top == before.top && one.height == before.height && one.left >= before.right();
    if (!is_beside && one.top < before.bottom())
      throw error(errc::bad_arguments, "rectangles that overlap or are out of order");
  }
}

// Codes one segment anew.
class rle_segment {
 public:
  rle_segment(std::span<const unsigned char> from, std::uint64_t pixels,
              std::vector<unsigned char>& to) noexcept
      : from_(from), pixels_(pixels), to_(to) {}

  void paint(painted_spans spans, unsigned char value) {
    while (pixel_ < pixels_) {
      read_run();
      const std::uint64_t behind = pixel_ + count_;
      if (spans.has_more() && spans.get().first < behind) {
        flush(begin_);
        cut(spans, value, behind);
        copied_ = at_;
      }
      pixel_ = behind;
    }
    flush(at_);
  }

  // What stands behind the last pixel, once it is painted.
  [[nodiscard]] std::span<const unsigned char> rest() const noexcept { return from_.subspan(at_); }

 private:
  // One run from where at_ is on; at_ is behind it then.
  void read_run() {
    for (;;) {
      if (at_ == from_.size()) throw ends();
      begin_ = at_;
      const unsigned head = from_[at_++];
      if (head == 128) continue;  // says nothing, PS3.5 section G.3.2
      is_repeated_ = head > 128;
      count_ = is_repeated_ ? 257 - head : head + 1;
      const std::size_t bytes = is_repeated_ ? 1 : count_;
      if (bytes > from_.size() - at_) throw ends();
      at_ += bytes;
      if (count_ > pixels_ - pixel_) throw damaged_rle("a run of more pixels than there are");
      return;
    }
  }

  static error ends() {
    return damaged_rle("a segment ends before its last pixel", errc::truncated);
  }

  // Writes what rectangles leave of the run in hand, and those that begin in it, each whole.
  void cut(painted_spans& spans, unsigned char value, std::uint64_t behind) {
    std::uint64_t from = pixel_;
    while (from < behind) {
      const bool is_any = spans.has_more() && spans.get().first < behind;
      const std::uint64_t to = is_any ? std::max(from, spans.get().first) : behind;
      put_rest(from, to);
      if (!is_any) return;
      const pixel_span painted = spans.get();
      if (painted.first >= from) put_repeated(value, painted.behind - painted.first);
      from = painted.behind;
      // A span that goes on is met again in the next run, which loses its beginning to it.
      if (painted.behind > behind) return;
      spans.advance();
    }
  }

  // Pixels of the run in hand.
  void put_rest(std::uint64_t from, std::uint64_t to) {
    if (from >= to) return;
    if (is_repeated_) return put_repeated(from_[begin_ + 1], to - from);
    to_.push_back(static_cast<unsigned char>(to - from - 1));
    const auto first = from_.begin() + static_cast<std::ptrdiff_t>(begin_ + 1 + (from - pixel_));
    to_.insert(to_.end(), first, first + static_cast<std::ptrdiff_t>(to - from));
  }

  void put_repeated(unsigned char value, std::uint64_t count) {
    while (count != 0) {
      const std::uint64_t here = std::min<std::uint64_t>(count, 128);
      to_.push_back(static_cast<unsigned char>(here == 1 ? 0 : 257 - here));
      to_.push_back(value);
      count -= here;
    }
  }

  // Copies the runs that are left as they are.
  void flush(std::size_t end) {
    to_.insert(to_.end(), from_.begin() + static_cast<std::ptrdiff_t>(copied_),
               from_.begin() + static_cast<std::ptrdiff_t>(end));
  }

  std::span<const unsigned char> from_;
  std::uint64_t pixels_;
  std::vector<unsigned char>& to_;
  std::uint64_t pixel_ = 0;  // the first of the run in hand
  std::size_t begin_ = 0;    // its head
  std::size_t at_ = 0;       // what follows it
  std::size_t copied_ = 0;   // what is written, or painted over
  std::size_t count_ = 0;    // its pixels
  bool is_repeated_ = false;
};

inline void require_rle(const image_layout& layout) {
  const auto require = [](bool is_supported, std::uint16_t element, const char* reason) {
    if (!is_supported) throw error(errc::unsupported_pixels, reason).at({0x0028, element});
  };
  require(layout.bits_allocated() != 1, 0x0100, "single bits in RLE");
  require(layout.kind() == sample_kind::integer, 0x0100, "floating point numbers in RLE");
  require(!layout.is_paired() && layout.colours() != photometric::ybr_partial_420, 0x0004,
          "pixels that share colours in RLE");
}

inline constexpr std::size_t rle_header_bytes = 64;
inline constexpr std::size_t most_rle_segments = 15;

// One byte may pad a segment to an even length; where there are more they are zero.  Anything else
// is likely another frame, of an image that says of fewer than it has.
inline void require_padding(std::span<const unsigned char> behind_image) {
  const bool is_zero = std::all_of(behind_image.begin(), behind_image.end(),
                                   [](unsigned char byte) { return byte == 0; });
  if (behind_image.size() > 1 && !is_zero)
    throw damaged_rle("more than padding behind the last pixel of a frame");
}

// Where the segments of a frame begin, and where the last one ends, PS3.5 section G.5.
inline std::vector<std::size_t> rle_offsets(std::span<const unsigned char> frame,
                                            std::size_t segments) {
  if (frame.size() < rle_header_bytes)
    throw damaged_rle("a frame that is shorter than its header", errc::truncated);
  if (segments > most_rle_segments || number_at(frame, 0, 4, false) != segments)
    throw damaged_rle("other segments than one for each byte of the cells of a pixel");
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < segments; ++i) {
    const std::size_t offset = number_at(frame, 4 * (i + 1), 4, false);
    if (i == 0 ? offset != rle_header_bytes : offset <= result.back())
      throw damaged_rle("segments that do not begin behind the header, or not one by one");
    if (offset >= frame.size()) throw damaged_rle("a segment that begins behind the frame");
    result.push_back(offset);
  }
  result.push_back(frame.size());
  return result;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::vector<unsigned char> blank_rle(
    std::span<const unsigned char> frame, const image_layout& layout, const paint_value& value,
    std::span<const rectangle> rectangles) {
  detail::require_rle(layout);
  detail::require_bands(rectangles, layout);
  const std::size_t cell_bytes = layout.bits_allocated() / 8;
  const std::size_t segments = cell_bytes * layout.samples();
  const std::vector<std::size_t> offsets = detail::rle_offsets(frame, segments);
  const auto put_number = [](std::vector<unsigned char>& to, std::size_t at, std::size_t number) {
    for (std::size_t i = 0; i < 4; ++i)
      to[at + i] = static_cast<unsigned char>(number >> 8 * i & 0xFF);
  };
  std::vector<unsigned char> result;
  result.reserve(frame.size() + 1024);
  result.resize(detail::rle_header_bytes);
  put_number(result, 0, segments);
  for (std::size_t i = 0; i < segments; ++i) {
    put_number(result, 4 * (i + 1), result.size());
    // The highest byte of a cell is in the first segment of its sample, PS3.5 section G.2.
    const std::size_t shift = 8 * (cell_bytes - 1 - i % cell_bytes);
    const auto byte = static_cast<unsigned char>(value.cells[i / cell_bytes] >> shift & 0xFF);
    detail::rle_segment segment(frame.subspan(offsets[i], offsets[i + 1] - offsets[i]),
                                layout.pixels(), result);
    segment.paint({rectangles, layout.columns()}, byte);
    if (i + 1 == segments) detail::require_padding(segment.rest());
    if (result.size() % 2 != 0) result.push_back(0);
    // A length of 2^32 - 1 is no length, and that of a fragment is even.
    if (result.size() > 0xFFFFFFFE)
      throw detail::damaged_rle("a frame that would not fit into a fragment", errc::too_large);
  }
  return result;
}

}  // namespace dicom_anonymizer
