// SPDX-License-Identifier: BSD-3-Clause
// Paints over rectangles of native pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// Bytes of native pixel data to overwrite.
struct byte_run {
  /// The first of them, from the start of the value.
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  /// What they become, over and over; never without bytes, and valid while the run is told.
  std::span<const unsigned char> pattern;
  /// The bits that are overwritten; others than all only where the run is one byte.
  unsigned char mask = 0xFF;

  /// Writes what the bytes of the run from this one on become.  Precondition: the mask has all
  /// bits.
  void copy_to(std::uint64_t from, std::span<unsigned char> to) const noexcept;
};

/// Paints over rectangles of native pixels.  Pixels that share their colours are painted in pairs,
/// so that a rectangle grows to even columns there.
class native_painter {
 public:
  /// Throws error(errc::bad_arguments) if the layout is not native, and
  /// error(errc::unsupported_pixels) if the cells are big endian, of 32 or 64 bits, and not all
  /// bytes of the value are the same: in VR OW their order is not sure.
  native_painter(const image_layout& layout, const paint_value& value);

  /// Tells of each run of bytes that a frame, which is counted from 1, has to get, in the order of
  /// the rectangles and in each from its first row on; rows that follow each other without a gap
  /// are one.  Throws error(errc::bad_arguments) if there is no such frame or a rectangle reaches
  /// beyond it, and what the visitor throws.
  void for_each_run(std::uint32_t frame, std::span<const rectangle> rectangles,
                    const std::function<void(const byte_run&)>& visit) const;

  /// Paints over what a buffer has of a frame, which is counted from 1.  The buffer has the bytes
  /// of the value from a position on; what of the frame is not in it is left out.  Throws as
  /// for_each_run does.
  void paint(std::uint32_t frame, std::span<const rectangle> rectangles,
             std::span<unsigned char> buffer, std::uint64_t position) const;

 private:
  using visitor = std::function<void(const byte_run&)>;

  void visit_rows(std::uint64_t plane, std::uint64_t pixel_bytes, const rectangle& where,
                  std::span<const unsigned char> pattern, const visitor& visit) const;
  void visit_bits(std::uint64_t frame_begin, const rectangle& where, const visitor& visit) const;
  void visit_bit_row(std::uint64_t first, std::uint64_t behind, const visitor& visit) const;
  void visit_bytes(std::uint64_t first, std::uint64_t behind,
                   std::span<const unsigned char> pattern, const visitor& visit) const;

  image_layout layout_;
  std::size_t cell_bytes_;
  std::array<unsigned char, 32> pixel_{};  // of a pixel, or of a pair, the bytes of all cells
  bool are_bytes_turned_;                  // cells of up to a byte in words that are turned
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/blank_native.ipp>
#endif
