// SPDX-License-Identifier: BSD-3-Clause
// What pixels/jpeg_bits.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/jpeg_bits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE void jpeg_bit_writer::drain() {
  if (size_ > capacity - 8) flush();
  while (count_ >= 8) {
    count_ -= 8;
    bytes_[size_++] = static_cast<unsigned char>(bits_ >> count_ & 0xFFU);
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_bit_writer::flush() {
  const unsigned char* at = bytes_.data();
  std::size_t left = size_;
  size_ = 0;
  while (left != 0) {
    const void* const found = std::memchr(at, 0xFF, left);
    if (found == nullptr) {
      out_.insert(out_.end(), at, at + left);
      return;
    }
    const auto* const behind = static_cast<const unsigned char*>(found) + 1;
    out_.insert(out_.end(), at, behind);
    out_.push_back(0);
    left -= static_cast<std::size_t>(behind - at);
    at = behind;
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_bit_writer::shift(const unsigned char* bytes, std::size_t count) {
  while (count >= 8) {
    if (size_ > capacity - 8) flush();
    std::size_t words = std::min(count, capacity - size_) / 8;
    count -= 8 * words;
    for (; words != 0; --words, bytes += 8, size_ += 8) {
      const std::uint64_t word = load_big_endian(bytes);
      store_big_endian(bits_ << (64 - count_) | word >> count_, bytes_.data() + size_);
      bits_ = word;
    }
  }
  for (; count != 0; --count) {
    put(*bytes++, 8);
    drain();
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_bit_writer::copy(jpeg_place from, jpeg_place to) {
  drain();
  const auto bits_of = [](const unsigned char* byte, unsigned first, unsigned behind) {
    return (*byte & (0xFFU >> first)) >> (8 - behind);
  };
  if (from.byte == to.byte) {
    put(to.bit == 0 ? 0 : bits_of(from.byte, from.bit, to.bit), to.bit - from.bit);
    return;
  }
  if (from.bit != 0) {
    put(bits_of(from.byte, from.bit, 8), 8 - from.bit);
    drain();
    from.byte += *from.byte == 0xFF ? 2 : 1;
  }
  auto left = static_cast<std::size_t>(to.byte - from.byte);
  if (count_ == 0) {
    // In step: the bytes are the same, with what is stuffed into them.
    flush();
    out_.insert(out_.end(), from.byte, to.byte);
  } else {
    while (left != 0) {
      const void* const found = std::memchr(from.byte, 0xFF, left);
      const std::size_t count =
          found == nullptr
              ? left
              : static_cast<std::size_t>(static_cast<const unsigned char*>(found) + 1 - from.byte);
      shift(from.byte, count);
      const std::size_t read = found == nullptr ? count : count + 1;
      from.byte += read;
      left -= read;
    }
  }
  if (to.bit != 0) put(bits_of(to.byte, 0, to.bit), to.bit);
}

DICOM_ANONYMIZER_INLINE void jpeg_bit_writer::finish() {
  drain();
  if (count_ != 0) put(0xFFU >> count_, 8 - count_);
  drain();
  flush();
}

}  // namespace dicom_anonymizer::detail
