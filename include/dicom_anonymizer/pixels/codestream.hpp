// SPDX-License-Identifier: BSD-3-Clause
// What a compressed frame is, by the transfer syntax of its file and by its own first bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dicom_anonymizer::detail {

// Codestreams that may hold text besides their picture, and those that hold none or are not gone
// over.
enum class codestream : std::uint8_t {
  jpeg,           // ISO 10918-1, and JPEG-LS, which has the same markers
  jpeg2000,       // ISO 15444-1 and 15444-15, without boxes
  jp2,            // the same in boxes
  jpegxl_boxes,   // ISO 18181-2
  without_texts,  // RLE, video, JPEG XL without boxes
  unknown,
};

// What the frames of a transfer syntax may be.
enum class frame_syntax : std::uint8_t {
  not_gone_over,  // video, and pixels that are not compressed or deflated as a whole
  rle,
  codestreams,  // of the JPEG families
  jpegxl,
  not_known,  // any
};

// Bytes that are enough to tell what a codestream is: of a transport stream a packet, and the
// first byte of the next.
inline constexpr std::size_t enough_of_codestream = 189;

// PS3.5 sections 8.2 and A.4.
[[nodiscard]] constexpr frame_syntax frame_syntax_of(std::string_view transfer_syntax) noexcept {
  if (transfer_syntax == "1.2.840.10008.1.2.5") return frame_syntax::rle;
  if (transfer_syntax == "1.2.840.10008.1.2.1.98" || transfer_syntax == "1.2.840.10008.1.2.8.1")
    return frame_syntax::not_gone_over;
  constexpr std::string_view family = "1.2.840.10008.1.2.4.";
  if (!transfer_syntax.starts_with(family)) return frame_syntax::not_known;
  unsigned number = 0;
  for (const char digit : transfer_syntax.substr(family.size())) {
    // Fragmentable video has a number behind its number.
    if (digit == '.') break;
    if (digit < '0' || digit > '9' || number > 1000) return frame_syntax::not_known;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  if (number >= 100 && number <= 108) return frame_syntax::not_gone_over;
  const bool is_jpeg = number >= 50 && number <= 81;
  const bool is_jpeg2000 = (number >= 90 && number <= 93) || (number >= 201 && number <= 203);
  if (number >= 110 && number <= 112) return frame_syntax::jpegxl;
  return is_jpeg || is_jpeg2000 ? frame_syntax::codestreams : frame_syntax::not_known;
}

// Whether codestreams of a kind may hold texts that can be told from their picture.
[[nodiscard]] constexpr bool may_hold_texts(codestream kind) noexcept {
  return kind != codestream::without_texts && kind != codestream::unknown;
}

// Whether bytes begin like video: MPEG-2, H.264 and HEVC with start codes, as a transport stream,
// or in an MP4 file.
[[nodiscard]] constexpr bool begins_like_video(std::string_view first) noexcept {
  constexpr std::size_t packet = 188;
  return first.starts_with(std::string_view("\0\0\1", 3)) ||
         first.starts_with(std::string_view("\0\0\0\1", 4)) ||
         first.substr(0, 8).ends_with("ftyp") ||
         (first.starts_with('G') && first.size() > packet && first[packet] == 'G');
}

// Whether bytes begin like a frame in RLE: PS3.5 section G.5, of 1 to 15 segments the first one
// behind the header of 64 bytes.
[[nodiscard]] constexpr bool begins_like_rle(std::string_view first) noexcept {
  return first.size() >= 8 && first[0] >= 1 && first[0] <= 15 &&
         first.substr(1, 7) == std::string_view("\0\0\0\x40\0\0\0", 7);
}

// By its first bytes, enough_of_codestream of them or all.
[[nodiscard]] constexpr codestream codestream_of(std::string_view first) noexcept {
  constexpr auto text = [](const char* bytes, std::size_t count) {
    return std::string_view(bytes, count);
  };
  // A marker follows the first one; a fragment may hold two bytes alone.
  if (first == text("\xFF\xD8", 2) || first.starts_with(text("\xFF\xD8\xFF", 3)))
    return codestream::jpeg;
  if (first.starts_with(text("\xFF\x4F\xFF\x51", 4))) return codestream::jpeg2000;
  if (first.starts_with(text("\0\0\0\x0CjP  \r\n\x87\n", 12))) return codestream::jp2;
  if (first.starts_with(text("\0\0\0\x0CJXL \r\n\x87\n", 12))) return codestream::jpegxl_boxes;
  if (first.starts_with(text("\xFF\x0A", 2)) || begins_like_rle(first) || begins_like_video(first))
    return codestream::without_texts;
  return codestream::unknown;
}

}  // namespace dicom_anonymizer::detail
