// SPDX-License-Identifier: BSD-3-Clause
// The marker segments of a JPEG codestream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {

/// What a data set says of each frame of its pixel data.  A codestream that says otherwise is
/// refused, so that it cannot ask for more memory than the data set does.
struct jpeg_image {
  std::uint32_t columns = 0;      ///< Columns (0028,0011)
  std::uint32_t rows = 0;         ///< Rows (0028,0010)
  std::uint32_t samples = 1;      ///< Samples per Pixel (0028,0002)
  std::uint32_t bits_stored = 8;  ///< Bits Stored (0028,0101): the codestream has as many or more
};

/// How a codestream is coded, of what this library can paint over.
enum class jpeg_kind {
  sequential,  ///< SOF0 or SOF1, processes 1, 2 and 4: for blank_jpeg
  lossless,    ///< SOF3, process 14: for blank_jpeg_lossless
};

/// What its frame header says, whatever the transfer syntax does.  Throws
/// error(errc::unsupported_pixels), which names the kind of coding, if it is another one;
/// error(errc::truncated) or error(errc::malformed) if there is no frame header.  The offset is
/// that from the first byte of the codestream.
[[nodiscard]] jpeg_kind jpeg_kind_of(std::span<const unsigned char> codestream);

namespace detail {

// ITU-T T.81, Table B.1.
namespace jpeg_marker {
inline constexpr std::uint8_t sof0 = 0xC0, sof1 = 0xC1, sof3 = 0xC3, dht = 0xC4, rst0 = 0xD0,
                              rst7 = 0xD7, soi = 0xD8, eoi = 0xD9, sos = 0xDA, dqt = 0xDB,
                              dri = 0xDD, app0 = 0xE0, app14 = 0xEE, app15 = 0xEF, com = 0xFE;
}  // namespace jpeg_marker

// Throws an error at a place of the codestream, in bytes from its first one.
[[noreturn]] void refuse_jpeg(errc code, const char* reason, std::size_t offset);

struct jpeg_segment {
  std::uint8_t marker = 0;
  std::size_t offset = 0;                   // of the 0xFF right before the code of the marker
  std::span<const unsigned char> contents;  // behind the length; empty if the marker stands alone
  std::size_t behind = 0;                   // the offset of what follows
};

// The marker segment at an offset, which fill bytes may precede.  Throws error(errc::truncated) if
// the bytes end in it, error(errc::malformed) if there is no marker or its length is wrong.
[[nodiscard]] jpeg_segment jpeg_segment_at(std::span<const unsigned char> bytes,
                                           std::size_t offset);

// Where the entropy-coded bytes from an offset on end: the first 0xFF that begins a marker, or fill
// bytes before one.  Throws error(errc::truncated) if there is none.
[[nodiscard]] std::size_t jpeg_entropy_end(std::span<const unsigned char> bytes,
                                           std::size_t offset);

struct jpeg_component {
  std::uint8_t id = 0;
  std::uint8_t horizontal = 1;  // sampling factors
  std::uint8_t vertical = 1;
  std::uint8_t quantisation = 0;  // number of the table
};

struct jpeg_frame {
  std::uint8_t process = 0;  // the marker
  std::uint32_t precision = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::uint32_t count = 0;  // components
  std::array<jpeg_component, 4> components{};
  std::uint32_t widest = 1;  // the largest sampling factors
  std::uint32_t highest = 1;
};

// Whether a marker begins a frame; DHT, JPG and DAC stand among them in the table and do not.
[[nodiscard]] constexpr bool is_jpeg_frame(std::uint8_t marker) noexcept {
  return (marker >= jpeg_marker::sof0 && marker <= 0xCF && marker != jpeg_marker::dht &&
          marker != 0xC8 && marker != 0xCC) ||
         marker == 0xF7;
}

// Throws error(errc::unsupported_pixels), which names the kind of coding, if a marker that begins a
// frame is none of SOF0, SOF1 and SOF3.
void require_known_process(std::uint8_t marker, std::size_t offset);

// What a frame header says.  A single component counts as not subsampled, which is the same (T.81
// A.2.2).  Throws error(errc::unsupported_pixels), which names the kind
// of coding, if it is neither Huffman sequential nor Huffman lossless; error(errc::malformed) if it
// is wrong in itself or differs from the data set.
[[nodiscard]] jpeg_frame jpeg_frame_of(const jpeg_segment& header, const jpeg_image& image);

struct jpeg_scan {
  struct part {
    std::uint32_t component = 0;  // which of the frame
    std::uint8_t dc_table = 0;
    std::uint8_t ac_table = 0;
  };
  std::uint32_t count = 0;
  std::array<part, 4> parts{};
  std::uint8_t first_coefficient = 0;  // the predictor of a lossless scan
  std::uint8_t last_coefficient = 0;
  std::uint8_t high = 0;  // successive approximation; low: the point transform of a lossless scan
  std::uint8_t low = 0;
};

// What a scan header says.  Throws error(errc::malformed).
[[nodiscard]] jpeg_scan jpeg_scan_of(const jpeg_segment& header, const jpeg_frame& frame);

}  // namespace detail
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/jpeg_markers.ipp>
#endif
