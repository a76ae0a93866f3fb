// SPDX-License-Identifier: BSD-3-Clause
// What pixels/palette.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/palette.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer {

namespace detail {

// The numbers of a palette's data: words or, where entries have 8 bits, single bytes.  Bytes stand
// in words, too, so that they are turned where these are big endian.
class palette_numbers {
 public:
  palette_numbers(std::span<const unsigned char> bytes, bool are_words, bool big_endian) noexcept
      : bytes_(bytes), are_words_(are_words), big_endian_(big_endian) {}

  [[nodiscard]] std::size_t size() const noexcept {
    return are_words_ ? bytes_.size() / 2 : bytes_.size();
  }
  // Precondition: i < size().
  [[nodiscard]] std::uint16_t operator[](std::size_t i) const noexcept {
    if (!are_words_) {
      const std::size_t turned = big_endian_ ? i ^ 1U : i;
      return bytes_[turned < bytes_.size() ? turned : i];
    }
    const unsigned first = bytes_[2 * i];
    const unsigned second = bytes_[2 * i + 1];
    return static_cast<std::uint16_t>(big_endian_ ? first << 8 | second : second << 8 | first);
  }

 private:
  std::span<const unsigned char> bytes_;
  bool are_words_;
  bool big_endian_;
};

// Segments of PS3.3 section C.7.9.2, one behind the other: 0, count, entries; 1, count, the last
// entry of a line; 2, count of segments to repeat, and where they begin.
class segment_reader {
 public:
  segment_reader(const palette_numbers& numbers, bool are_words, std::size_t most) noexcept
      : numbers_(numbers), are_words_(are_words), most_(most) {}

  std::vector<std::uint16_t> read() {
    std::size_t at = 0;
    while (entries_.size() < most_) {
      if (at < numbers_.size() && numbers_[at] == 2)
        repeat(at);
      else
        read_direct(at);
    }
    // A byte of padding may follow, no segment.
    if (numbers_.size() - at > (are_words_ ? 0U : 1U)) throw damaged();
    return std::move(entries_);
  }

 private:
  static error damaged() { return {errc::malformed, "segments of a palette that are damaged"}; }

  std::uint16_t next(std::size_t& at) const {
    if (at >= numbers_.size())
      throw error(errc::truncated, "segments of a palette end before its last entry");
    return numbers_[at++];
  }

  void read_direct(std::size_t& at) {
    const unsigned kind = next(at);
    const std::size_t count = next(at);
    if (kind > 1 || count == 0 || count > most_ - entries_.size()) throw damaged();
    if (kind == 0) {
      for (std::size_t i = 0; i < count; ++i) entries_.push_back(next(at));
      return;
    }
    if (entries_.empty()) throw damaged();
    const std::int64_t from = entries_.back();
    const std::int64_t step = std::int64_t{next(at)} - from;
    const auto steps = static_cast<std::int64_t>(count);
    for (std::int64_t i = 1; i <= steps; ++i) {
      const std::int64_t half = step < 0 ? -steps : steps;
      entries_.push_back(static_cast<std::uint16_t>(from + (2 * step * i + half) / (2 * steps)));
    }
  }

  // Segments repeated are direct ones, so that nothing is read more often than there are entries.
  void repeat(std::size_t& at) {
    (void)next(at);
    const unsigned count = next(at);
    std::uint64_t offset = 0;  // in bytes
    for (unsigned shift = 0; shift < 32; shift += are_words_ ? 16 : 8)
      offset |= std::uint64_t{next(at)} << shift;
    if (count == 0 || (are_words_ && offset % 2 != 0)) throw damaged();
    std::size_t from = offset > 0xFFFFFF ? numbers_.size()
                                         : static_cast<std::size_t>(offset) / (are_words_ ? 2 : 1);
    for (unsigned i = 0; i < count; ++i) read_direct(from);
  }

  const palette_numbers& numbers_;
  bool are_words_;
  std::size_t most_;
  std::vector<std::uint16_t> entries_;
};

inline std::size_t palette_size(const palette_attributes& one) noexcept {
  return one.descriptor[0] == 0 ? 65'536 : one.descriptor[0];
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::vector<std::uint16_t> palette_entries(const palette_attributes& one,
                                                                   bool big_endian) {
  const std::size_t count = detail::palette_size(one);
  const unsigned bits = one.descriptor[2];
  if (bits != 8 && bits != 16)
    throw error(errc::malformed, "a palette whose entries have neither 8 nor 16 bits");
  const std::size_t bytes = one.data.size();
  if (one.is_segmented) {
    const detail::palette_numbers numbers(one.data, bits == 16, big_endian);
    return detail::segment_reader(numbers, bits == 16, count).read();
  }
  // Entries of 8 bits stand in bytes or, as once was usual, each in a word of its own.
  const bool are_words = bits == 16 || (bytes == 2 * count && count > 1);
  const std::size_t needed = are_words ? 2 * count : count;
  if (bytes < needed) throw error(errc::truncated, "a palette ends before its last entry");
  if (bytes > needed + needed % 2)
    throw error(errc::malformed, "a palette has more entries than it says");
  const detail::palette_numbers numbers(one.data, are_words, big_endian);
  std::vector<std::uint16_t> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = numbers[i];
  return result;
}

DICOM_ANONYMIZER_INLINE std::int64_t darkest_index(const palette_set& palettes,
                                                   const image_layout& layout) {
  const auto& all = palettes.colours;
  const std::size_t count = detail::palette_size(all[0]);
  std::array<std::vector<std::uint16_t>, 3> entries;
  for (std::size_t i = 0; i < 3; ++i) {
    if (detail::palette_size(all[i]) != count || all[i].descriptor[1] != all[0].descriptor[1])
      throw error(errc::malformed, "palettes that do not map the same values");
    entries[i] = palette_entries(all[i], palettes.big_endian);
  }
  const std::int64_t first = layout.is_signed()
                                 ? std::int64_t{static_cast<std::int16_t>(all[0].descriptor[1])}
                                 : std::int64_t{all[0].descriptor[1]};
  // Entries of 8 bits count as much as the upper half of those of 16.
  const auto darkness = [&](std::int64_t value) {
    const std::int64_t place =
        std::clamp<std::int64_t>(value - first, 0, static_cast<std::int64_t>(count) - 1);
    constexpr std::array<std::uint64_t, 3> weights = {299, 587, 114};
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < 3; ++i)
      sum += weights[i] * (all[i].descriptor[2] == 8 ? 257U : 1U) *
             entries[i][static_cast<std::size_t>(place)];
    return sum;
  };
  const std::uint32_t stored = std::min(layout.bits_stored(), 32U);
  const std::int64_t values = std::int64_t{1} << stored;
  const std::int64_t lowest = layout.is_signed() ? -values / 2 : 0;
  const std::int64_t highest = lowest + values - 1;
  const std::int64_t from = std::max(first, lowest);
  const std::int64_t to = std::min(first + static_cast<std::int64_t>(count) - 1, highest);
  if (from > to) throw error(errc::malformed, "palettes for values that no pixel can have");
  std::int64_t result = 0;
  std::uint64_t least = darkness(0);
  for (std::int64_t value = from; value <= to; ++value) {
    const std::uint64_t here = darkness(value);
    if (here >= least) continue;
    result = value;
    least = here;
  }
  return result;
}

}  // namespace dicom_anonymizer
