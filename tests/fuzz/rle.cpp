// SPDX-License-Identifier: BSD-3-Clause
// Frames in RLE of any bytes: they are refused, or another decoder finds the same pixels but for
// the rectangles.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/blank_rle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace da = dicom_anonymizer;
using buffer = std::vector<unsigned char>;

namespace {

void require(bool is_so) {
  if (!is_so) std::abort();
}

void put(buffer& to, std::size_t at, std::size_t number) {
  for (std::size_t i = 0; i < 4; ++i) to[at + i] = static_cast<unsigned char>(number >> 8 * i);
}

std::size_t get(const buffer& from, std::size_t at) {
  std::size_t result = 0;
  for (std::size_t i = 4; i > 0; --i) result = result * 256 + from[at + i - 1];
  return result;
}

// As PS3.5 section G.3.2 says; nothing if the bytes end before the last pixel.
std::optional<buffer> decoded(const buffer& frame, std::size_t segment, std::size_t pixels) {
  const std::size_t end = segment + 1 < get(frame, 0) ? get(frame, 8 + 4 * segment) : frame.size();
  buffer result;
  for (std::size_t at = get(frame, 4 + 4 * segment); result.size() < pixels;) {
    if (at >= end) return std::nullopt;
    const auto head = static_cast<signed char>(frame[at++]);
    for (int i = 0; head >= 0 && i <= head; ++i) {
      if (at >= end) return std::nullopt;
      result.push_back(frame[at++]);
    }
    if (head >= 0 || head == -128) continue;
    if (at >= end) return std::nullopt;
    result.insert(result.end(), static_cast<std::size_t>(1 - head), frame[at++]);
  }
  return result;
}

// A frame whose header is sound, so that the runs are reached.
buffer frame_of(std::span<const unsigned char> bytes, std::size_t segments) {
  buffer result(64);
  put(result, 0, segments);
  const std::size_t each = bytes.size() / segments;
  for (std::size_t i = 0; i < segments; ++i) {
    put(result, 4 + 4 * i, result.size());
    const std::span<const unsigned char> part =
        i + 1 < segments ? bytes.subspan(i * each, each) : bytes.subspan(i * each);
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 16) return 0;
  const std::span<const unsigned char> bytes(data, size);
  const bool is_grey = (bytes[0] & 1) != 0;
  const std::uint32_t cell_bytes = 1U << (bytes[0] >> 1) % 3;
  const std::uint32_t columns = 1 + bytes[1] % 70;
  const std::uint32_t rows = 1 + bytes[2] % 8;
  const std::size_t segments = (is_grey ? 1 : 3) * cell_bytes;
  const da::image_layout layout(
      {.rows = rows,
       .columns = columns,
       .samples = is_grey ? 1U : 3U,
       .bits_allocated = 8 * cell_bytes,
       .bits_stored = 8 * cell_bytes,
       .high_bit = 8 * cell_bytes - 1,
       .colours = is_grey ? da::photometric::monochrome1 : da::photometric::ybr_full,
       .storage = da::pixel_storage::encapsulated});
  const da::paint_value value{{0x01020304, 0x05060708, 0x090A0B0C}};
  da::region_set regions;
  for (std::size_t i = 4; i < 12; i += 4) {
    const da::rectangle where{bytes[i] % columns, bytes[i + 1] % rows, 1U + bytes[i + 2] % columns,
                              1U + bytes[i + 3] % rows};
    regions |=
        (bytes[3] & i) != 0 ? da::region_set::paint(where) : da::region_set::keep_only(where);
  }
  const std::vector<da::rectangle> rectangles = regions.rectangles_in(1, columns, rows);
  const std::span<const unsigned char> rest = bytes.subspan(12);
  const buffer frame =
      (bytes[3] & 1) != 0 ? frame_of(rest, segments) : buffer(rest.begin(), rest.end());
  try {
    const buffer result = da::blank_rle(frame, layout, value, rectangles);
    require(result.size() % 2 == 0 && get(result, 0) == segments);
    for (std::size_t segment = 0; segment < segments; ++segment) {
      const std::size_t pixels = std::size_t{columns} * rows;
      const std::optional<buffer> before = decoded(frame, segment, pixels);
      const std::optional<buffer> after = decoded(result, segment, pixels);
      require(before && after && before->size() == pixels && after->size() == pixels);
      const std::uint64_t cell = value.cells[segment / cell_bytes];
      const auto painted =
          static_cast<unsigned char>(cell >> 8 * (cell_bytes - 1 - segment % cell_bytes) & 0xFF);
      for (std::size_t i = 0; i < pixels; ++i) {
        const bool goes = std::any_of(rectangles.begin(), rectangles.end(), [&](const auto& one) {
          return one.intersects({static_cast<std::uint32_t>(i % columns),
                                 static_cast<std::uint32_t>(i / columns), 1, 1});
        });
        require((*after)[i] == (goes ? painted : (*before)[i]));
      }
    }
  } catch (const da::error&) {
  }
  return 0;
}
