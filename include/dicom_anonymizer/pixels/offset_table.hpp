// SPDX-License-Identifier: BSD-3-Clause
// Tables of where the frames of encapsulated pixel data begin, followed while they change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dicom_anonymizer::detail {

// How many bytes went before an offset, of frames that were met in order.
class moved_offsets {
 public:
  // So many bytes less up to an offset of the input.
  void shrink(std::uint64_t end_before, std::uint64_t gone) {
    total_ += gone;
    steps_.push_back({end_before, total_});
  }
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }
  void clear() noexcept {
    steps_.clear();
    total_ = 0;
  }
  // Where what was at an offset is now.
  [[nodiscard]] std::uint64_t now(std::uint64_t before) const noexcept {
    const auto next =
        std::upper_bound(steps_.begin(), steps_.end(), before,
                         [](std::uint64_t offset, const step& one) { return offset < one.end; });
    return next == steps_.begin() ? before : before - (next - 1)->gone;
  }

 private:
  struct step {
    std::uint64_t end;
    std::uint64_t gone;
  };
  std::vector<step> steps_;
  std::uint64_t total_ = 0;
};

// PS3.5 section A.4: a Basic Offset Table, of words of four bytes, or an Extended one, of eight.
class offset_table {
 public:
  offset_table(std::string entries, unsigned width, bool big_endian = false)
      : entries_(std::move(entries)), width_(width), big_endian_(big_endian) {
    is_sound_ = entries_.size() % width_ == 0;
  }

  // The next frame begins at an offset.
  void meet_frame(std::uint64_t offset) noexcept {
    if (at_ == entries_.size() || !is_sound_) return;
    const std::uint64_t entry = entry_at(at_);
    if (entry < offset) is_sound_ = false;  // no frame begins there
    if (entry == offset) at_ += width_;
  }
  // Whether a frame began at each offset in it, asked when all have been met.
  [[nodiscard]] bool is_true() const noexcept { return is_sound_ && at_ == entries_.size(); }

  // The entries that are true now.
  [[nodiscard]] std::string renewed(const moved_offsets& moved) const {
    std::string result = entries_;
    for (std::size_t at = 0; at + width_ <= result.size(); at += width_)
      put(result.data() + at, moved.now(entry_at(at)));
    return result;
  }

  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  // Whether it has no part of an entry.
  [[nodiscard]] bool is_whole() const noexcept { return entries_.size() % width_ == 0; }

  // The entries, for those who know the numbers of their frames.
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size() / width_; }
  [[nodiscard]] std::uint64_t operator[](std::size_t i) const noexcept {
    return entry_at(i * width_);
  }
  void set(std::size_t i, std::uint64_t value) noexcept {
    put(entries_.data() + i * width_, value);
  }
  [[nodiscard]] const std::string& entries() const noexcept { return entries_; }

 private:
  [[nodiscard]] std::uint64_t entry_at(std::size_t at) const noexcept {
    std::uint64_t result = 0;
    for (unsigned i = 0; i < width_; ++i) {
      const unsigned place = big_endian_ ? i : width_ - 1 - i;
      result = result << 8U | static_cast<unsigned char>(entries_[at + place]);
    }
    return result;
  }
  void put(char* to, std::uint64_t value) const noexcept {
    for (unsigned i = 0; i < width_; ++i)
      to[big_endian_ ? width_ - 1 - i : i] = static_cast<char>(value >> 8U * i & 0xFFU);
  }

  std::string entries_;
  unsigned width_;
  bool big_endian_;
  bool is_sound_ = true;
  std::size_t at_ = 0;
};

}  // namespace dicom_anonymizer::detail
