// SPDX-License-Identifier: BSD-3-Clause
// Differences as JPEG codes them: of first coefficients, and of samples of lossless frames.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/jpeg_bits.hpp>
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

namespace dicom_anonymizer::detail {

// The difference that comes next (T.81 F.2.2.1, H.2).  Fills the reader.  Its size is at most
// longest, up to 16; 16 stands for 32768 without bits behind it.  Throws error(errc::malformed)
// with the offset.
[[nodiscard]] inline std::int32_t read_jpeg_difference(jpeg_bit_reader& reader,
                                                       const huffman_table& table,
                                                       const size_lookup& sizes, unsigned longest,
                                                       std::size_t offset) {
  reader.fill();
  huffman_table::symbol size = sizes.of(reader.peek(size_lookup::width));
  if (size.length == 0) {
    size = table.symbol_of(static_cast<std::uint32_t>(reader.peek(16)));
    if (size.length == 0) refuse_jpeg(errc::malformed, "bits that are no code", offset);
  }
  if (size.value > longest) refuse_jpeg(errc::malformed, "a difference that is too large", offset);
  reader.skip(size.length);
  if (size.value == 0) return 0;
  if (size.value == 16) return 32768;
  const auto bits = static_cast<std::int32_t>(reader.peek(size.value));
  reader.skip(size.value);
  const std::int32_t half = std::int32_t{1} << (size.value - 1);
  return bits < half ? bits - 2 * half + 1 : bits;
}

// Writes a difference with a size of at most longest; a size that the table does not have is added
// to it.  Throws error(errc::malformed) or what huffman_table::demand throws, with the offset.
inline void put_jpeg_difference(jpeg_bit_writer& writer, std::int64_t difference,
                                huffman_table& table, unsigned longest, std::size_t offset) {
  const std::int64_t size = difference < 0 ? -difference : difference;
  const auto width = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(size)));
  if (width > longest) refuse_jpeg(errc::malformed, "a difference that is too large", offset);
  const huffman_table::code code = table.demand(static_cast<std::uint8_t>(width), offset);
  writer.put(code.bits, code.length);
  if (width == 0 || width == 16) return;
  const std::int64_t bits =
      difference < 0 ? difference + (std::int64_t{1} << width) - 1 : difference;
  writer.put(static_cast<std::uint32_t>(bits), width);
}

}  // namespace dicom_anonymizer::detail
