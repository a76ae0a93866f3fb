// SPDX-License-Identifier: BSD-3-Clause
// What is to be taken out of a compressed frame, so that its picture stays as it is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Bytes of a frame that go, and up to eight that come in their place: lengths that follow.
struct frame_edit {
  std::uint64_t offset = 0;  // in the frame
  std::uint64_t removed = 0;
  std::uint64_t number = 0;  // what comes, big endian
  unsigned width = 0;        // in so many bytes

  friend constexpr bool operator==(const frame_edit&, const frame_edit&) = default;
};

// Of one frame, in the order of its bytes; none overlaps another.
class frame_edits {
 public:
  // More is not meant for any decoder.
  static constexpr std::size_t most = std::size_t{1} << 16;

  void clear() noexcept {
    all_.clear();
    shrinks_by_ = 0;
  }
  // Bytes that go; what goes side by side is one.
  void remove(std::uint64_t offset, std::uint64_t count) {
    if (count == 0) return;
    shrinks_by_ += count;
    if (!all_.empty() && all_.back().width == 0 &&
        all_.back().offset + all_.back().removed == offset)
      all_.back().removed += count;
    else
      all_.push_back({offset, count});
  }
  // A number in place of one of the same width.
  void renew(std::uint64_t offset, std::uint64_t number, unsigned width) {
    all_.push_back({offset, width, number, width});
  }
  // Where lengths were renewed that stand before what changed them.
  void sort() {
    std::sort(all_.begin(), all_.end(),
              [](const frame_edit& a, const frame_edit& b) { return a.offset < b.offset; });
  }
  // How many bytes less the frame has.
  [[nodiscard]] std::uint64_t shrinks_by() const noexcept { return shrinks_by_; }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
  [[nodiscard]] bool is_full() const noexcept { return all_.size() >= most; }
  [[nodiscard]] const std::vector<frame_edit>& all() const noexcept { return all_; }

 private:
  std::vector<frame_edit> all_;
  std::uint64_t shrinks_by_ = 0;
};

// The bytes of one frame among those of a source; offsets are those in the frame.
class frame_bytes {
 public:
  frame_bytes(source& in, std::uint64_t begin, std::uint64_t size) noexcept
      : in_(in), begin_(begin), size_(size) {}

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  // Whether so many bytes follow an offset.
  [[nodiscard]] bool has(std::uint64_t offset, std::uint64_t count) const noexcept {
    return offset <= size_ && count <= size_ - offset;
  }
  // They, until the next call, and no more than there are.  Precondition: count is small.
  [[nodiscard]] std::string_view at(std::uint64_t offset, std::size_t count) {
    if (offset >= size_) return {};
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
    const auto bytes = in_.view(begin_ + offset, here);
    return {reinterpret_cast<const char*>(bytes.data()), here};
  }
  // As many as are at hand, at least two where there are two: whoever goes over all bytes reads
  // each once, in whatever small steps.
  [[nodiscard]] std::string_view at_hand(std::uint64_t offset) {
    if (offset >= size_) return {};
    const std::string_view first = at(offset, 2);
    const std::uint64_t held = in_.held_from() + in_.held() - (begin_ + offset);
    return {first.data(), static_cast<std::size_t>(std::min(held, size_ - offset))};
  }
  // A big endian number.  Precondition: it is there.
  [[nodiscard]] std::uint64_t number_at(std::uint64_t offset, unsigned width) {
    std::uint64_t result = 0;
    for (const char byte : at(offset, width))
      result = result << 8U | static_cast<unsigned char>(byte);
    return result;
  }
  // Where the bytes before an end are without those that only fill up, zeros or FF.
  [[nodiscard]] std::uint64_t end_of_content(std::uint64_t end) {
    const std::uint64_t from = end - std::min(end, most_padding);
    const std::string_view last = at(from, static_cast<std::size_t>(end - from));
    while (end > from && is_padding(last[static_cast<std::size_t>(end - 1 - from)])) --end;
    return end;
  }
  // Whether nothing but a little padding stands between an offset and an end.
  [[nodiscard]] bool is_padding_between(std::uint64_t offset, std::uint64_t end) {
    return offset <= end && end - offset <= most_padding && end_of_content(end) <= offset;
  }

 private:
  // Encoders fill up to words of eight bytes.
  static constexpr std::uint64_t most_padding = 7;
  static constexpr bool is_padding(char byte) noexcept { return byte == '\0' || byte == '\xFF'; }

  source& in_;
  std::uint64_t begin_;
  std::uint64_t size_;
};

}  // namespace dicom_anonymizer::detail
