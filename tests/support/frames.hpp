// SPDX-License-Identifier: BSD-3-Clause
// Compressed frames made by hand from ISO 10918-1, 14495-1, 15444-1 and 18181-2, without the
// library: their structure is right, what is compressed in them is not looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "support/dicom_bytes.hpp"

namespace test {

// Bytes by their numbers.
inline std::string bytes_of(std::initializer_list<unsigned> numbers) {
  std::string result;
  for (const unsigned one : numbers) result.push_back(static_cast<char>(one));
  return result;
}

inline std::string big(std::uint64_t value, unsigned width) { return number(value, width, true); }

// A marker with a segment behind it.
inline std::string segment(unsigned marker, std::string_view content) {
  return bytes_of({0xFF, marker}) + big(content.size() + 2, 2) + std::string(content);
}

// ------------------------------------------------------------------------------------- JPEG

inline std::string jfif() {
  return segment(0xE0, bytes_of({'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0}));
}
inline std::string adobe() {
  return segment(0xEE, bytes_of({'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}));
}
inline std::string jpeg_comment(std::string_view text) { return segment(0xFE, text); }

// Up to the scan: tables and the frame header of so many components.
inline std::string jpeg_tables(unsigned start_of_frame = 0xC0, unsigned components = 1) {
  std::string frame = bytes_of({8, 0, 16, 0, 16, components});
  for (unsigned i = 1; i <= components; ++i) frame += bytes_of({i, 0x11, 0});
  std::string table(65, '\1');
  table[0] = '\0';
  return segment(0xDB, table) + segment(start_of_frame, frame) +
         segment(0xC4, bytes_of({0x00}) + std::string(16, '\0'));
}
// A scan of the components from first to last, with stuffed bytes and a restart in it.
inline std::string jpeg_scan(unsigned first = 1, unsigned last = 1) {
  std::string header = bytes_of({last - first + 1});
  for (unsigned i = first; i <= last; ++i) header += bytes_of({i, 0x00});
  return segment(0xDA, header + bytes_of({0, 63, 0})) +
         bytes_of({0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0x00, 0x7F});
}
// An image of one scan, with whatever stands before its tables.
inline std::string jpeg_image(std::string_view before_tables = {}) {
  return bytes_of({0xFF, 0xD8}) + std::string(before_tables) + jpeg_tables() + jpeg_scan() +
         bytes_of({0xFF, 0xD9});
}

// -------------------------------------------------------------------------------- JPEG 2000

inline std::string long_marker(unsigned marker, std::string_view content) {
  return segment(marker, content);
}

// SOC, SIZ, and the two that must be there, of one component of 16 x 16 pixels.
inline std::string jpeg2000_main(std::string_view more = {}) {
  const std::string size = big(0, 2) + big(16, 4) + big(16, 4) + big(0, 4) + big(0, 4) +
                           big(16, 4) + big(8, 4) + big(0, 4) + big(0, 4) + big(1, 2) +
                           bytes_of({7, 1, 1});
  return bytes_of({0xFF, 0x4F}) + segment(0x51, size) +
         segment(0x52, bytes_of({0, 0, 0, 1, 0, 0, 4, 4, 0, 1})) +
         segment(0x5C, bytes_of({0x40, 0x40})) + std::string(more);
}
inline std::string jpeg2000_comment(std::string_view text) {
  return segment(0x64, big(1, 2) + std::string(text));
}
// One tile-part, with what stands in its header; its length is written as 0 if it is the last one.
inline std::string tile_part(unsigned tile, std::string_view header, std::string_view data,
                             bool is_open = false) {
  const std::size_t length = 12 + header.size() + 2 + data.size();
  return segment(0x90, big(tile, 2) + big(is_open ? 0 : length, 4) + bytes_of({0, 1})) +
         std::string(header) + bytes_of({0xFF, 0x93}) + std::string(data);
}
inline std::string jpeg2000(std::string_view in_main = {}, std::string_view in_tile = {}) {
  return jpeg2000_main(in_main) + tile_part(0, in_tile, "first tile") +
         tile_part(1, {}, "second tile") + bytes_of({0xFF, 0xD9});
}

// ------------------------------------------------------------------------------------ boxes

inline std::string box(std::string_view name, std::string_view content) {
  return big(content.size() + 8, 4) + std::string(name) + std::string(content);
}
inline std::string jp2_head() {
  return box("jP  ", "\r\n\x87\n") + box("ftyp", "jp2 " + big(0, 4) + "jp2 ") +
         box("jp2h", box("ihdr", big(16, 4) + big(16, 4) + big(1, 2) + bytes_of({7, 7, 0, 0})) +
                         box("colr", bytes_of({1, 0, 0}) + big(17, 4)));
}
inline std::string jpegxl_head() {
  return box("JXL ", "\r\n\x87\n") + box("ftyp", "jxl " + big(0, 4) + "jxl ");
}

}  // namespace test
