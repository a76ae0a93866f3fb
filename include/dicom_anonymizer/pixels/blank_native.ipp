// SPDX-License-Identifier: BSD-3-Clause
// What pixels/blank_native.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/blank_native.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE void byte_run::copy_to(std::uint64_t from,
                                               std::span<unsigned char> to) const noexcept {
  if (to.empty()) return;
  if (pattern.size() == 1) {
    std::fill(to.begin(), to.end(), pattern[0]);
    return;
  }
  // One pattern by hand; the rest repeats what is there, twice as much each time.
  const auto phase = static_cast<std::size_t>(from % pattern.size());
  const std::size_t begun = std::min(to.size(), pattern.size());
  for (std::size_t i = 0; i < begun; ++i) to[i] = pattern[(phase + i) % pattern.size()];
  for (std::size_t done = begun; done < to.size();) {
    const std::size_t more = std::min(done, to.size() - done);
    std::copy_n(to.begin(), more, to.begin() + static_cast<std::ptrdiff_t>(done));
    done += more;
  }
}

DICOM_ANONYMIZER_INLINE native_painter::native_painter(const image_layout& layout,
                                                       const paint_value& value)
    : layout_(layout),
      cell_bytes_(layout.bits_allocated() == 1 ? 1 : layout.bits_allocated() / 8),
      are_bytes_turned_(layout.storage() == pixel_storage::big_endian_words && cell_bytes_ == 1) {
  if (!layout.is_native())
    throw error(errc::bad_arguments, "pixels that are not native are painted by their codec");
  const bool is_reversed =
      layout.storage() == pixel_storage::big_endian_words && !are_bytes_turned_;
  const bool is_uncertain = is_reversed && cell_bytes_ > 2 && layout.kind() == sample_kind::integer;
  std::size_t at = 0;
  const auto put = [&](std::uint64_t cell) {
    const std::uint64_t all_bytes_same = (cell & 0xFF) * 0x0101010101010101U;
    if (is_uncertain && cell != (cell_bytes_ == 8 ? all_bytes_same : all_bytes_same & 0xFFFFFFFF))
      throw error(errc::unsupported_pixels, "big endian cells of more than two bytes")
          .at({0x0028, 0x0100});
    for (std::size_t i = 0; i < cell_bytes_; ++i) {
      const std::size_t place = is_reversed ? cell_bytes_ - 1 - i : i;
      pixel_[at + place] = static_cast<unsigned char>(cell >> 8 * i & 0xFF);
    }
    at += cell_bytes_;
  };
  put(value.cells[0]);
  if (layout.is_paired()) put(value.cells[0]);
  for (std::size_t i = 1; i < layout.samples(); ++i) put(value.cells[i]);
}

DICOM_ANONYMIZER_INLINE void native_painter::for_each_run(std::uint32_t frame,
                                                          std::span<const rectangle> rectangles,
                                                          const visitor& visit) const {
  if (frame == 0 || frame > layout_.frames())
    throw error(errc::bad_arguments, "the image has no such frame");
  const std::span<const unsigned char> pixel(pixel_);
  const std::uint64_t begin = layout_.frame_bits() * (frame - 1);
  for (const rectangle& one : rectangles) {
    if (one.clipped_to(layout_.columns(), layout_.rows()) != one)
      throw error(errc::bad_arguments, "a rectangle reaches beyond the frame");
    if (one.is_empty()) continue;
    if (layout_.bits_allocated() == 1) {
      visit_bits(begin, one, visit);
    } else if (layout_.is_planar()) {
      const std::uint64_t plane = layout_.pixels() * cell_bytes_;
      for (std::uint64_t i = 0; i < layout_.samples(); ++i)
        visit_rows(begin / 8 + i * plane, cell_bytes_, one,
                   pixel.subspan(static_cast<std::size_t>(i) * cell_bytes_, cell_bytes_), visit);
    } else if (layout_.is_paired()) {
      visit_rows(begin / 8, 2 * cell_bytes_, one.grown_to_blocks(2, 1),
                 pixel.first(4 * cell_bytes_), visit);
    } else {
      const std::size_t bytes = layout_.samples() * cell_bytes_;
      visit_rows(begin / 8, bytes, one, pixel.first(bytes), visit);
    }
  }
}

DICOM_ANONYMIZER_INLINE void native_painter::visit_rows(std::uint64_t plane,
                                                        std::uint64_t pixel_bytes,
                                                        const rectangle& where,
                                                        std::span<const unsigned char> pattern,
                                                        const visitor& visit) const {
  const std::uint64_t row_bytes = layout_.columns() * pixel_bytes;
  if (where.width == layout_.columns()) {
    visit_bytes(plane + where.top * row_bytes, plane + where.bottom() * row_bytes, pattern, visit);
    return;
  }
  for (std::uint64_t row = where.top; row < where.bottom(); ++row) {
    const std::uint64_t begin = plane + row * row_bytes;
    visit_bytes(begin + where.left * pixel_bytes, begin + where.right() * pixel_bytes, pattern,
                visit);
  }
}

DICOM_ANONYMIZER_INLINE void native_painter::visit_bits(std::uint64_t frame_begin,
                                                        const rectangle& where,
                                                        const visitor& visit) const {
  const std::uint64_t columns = layout_.columns();
  if (where.width == columns) {
    visit_bit_row(frame_begin + where.top * columns, frame_begin + where.bottom() * columns, visit);
    return;
  }
  for (std::uint64_t row = where.top; row < where.bottom(); ++row) {
    const std::uint64_t begin = frame_begin + row * columns;
    visit_bit_row(begin + where.left, begin + where.right(), visit);
  }
}

// The first pixel is the lowest bit of the first byte, PS3.5 section 8.1.1.
DICOM_ANONYMIZER_INLINE void native_painter::visit_bit_row(std::uint64_t first,
                                                           std::uint64_t behind,
                                                           const visitor& visit) const {
  const unsigned char bits = (pixel_[0] & 1U) != 0 ? 0xFF : 0;
  const std::span<const unsigned char> pattern(&bits, 1);
  const auto part = [&](std::uint64_t byte, unsigned mask) {
    visit({are_bytes_turned_ ? byte ^ 1U : byte, 1, pattern, static_cast<unsigned char>(mask)});
  };
  const std::uint64_t first_byte = first / 8;
  const std::uint64_t last_byte = behind / 8;
  const unsigned from_first = 0xFFU << first % 8 & 0xFFU;
  const unsigned below_behind = (1U << behind % 8) - 1;
  if (first_byte == last_byte) {
    part(first_byte, from_first & below_behind);
    return;
  }
  const bool is_begun = first % 8 != 0;
  if (is_begun) part(first_byte, from_first);
  visit_bytes(first_byte + (is_begun ? 1 : 0), last_byte, pattern, visit);
  if (below_behind != 0) part(last_byte, below_behind);
}

DICOM_ANONYMIZER_INLINE void native_painter::visit_bytes(std::uint64_t first, std::uint64_t behind,
                                                         std::span<const unsigned char> pattern,
                                                         const visitor& visit) const {
  if (first == behind) return;
  if (!are_bytes_turned_) {
    visit({first, behind - first, pattern});
    return;
  }
  // What would be the bytes of a word in little endian stands the other way round.
  const std::uint64_t begin = first + first % 2;
  const std::uint64_t end = behind - behind % 2;
  if (begin != first) visit({first - 1, 1, pattern.first(1)});
  if (begin < end) {
    std::array<unsigned char, 8> words{};
    const std::size_t size = pattern.size() % 2 == 0 ? pattern.size() : 2 * pattern.size();
    for (std::size_t i = 0; i < size; ++i)
      words[i ^ 1U] = pattern[(static_cast<std::size_t>(begin - first) + i) % pattern.size()];
    visit({begin, end - begin, std::span<const unsigned char>(words).first(size)});
  }
  if (end != behind && end >= begin)
    visit({behind, 1,
           pattern.subspan(static_cast<std::size_t>((behind - 1 - first) % pattern.size()), 1)});
}

DICOM_ANONYMIZER_INLINE void native_painter::paint(std::uint32_t frame,
                                                   std::span<const rectangle> rectangles,
                                                   std::span<unsigned char> buffer,
                                                   std::uint64_t position) const {
  for_each_run(frame, rectangles, [&](const byte_run& run) {
    const std::uint64_t first = std::max(run.offset, position);
    const std::uint64_t behind = std::min(run.offset + run.length, position + buffer.size());
    if (first >= behind) return;
    const std::span<unsigned char> here = buffer.subspan(static_cast<std::size_t>(first - position),
                                                         static_cast<std::size_t>(behind - first));
    if (run.mask == 0xFF)
      run.copy_to(first - run.offset, here);
    else
      here[0] = static_cast<unsigned char>((here[0] & ~run.mask) | (run.pattern[0] & run.mask));
  });
}

}  // namespace dicom_anonymizer
