// SPDX-License-Identifier: BSD-3-Clause
// How the pixels of an image are laid out, checked against the standard.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dicom_anonymizer {

/// What the samples of a pixel mean: Photometric Interpretation (0028,0004), PS3.3 section
/// C.7.6.3.1.2.
enum class photometric : std::uint8_t {
  monochrome1,      ///< the lowest value is white
  monochrome2,      ///< the lowest value is black
  palette_color,    ///< an index of three palettes
  rgb,              ///< red, green, blue
  ybr_full,         ///< luminance and two colours, full range
  ybr_full_422,     ///< so, and two pixels share their colours
  ybr_partial_422,  ///< retired; black is 16 of 256
  ybr_partial_420,  ///< only in compressed pixel data
  ybr_ict,          ///< only in JPEG 2000
  ybr_rct,          ///< only in JPEG 2000
  xyb,              ///< only in JPEG XL
};

/// What a value of Photometric Interpretation (0028,0004) names, blanks around it left out; in
/// small letters, too, as viewers know it. Nothing if it names none, or a retired one (HSV, ARGB,
/// CMYK).
[[nodiscard]] std::optional<photometric> photometric_of(std::string_view value) noexcept;

/// What a cell holds.
enum class sample_kind : std::uint8_t {
  integer,    ///< Pixel Data (7FE0,0010)
  float_32,   ///< Float Pixel Data (7FE0,0008)
  double_64,  ///< Double Float Pixel Data (7FE0,0009)
};

/// How cells become bytes.
enum class pixel_storage : std::uint8_t {
  little_endian,
  /// Words of two bytes, the upper byte first, as in VR OW; cells of one byte are turned in pairs.
  /// Floating point numbers: the upper byte first.
  big_endian_words,
  big_endian_bytes,  ///< VR OB of a big endian data set: cells of one byte, as they are
  encapsulated,      ///< compressed
};

/// What a data set says of its pixels; nothing of it need be true.  Numbers are as the attributes
/// have them.
struct image_description {
  std::uint32_t rows = 0;            ///< (0028,0010)
  std::uint32_t columns = 0;         ///< (0028,0011)
  std::uint32_t samples = 1;         ///< Samples per Pixel (0028,0002)
  std::uint32_t bits_allocated = 0;  ///< (0028,0100)
  std::uint32_t bits_stored = 0;     ///< (0028,0101); of no matter to floating point numbers
  std::uint32_t high_bit = 0;        ///< (0028,0102); of no matter to floating point numbers
  std::uint32_t representation = 0;  ///< Pixel Representation (0028,0103): 1 is signed
  std::uint32_t planar = 0;          ///< Planar Configuration (0028,0006); only with 3 samples
  photometric colours = photometric::monochrome2;
  std::uint64_t frames = 1;  ///< Number of Frames (0028,0008)
  sample_kind kind = sample_kind::integer;
  pixel_storage storage = pixel_storage::little_endian;
};

/// How the pixels of an image are laid out.  All that it says is consistent: it is made of a
/// description that the standard allows.
class image_layout {
 public:
  /// Throws error(errc::malformed), at the attribute, if PS3.3 sections C.7.6.3.1 and C.7.6.24 or
  /// PS3.5 section 8 do not allow the description: a size of 0 or over 65,535, other samples than
  /// the colours have, bits that are no whole bytes, more bits stored than allocated, a high bit
  /// below them, two planes of pixels that share colours, an odd number of native columns of these,
  /// frames that are none, or native pixels that no length field can count.  Throws
  /// error(errc::unsupported_pixels) if it is allowed, or was once, but nobody can tell here where
  /// the cells are or what is black: cells of other than 1, 8, 16, 32 and 64 bits, signed colours,
  /// single bits of colours, and native pixels in colours that only a codec has.
  explicit image_layout(const image_description& given);

  [[nodiscard]] std::uint32_t rows() const noexcept { return given_.rows; }
  [[nodiscard]] std::uint32_t columns() const noexcept { return given_.columns; }
  /// Samples of a pixel: 1 or 3.
  [[nodiscard]] std::uint32_t samples() const noexcept { return given_.samples; }
  /// Bits of a cell, which holds one sample: 1, 8, 16, 32 or 64.
  [[nodiscard]] std::uint32_t bits_allocated() const noexcept { return given_.bits_allocated; }
  [[nodiscard]] std::uint32_t bits_stored() const noexcept { return given_.bits_stored; }
  /// The bit of a cell, counted from 0, that is the highest of its sample.
  [[nodiscard]] std::uint32_t high_bit() const noexcept { return given_.high_bit; }
  [[nodiscard]] bool is_signed() const noexcept { return given_.representation == 1; }
  /// Whether each sample has a plane of its own, one behind the other in a frame.
  [[nodiscard]] bool is_planar() const noexcept { return given_.samples > 1 && given_.planar == 1; }
  [[nodiscard]] photometric colours() const noexcept { return given_.colours; }
  [[nodiscard]] std::uint32_t frames() const noexcept {
    return static_cast<std::uint32_t>(given_.frames);
  }
  [[nodiscard]] sample_kind kind() const noexcept { return given_.kind; }
  [[nodiscard]] pixel_storage storage() const noexcept { return given_.storage; }
  [[nodiscard]] bool is_native() const noexcept {
    return given_.storage != pixel_storage::encapsulated;
  }
  /// Whether two pixels side by side share their colours in native pixels: two luminances, then two
  /// colours.
  [[nodiscard]] bool is_paired() const noexcept {
    return given_.colours == photometric::ybr_full_422 ||
           given_.colours == photometric::ybr_partial_422;
  }

  /// Pixels of a frame.
  [[nodiscard]] std::uint64_t pixels() const noexcept {
    return std::uint64_t{given_.rows} * given_.columns;
  }
  /// Bits of a native frame.  Frames follow each other without a gap, even where one ends within a
  /// byte, PS3.5 section 8.1.1.
  [[nodiscard]] std::uint64_t frame_bits() const noexcept {
    return pixels() * given_.bits_allocated * (is_paired() ? 2 : given_.samples);
  }
  /// Bytes of a native frame, or that it needs if it begins with a byte.
  [[nodiscard]] std::uint64_t frame_size() const noexcept { return (frame_bits() + 7) / 8; }
  /// Bytes of all native frames, without the padding to an even length.
  /// Precondition: is_native().
  [[nodiscard]] std::uint64_t native_size() const noexcept {
    return (frame_bits() * given_.frames + 7) / 8;
  }
  /// Throws if a native value of so many bytes is not what the frames need, padded to an even
  /// length: error(errc::truncated) if it is shorter, error(errc::malformed) if it is longer, for
  /// what stands behind the frames may be more of them.  The last word that is turned has to be
  /// whole.
  void require_native_size(std::uint64_t bytes) const;

 private:
  image_description given_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/image_layout.ipp>
#endif
