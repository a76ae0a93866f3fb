// SPDX-License-Identifier: BSD-3-Clause
// Reading, writing and copying the bits of entropy-coded JPEG bytes.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace dicom_anonymizer::detail {

// Eight bytes, of which the first has the highest bits.
[[nodiscard]] inline std::uint64_t load_big_endian(const unsigned char* bytes) noexcept {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  return word;
}
inline void store_big_endian(std::uint64_t word, unsigned char* bytes) noexcept {
  if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  std::memcpy(bytes, &word, sizeof word);
}

// A bit of entropy-coded bytes, in which 0x00 follows each 0xFF and is none of them (T.81 F.1.2.3).
struct jpeg_place {
  const unsigned char* byte = nullptr;  // never that 0x00
  unsigned bit = 0;                     // 0 is the highest, 7 the lowest
};

// Reads bits.  Behind the end are zeros; whoever took some of them has overrun.
class jpeg_bit_reader {
 public:
  // Precondition: in [begin, end) 0x00 follows each 0xFF.
  jpeg_bit_reader(const unsigned char* begin, const unsigned char* end) noexcept
      : begin_(begin), next_(begin), end_(end) {}

  // At least 56 bits are in hand afterwards.
  void fill() noexcept {
    if (end_ - next_ >= 8) {
      const std::uint64_t word = load_big_endian(next_);
      if (!has_ff(word)) {
        // What lies below the bits that count is read again, and is the same then.
        bits_ |= word >> count_;
        const unsigned bytes = (63 - count_) >> 3;
        next_ += bytes;
        count_ += 8 * bytes;
        return;
      }
    }
    fill_slowly();
  }

  [[nodiscard]] unsigned count() const noexcept { return count_; }
  // Precondition: 0 < wanted <= count().
  [[nodiscard]] std::uint64_t peek(unsigned wanted) const noexcept {
    return bits_ >> (64 - wanted);
  }
  // Precondition: taken <= count(), taken < 64.
  void skip(unsigned taken) noexcept {
    bits_ <<= taken;
    count_ -= taken;
  }
  [[nodiscard]] bool has_overrun() const noexcept { return count_ < beyond_; }

  // Where the next bit is.  Precondition: !has_overrun().
  [[nodiscard]] jpeg_place place() const noexcept {
    const unsigned left = count_ - beyond_;
    const unsigned char* byte = next_;
    for (unsigned i = 0; i < left; i += 8) {
      --byte;
      if (*byte == 0 && byte != begin_ && byte[-1] == 0xFF) --byte;
    }
    return {byte, (8 - left % 8) % 8};
  }

 private:
  [[nodiscard]] static bool has_ff(std::uint64_t word) noexcept {
    return ((~word - 0x0101010101010101U) & word & 0x8080808080808080U) != 0;
  }
  void fill_slowly() noexcept {
    while (count_ <= 56) {
      if (next_ == end_) {
        beyond_ += 8;
      } else {
        const unsigned char byte = *next_++;
        if (byte == 0xFF) ++next_;
        bits_ |= std::uint64_t{byte} << (56 - count_);
      }
      count_ += 8;
    }
  }

  const unsigned char* begin_;
  const unsigned char* next_;
  const unsigned char* end_;
  std::uint64_t bits_ = 0;  // the next one is the highest
  unsigned count_ = 0;
  unsigned beyond_ = 0;  // bits of those that were added behind the end
};

// Appends bits to bytes, with 0x00 behind each 0xFF.
class jpeg_bit_writer {
 public:
  explicit jpeg_bit_writer(std::vector<unsigned char>& out) noexcept : out_(out) {}

  // The lowest bits of a number that has no others.  Precondition: count <= 32.
  void put(std::uint32_t bits, unsigned count) {
    bits_ = bits_ << count | bits;
    count_ += count;
    if (count_ < 32) return;
    count_ -= 32;
    if (size_ > capacity - 8) flush();
    store_big_endian(bits_ >> count_ << 32, bytes_.data() + size_);
    size_ += 4;
  }

  // Copies the bits from one place to another of the same bytes, whole words at once.
  void copy(jpeg_place from, jpeg_place to);

  // Whether it is doubtful how many bits are to be copied from a place on: the last byte of the
  // interval may end in 1s that only fill it, and copied to other places of a byte these would make
  // a byte that no decoder reads, of which some complain.  Precondition: from.byte != end.
  [[nodiscard]] bool needs_last_bit(jpeg_place from, const unsigned char* end) const noexcept {
    const unsigned beyond = (count_ - from.bit) % 8;  // bits in the byte that would be the last
    const bool is_stuffed = end - from.byte > 1 && end[-1] == 0 && end[-2] == 0xFF;
    const unsigned char last = is_stuffed ? end[-2] : end[-1];
    const unsigned ones = static_cast<unsigned>(std::countr_one(last));
    return beyond != 0 && ones >= beyond;
  }

  // Fills the last byte with 1s (T.81 F.1.2.3), after which the writer can begin again.
  void finish();

 private:
  static constexpr std::size_t capacity = 4096;

  void drain();  // whole bytes, so that 0 to 7 bits are left
  void flush();  // bytes to the output
  void shift(const unsigned char* bytes, std::size_t count);  // 1 to 7 bits stay in hand

  std::vector<unsigned char>& out_;
  std::array<unsigned char, capacity + 8> bytes_;  // without 0x00 behind 0xFF
  std::size_t size_ = 0;
  std::uint64_t bits_ = 0;  // the last one is the lowest
  unsigned count_ = 0;
};

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/jpeg_bits.ipp>
#endif
