// SPDX-License-Identifier: BSD-3-Clause
// What pixels/jpeg_markers.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::detail {

DICOM_ANONYMIZER_INLINE void refuse_jpeg(errc code, const char* reason, std::size_t offset) {
  error failed(code, std::string("JPEG codestream: ") + reason);
  failed.at_offset(offset);
  throw failed;
}

DICOM_ANONYMIZER_INLINE jpeg_segment jpeg_segment_at(std::span<const unsigned char> bytes,
                                                     std::size_t offset) {
  std::size_t at = offset;
  if (at >= bytes.size()) refuse_jpeg(errc::truncated, "it ends without an end marker", at);
  if (bytes[at] != 0xFF) refuse_jpeg(errc::malformed, "no marker where one must stand", at);
  while (at < bytes.size() && bytes[at] == 0xFF) ++at;
  if (at == bytes.size()) refuse_jpeg(errc::truncated, "it ends in a marker", at);
  jpeg_segment result;
  result.marker = bytes[at];
  result.offset = at - 1;
  result.behind = ++at;
  if (result.marker == 0) refuse_jpeg(errc::malformed, "no marker where one must stand", offset);
  const bool stands_alone = result.marker == 0x01 || (result.marker >= jpeg_marker::rst0 &&
                                                      result.marker <= jpeg_marker::eoi);
  if (stands_alone) return result;
  if (bytes.size() - at < 2) refuse_jpeg(errc::truncated, "it ends in a marker segment", at);
  const std::size_t length = std::size_t{bytes[at]} << 8 | bytes[at + 1];
  if (length < 2) refuse_jpeg(errc::malformed, "a marker segment shorter than its length", at);
  if (bytes.size() - at < length)
    refuse_jpeg(errc::truncated, "it ends in a marker segment", bytes.size());
  result.contents = bytes.subspan(at + 2, length - 2);
  result.behind = at + length;
  return result;
}

DICOM_ANONYMIZER_INLINE std::size_t jpeg_entropy_end(std::span<const unsigned char> bytes,
                                                     std::size_t offset) {
  while (offset < bytes.size()) {
    const void* const found = std::memchr(bytes.data() + offset, 0xFF, bytes.size() - offset);
    if (found == nullptr) break;
    offset = static_cast<std::size_t>(static_cast<const unsigned char*>(found) - bytes.data());
    if (bytes.size() - offset < 2) break;
    if (bytes[offset + 1] != 0) return offset;
    offset += 2;
  }
  refuse_jpeg(errc::truncated, "it ends in a scan", bytes.size());
}

DICOM_ANONYMIZER_INLINE void require_known_process(std::uint8_t marker, std::size_t offset) {
  const auto refuse = [&](const char* reason) {
    refuse_jpeg(errc::unsupported_pixels, reason, offset);
  };
  switch (marker) {
    case jpeg_marker::sof0:
    case jpeg_marker::sof1:
    case jpeg_marker::sof3: return;
    case 0xC2: refuse("progressive coding is not supported"); return;
    case 0xC9: refuse("arithmetic coding is not supported"); return;
    case 0xCA: refuse("progressive arithmetic coding is not supported"); return;
    case 0xCB: refuse("lossless arithmetic coding is not supported"); return;
    case 0xF7: refuse("it is JPEG-LS"); return;
    default: refuse("hierarchical coding is not supported");
  }
}

DICOM_ANONYMIZER_INLINE jpeg_frame jpeg_frame_of(const jpeg_segment& header,
                                                 const jpeg_image& image) {
  const auto require = [&](bool holds, const char* reason) {
    if (!holds) refuse_jpeg(errc::malformed, reason, header.offset);
  };
  require_known_process(header.marker, header.offset);
  const std::span<const unsigned char> bytes = header.contents;
  require(bytes.size() >= 6 && bytes.size() == 6 + 3 * std::size_t{bytes[5]},
          "a frame header of a wrong length");
  jpeg_frame result;
  result.process = header.marker;
  result.precision = bytes[0];
  result.rows = std::uint32_t{bytes[1]} << 8 | bytes[2];
  result.columns = std::uint32_t{bytes[3]} << 8 | bytes[4];
  result.count = bytes[5];
  if (header.marker == jpeg_marker::sof3)
    require(result.precision >= 2 && result.precision <= 16, "a precision that is not allowed");
  else
    require(result.precision == 8 || (result.precision == 12 && header.marker != jpeg_marker::sof0),
            "a precision that is not allowed");
  require(result.count >= 1 && result.count <= 4, "not one to four components");
  require(result.columns != 0 && result.rows != 0, "a frame without pixels");
  require(result.columns == image.columns && result.rows == image.rows,
          "its size is not that of the data set");
  require(result.count == image.samples, "its components are not as many as the data set says");
  require(
      result.precision >= image.bits_stored && (result.precision > 8) == (image.bits_stored > 8),
      "its precision does not fit the bits of the data set");
  for (std::uint32_t i = 0; i < result.count; ++i) {
    const std::size_t at = 6 + 3 * std::size_t{i};
    jpeg_component& one = result.components[i];
    one.id = bytes[at];
    one.horizontal = bytes[at + 1] >> 4;
    one.vertical = bytes[at + 1] & 0x0F;
    one.quantisation = bytes[at + 2];
    require(one.horizontal >= 1 && one.horizontal <= 4 && one.vertical >= 1 && one.vertical <= 4,
            "a sampling factor that is not allowed");
    require(one.quantisation < 4, "a number of a table that is not allowed");
    for (std::uint32_t j = 0; j < i; ++j)
      require(result.components[j].id != one.id, "two components of the same number");
    if (result.count == 1) one.horizontal = one.vertical = 1;
    result.widest = std::max<std::uint32_t>(result.widest, one.horizontal);
    result.highest = std::max<std::uint32_t>(result.highest, one.vertical);
  }
  return result;
}

DICOM_ANONYMIZER_INLINE jpeg_scan jpeg_scan_of(const jpeg_segment& header,
                                               const jpeg_frame& frame) {
  const auto require = [&](bool holds, const char* reason) {
    if (!holds) refuse_jpeg(errc::malformed, reason, header.offset);
  };
  const std::span<const unsigned char> bytes = header.contents;
  require(!bytes.empty() && bytes.size() == 4 + 2 * std::size_t{bytes[0]},
          "a scan header of a wrong length");
  jpeg_scan result;
  result.count = bytes[0];
  require(result.count >= 1 && result.count <= frame.count, "not one to four components in a scan");
  std::uint32_t blocks = 0;
  for (std::uint32_t i = 0; i < result.count; ++i) {
    const std::uint8_t id = bytes[1 + 2 * std::size_t{i}];
    const std::uint8_t tables = bytes[2 + 2 * std::size_t{i}];
    jpeg_scan::part& one = result.parts[i];
    while (one.component < frame.count && frame.components[one.component].id != id) ++one.component;
    require(one.component < frame.count, "a scan of a component that the frame does not have");
    // T.81 B.2.3: the components stand in the order of the frame.
    require(i == 0 || result.parts[i - 1].component < one.component,
            "components of a scan that are out of order");
    one.dc_table = tables >> 4;
    one.ac_table = tables & 0x0F;
    require(one.dc_table < 4 && one.ac_table < 4, "a number of a table that is not allowed");
    blocks += std::uint32_t{frame.components[one.component].horizontal} *
              frame.components[one.component].vertical;
  }
  require(result.count == 1 || blocks <= 10, "more than ten blocks in a unit of a scan");
  const std::size_t at = bytes.size() - 3;
  result.first_coefficient = bytes[at];
  result.last_coefficient = bytes[at + 1];
  result.high = bytes[at + 2] >> 4;
  result.low = bytes[at + 2] & 0x0F;
  return result;
}

}  // namespace dicom_anonymizer::detail

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE jpeg_kind jpeg_kind_of(std::span<const unsigned char> codestream) {
  detail::jpeg_segment one = detail::jpeg_segment_at(codestream, 0);
  if (one.marker != detail::jpeg_marker::soi)
    detail::refuse_jpeg(errc::malformed, "it does not begin with SOI", 0);
  do {
    one = detail::jpeg_segment_at(codestream, one.behind);
    if (one.marker == detail::jpeg_marker::sos || one.marker == detail::jpeg_marker::eoi)
      detail::refuse_jpeg(errc::malformed, "no frame header", one.offset);
  } while (!detail::is_jpeg_frame(one.marker));
  detail::require_known_process(one.marker, one.offset);
  return one.marker == detail::jpeg_marker::sof3 ? jpeg_kind::lossless : jpeg_kind::sequential;
}

}  // namespace dicom_anonymizer
