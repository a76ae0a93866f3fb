// SPDX-License-Identifier: BSD-3-Clause
// What pixels/image_layout.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

inline constexpr std::uint64_t most_frames = 2'147'483'647;  // VR IS, PS3.5 section 6.2

inline void require_layout(bool is_sound, std::uint16_t element, const char* reason) {
  if (!is_sound) throw error(errc::malformed, reason).at({0x0028, element});
}

inline void require_supported(bool is_supported, std::uint16_t element, const char* reason) {
  if (!is_supported) throw error(errc::unsupported_pixels, reason).at({0x0028, element});
}

inline bool has_one_sample(photometric colours) noexcept {
  return colours == photometric::monochrome1 || colours == photometric::monochrome2 ||
         colours == photometric::palette_color;
}

inline void require_sound_bits(const image_description& given) {
  if (given.kind != sample_kind::integer) {
    require_layout(given.bits_allocated == (given.kind == sample_kind::float_32 ? 32U : 64U),
                   0x0100, "floating point numbers of another size than their element has");
    require_layout(
        given.colours == photometric::monochrome2 || given.colours == photometric::monochrome1,
        0x0004, "floating point numbers that are colours");
    return;
  }
  require_layout(
      given.bits_allocated == 1 || (given.bits_allocated != 0 && given.bits_allocated % 8 == 0),
      0x0100, "cells that are neither single bits nor whole bytes");
  require_supported(given.bits_allocated == 1 || given.bits_allocated == 8 ||
                        given.bits_allocated == 16 || given.bits_allocated == 32 ||
                        given.bits_allocated == 64,
                    0x0100, "cells of a number of bytes that is no power of two up to eight");
  require_layout(given.bits_stored != 0 && given.bits_stored <= given.bits_allocated, 0x0101,
                 "no bits stored, or more than are allocated");
  require_layout(given.high_bit < given.bits_allocated && given.high_bit + 1 >= given.bits_stored,
                 0x0102, "a high bit for which the cell has no room");
  require_layout(given.representation <= 1, 0x0103, "no known Pixel Representation");
  require_layout(given.representation == 0 || given.bits_allocated != 1, 0x0103,
                 "single bits with a sign");
  require_supported(given.representation == 0 || has_one_sample(given.colours), 0x0103,
                    "colours with a sign");
  require_supported(given.bits_allocated != 1 || given.samples == 1, 0x0100,
                    "single bits of colours");
}

inline void require_sound_native(const image_description& given) {
  switch (given.colours) {
    case photometric::ybr_partial_420:
    case photometric::ybr_ict:
    case photometric::ybr_rct:
    case photometric::xyb:
      throw error(errc::unsupported_pixels, "native pixels in colours that only a codec has")
          .at({0x0028, 0x0004});
    default: break;
  }
  const bool is_paired =
      given.colours == photometric::ybr_full_422 || given.colours == photometric::ybr_partial_422;
  require_layout(!is_paired || given.planar == 0, 0x0006, "planes of pixels that share colours");
  require_layout(!is_paired || given.columns % 2 == 0, 0x0011,
                 "an odd number of columns of pixels that share colours");
  require_layout(given.storage != pixel_storage::big_endian_bytes || given.bits_allocated <= 8,
                 0x0100, "big endian cells of more than a byte that are no words");
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::optional<photometric> photometric_of(std::string_view value) noexcept {
  using entry = std::pair<std::string_view, photometric>;
  constexpr std::array<entry, 11> terms = {{
      {"MONOCHROME1", photometric::monochrome1},
      {"MONOCHROME2", photometric::monochrome2},
      {"PALETTE COLOR", photometric::palette_color},
      {"RGB", photometric::rgb},
      {"YBR_FULL", photometric::ybr_full},
      {"YBR_FULL_422", photometric::ybr_full_422},
      {"YBR_PARTIAL_422", photometric::ybr_partial_422},
      {"YBR_PARTIAL_420", photometric::ybr_partial_420},
      {"YBR_ICT", photometric::ybr_ict},
      {"YBR_RCT", photometric::ybr_rct},
      {"XYB", photometric::xyb},
  }};
  const std::string_view name = detail::without_blanks(value);
  const auto capital = [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  };
  for (const auto& [term, colours] : terms) {
    bool is_same = name.size() == term.size();
    for (std::size_t i = 0; is_same && i < term.size(); ++i) is_same = capital(name[i]) == term[i];
    if (is_same) return colours;
  }
  return std::nullopt;
}

DICOM_ANONYMIZER_INLINE image_layout::image_layout(const image_description& given) : given_(given) {
  using detail::require_layout;
  require_layout(given.rows != 0 && given.rows <= 65'535, 0x0010, "no rows, or too many");
  require_layout(given.columns != 0 && given.columns <= 65'535, 0x0011, "no columns, or too many");
  require_layout(given.frames != 0 && given.frames <= detail::most_frames, 0x0008,
                 "no frames, or too many");
  require_layout(given.samples == (detail::has_one_sample(given.colours) ? 1U : 3U), 0x0002,
                 "another number of samples than the colours have");
  require_layout(given.samples == 1 || given.planar <= 1, 0x0006, "no known Planar Configuration");
  detail::require_sound_bits(given);
  if (!is_native()) return;
  detail::require_sound_native(given);
  // A frame has at most 2^32 pixels of 192 bits, so that only their number can be too large.
  constexpr std::uint64_t most_bits = std::uint64_t{0xFFFFFFFE} * 8;
  require_layout(frame_bits() <= most_bits / given.frames, 0x0008,
                 "more native pixels than a length field can count");
}

DICOM_ANONYMIZER_INLINE void image_layout::require_native_size(std::uint64_t bytes) const {
  const std::uint64_t size = native_size();
  const bool are_words_turned = given_.storage == pixel_storage::big_endian_words;
  if (bytes < size + (are_words_turned ? size % 2 : 0))
    throw error(errc::truncated, "the pixel data end within their frames");
  if (bytes > size + size % 2)
    throw error(errc::malformed, "the pixel data are longer than their frames");
}

}  // namespace dicom_anonymizer
