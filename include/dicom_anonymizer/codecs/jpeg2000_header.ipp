// SPDX-License-Identifier: BSD-3-Clause
// What codecs/jpeg2000_header.hpp declares.
#pragma once

#include <dicom_anonymizer/codecs/jpeg2000_header.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/codecs/jpeg2000_work.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer::detail {

// Numbers of a codestream or its boxes, the highest byte first.  What lies beyond the end is an
// error.
class jpeg2000_bytes {
 public:
  jpeg2000_bytes(std::span<const unsigned char> bytes, std::size_t offset)
      : bytes_(bytes), offset_(offset) {}

  [[noreturn]] void refuse(errc code, const char* reason) const {
    error failed(code, std::string("JPEG 2000 codestream: ") + reason);
    failed.at_offset(offset_ + at_);
    throw failed;
  }
  void require(bool is_so, const char* reason, errc code = errc::malformed) const {
    if (!is_so) refuse(code, reason);
  }

  [[nodiscard]] std::uint64_t number(std::size_t size) {
    require(left() >= size, "it ends in a header", errc::truncated);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8U | bytes_[at_ + i];
    at_ += size;
    return value;
  }
  [[nodiscard]] std::uint32_t byte() { return static_cast<std::uint32_t>(number(1)); }
  [[nodiscard]] std::uint32_t word() { return static_cast<std::uint32_t>(number(2)); }
  [[nodiscard]] std::uint32_t long_word() { return static_cast<std::uint32_t>(number(4)); }

  // The next bytes, of which there must be so many.
  [[nodiscard]] jpeg2000_bytes part(std::uint64_t size) {
    require(left() >= size, "it ends in a header", errc::truncated);
    const jpeg2000_bytes result(bytes_.subspan(at_, static_cast<std::size_t>(size)), offset_ + at_);
    at_ += static_cast<std::size_t>(size);
    return result;
  }
  // What stands between a marker and the next one, behind the length.
  [[nodiscard]] jpeg2000_bytes segment() {
    const std::uint32_t length = word();
    require(length >= 2, "a marker segment shorter than its length");
    return part(length - 2);
  }

  [[nodiscard]] std::span<const unsigned char> rest() const { return bytes_.subspan(at_); }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - at_; }
  [[nodiscard]] std::size_t at() const noexcept { return at_; }

 private:
  std::span<const unsigned char> bytes_;
  std::size_t offset_;
  std::size_t at_ = 0;
};

// Boxes that change what the samples of the codestream in them are, T.800 section I.5.3.
DICOM_ANONYMIZER_INLINE void require_plain_boxes(jpeg2000_bytes boxes) {
  constexpr std::uint32_t pclr = 0x70636C72, cmap = 0x636D6170, cdef = 0x63646566,
                          colr = 0x636F6C72;
  while (boxes.left() != 0) {
    const std::uint32_t length = boxes.long_word();
    const std::uint32_t type = boxes.long_word();
    boxes.require(length == 0 || length >= 8, "a box shorter than its head");
    jpeg2000_bytes contents = boxes.part(length == 0 ? boxes.left() : length - 8);
    contents.require(type != pclr && type != cmap && type != cdef,
                     "boxes with a palette or an order of channels", errc::unsupported_pixels);
    if (type != colr) continue;
    const std::uint32_t method = contents.byte();
    (void)contents.word();  // precedence and approximation
    // Another method is a profile of ICC, which would go with the boxes.
    const std::uint32_t space = method == 1 ? contents.long_word() : 0;
    contents.require(space == 16 || space == 17,  // sRGB and grey
                     "boxes with a colour space of their own", errc::unsupported_pixels);
  }
}

// The codestream, without the boxes of a JP2 file.  PS3.5 section A.4.4 forbids them, and they
// occur.
DICOM_ANONYMIZER_INLINE jpeg2000_bytes without_boxes(std::span<const unsigned char> bytes) {
  constexpr std::uint32_t jp2h = 0x6A703268, jp2c = 0x6A703263;
  constexpr std::uint64_t signature = 0x0000000C6A502020;
  jpeg2000_bytes boxes(bytes, 0);
  if (bytes.size() < 8 || jpeg2000_bytes(bytes, 0).number(8) != signature) return boxes;
  for (;;) {
    boxes.require(boxes.left() != 0, "boxes without a codestream", errc::truncated);
    std::uint64_t length = boxes.long_word();
    const std::uint32_t type = boxes.long_word();
    std::uint64_t head = 8;
    if (length == 1) {
      length = boxes.number(8);
      head = 16;
    }
    boxes.require(length == 0 || length >= head, "a box shorter than its head");
    // The last box may say 0, or more than there is where a codestream was padded or cut.
    const std::uint64_t size = length == 0 ? boxes.left() : length - head;
    if (type == jp2c) return boxes.part(std::min<std::uint64_t>(size, boxes.left()));
    const jpeg2000_bytes contents = boxes.part(size);
    if (type == jp2h) require_plain_boxes(contents);
  }
}

class jpeg2000_reader {
 public:
  jpeg2000_reader(jpeg2000_bytes bytes, const image_layout& image) : bytes_(bytes), image_(image) {}

  [[nodiscard]] jpeg2000_header read() {
    jpeg2000_header result;
    result.codestream = bytes_.rest();
    bytes_.require(bytes_.word() == soc && bytes_.word() == siz,
                   "it does not begin with a start marker and a size");
    read_size(bytes_.segment(), result);
    std::uint32_t marker = bytes_.word();
    for (; marker != sot; marker = bytes_.word()) {
      bytes_.require(marker != sod && marker != eoc, "a tile without a header");
      read_segment(marker, &result);
    }
    bytes_.require(has_style_, "it does not say how it is coded");
    read_tile_parts();
    bytes_.require(tiles_read_ == tiles_across_ * tiles_down_, "tiles are missing",
                   errc::truncated);
    require_bearable_work();
    return result;
  }

 private:
  // T.800, Table A.2.
  static constexpr std::uint32_t soc = 0xFF4F, cap = 0xFF50, siz = 0xFF51, cod = 0xFF52,
                                 coc = 0xFF53, poc = 0xFF5F, sot = 0xFF90, sod = 0xFF93,
                                 eoc = 0xFFD9;
  // T.801: what Part 2 adds of transforms, offsets and multiple components.
  static constexpr std::uint32_t first_of_part_2 = 0xFF70, last_of_part_2 = 0xFF7F;
  static constexpr const char* high_throughput = "high throughput coding (HTJ2K) is not supported";

  // T.800 section A.5.1.
  void read_size(jpeg2000_bytes size, jpeg2000_header& result) {
    const std::uint32_t capabilities = size.word();
    size.require((capabilities & 0x4000U) == 0, high_throughput, errc::unsupported_pixels);
    size.require((capabilities & 0x8000U) == 0, "Part 2 of the standard is not supported",
                 errc::unsupported_pixels);
    right_ = size.long_word();
    bottom_ = size.long_word();
    left_ = size.long_word();
    top_ = size.long_word();
    tile_width_ = size.long_word();
    tile_height_ = size.long_word();
    tile_left_ = size.long_word();
    tile_top_ = size.long_word();
    size.require(right_ > left_ && right_ - left_ == image_.columns() && bottom_ > top_ &&
                     bottom_ - top_ == image_.rows() && right_ <= 0x7FFFFFFF &&
                     bottom_ <= 0x7FFFFFFF,
                 "another size than the data set has");
    size.require(tile_width_ != 0 && tile_height_ != 0 && tile_left_ <= left_ &&
                     tile_top_ <= top_ && std::uint64_t{tile_left_} + tile_width_ > left_ &&
                     std::uint64_t{tile_top_} + tile_height_ > top_,
                 "tiles that are none");
    size.require(size.word() == image_.samples() && size.left() == 3 * image_.samples(),
                 "other components than the data set has");
    const std::uint32_t kind = size.byte();
    result.precision = (kind & 0x7FU) + 1;
    result.has_sign = (kind & 0x80U) != 0;
    for (std::uint32_t sample = 0; sample < image_.samples(); ++sample) {
      size.require(sample == 0 || size.byte() == kind, "components of different kinds",
                   errc::unsupported_pixels);
      size.require(size.word() == 0x0101, "components of another size than the image",
                   errc::unsupported_pixels);
    }
    size.require(result.precision <= 16, "more than 16 bits", errc::unsupported_pixels);
    size.require(result.precision <= image_.bits_allocated(), "more bits than the data set has");

    const auto count = [](std::uint32_t end, std::uint32_t begin, std::uint32_t step) {
      return (std::uint64_t{end} - begin + step - 1) / step;
    };
    tiles_across_ = count(right_, tile_left_, tile_width_);
    tiles_down_ = count(bottom_, tile_top_, tile_height_);
    // A decoder keeps some kilobytes for each.
    size.require(tiles_across_ * tiles_down_ <= 65'535 &&
                     tiles_across_ * tiles_down_ <= 64 + image_.pixels() * image_.samples() / 256,
                 "more tiles than the pixels need");
    parts_of_tiles_.resize(static_cast<std::size_t>(tiles_across_ * tiles_down_));
  }

  // A segment of the main header, or of a tile-part's, which has no result.
  void read_segment(std::uint32_t marker, jpeg2000_header* result) {
    bytes_.require(marker >= 0xFF00 && marker != sot && marker != soc && marker != siz,
                   "no marker where one must stand");
    jpeg2000_bytes segment = bytes_.segment();
    segment.require(marker != cap, high_throughput, errc::unsupported_pixels);
    segment.require(marker != poc, "changes of the progression are not supported",
                    errc::unsupported_pixels);
    segment.require(marker < first_of_part_2 || marker > last_of_part_2,
                    "Part 2 of the standard is not supported", errc::unsupported_pixels);
    if (marker == cod) read_default_style(segment, result);
    if (marker == coc) read_component_style(segment);
  }

  // T.800 section A.6.1.
  void read_default_style(jpeg2000_bytes segment, jpeg2000_header* result) {
    const std::uint32_t kind = segment.byte();
    const std::uint32_t progression = segment.byte();
    const std::uint32_t layers = segment.word();
    const std::uint32_t transform = segment.byte();
    segment.require(progression <= 4 && layers != 0, "no known progression, or no layers");
    segment.require(transform <= 1, "no known transform of components");
    style_.goes_by_position = style_.goes_by_position || progression >= 2;
    style_.layers = std::max(style_.layers, layers);
    bool is_reversible = false;
    const std::uint32_t levels = read_blocks(segment, (kind & 1U) != 0, is_reversible);
    has_style_ = true;
    if (result == nullptr) return;
    result->levels = levels;
    result->is_reversible = is_reversible;
    result->has_component_transform = transform == 1 && image_.samples() == 3;
  }

  // T.800 section A.6.2; one byte counts the components, as they are fewer than 257.
  void read_component_style(jpeg2000_bytes segment) {
    segment.require(segment.byte() < image_.samples(), "a component that there is not");
    const std::uint32_t kind = segment.byte();
    bool is_reversible = false;
    (void)read_blocks(segment, (kind & 1U) != 0, is_reversible);
  }

  // What both segments have: levels, code-blocks, transform and precincts.  Returns the levels.
  std::uint32_t read_blocks(jpeg2000_bytes& segment, bool has_precincts, bool& is_reversible) {
    const std::uint32_t levels = segment.byte();
    const std::uint32_t width = segment.byte() + 2, height = segment.byte() + 2;
    const std::uint32_t blocks = segment.byte();
    const std::uint32_t transform = segment.byte();
    segment.require(levels <= jpeg2000_style::most_levels, "more than 32 levels");
    segment.require(width <= 10 && height <= 10 && width + height <= 12, "no known code-blocks");
    segment.require((blocks & 0x40U) == 0, high_throughput, errc::unsupported_pixels);
    segment.require(transform <= 1, "no known wavelet transform");
    is_reversible = transform == 1;
    style_.levels = std::max(style_.levels, levels);
    style_.block_width = std::min(style_.block_width, width);
    style_.block_height = std::min(style_.block_height, height);
    // From the lowest resolution on.
    for (std::uint32_t level = levels + 1; has_precincts && level-- > 0;) {
      const std::uint32_t size = segment.byte();
      const auto least = [](std::uint8_t& known, std::uint32_t exponent) {
        known = std::min(known, static_cast<std::uint8_t>(exponent));
      };
      least(style_.precinct_width[level], size & 0xFU);
      least(style_.precinct_height[level], size >> 4U);
    }
    return levels;
  }

  // From behind the marker of the first tile-part on, T.800 section A.4.2.
  void read_tile_parts() {
    for (;;) {
      const std::size_t start = bytes_.at() - 2;
      jpeg2000_bytes head = bytes_.segment();
      const std::uint32_t tile = head.word();
      const std::uint64_t length = head.long_word();
      const std::uint32_t number = head.byte();
      head.require(tile < parts_of_tiles_.size(), "a tile that there is not");
      // So the parts of a tile are at most 255.
      head.require(number < 255 && number == parts_of_tiles_[tile], "parts of a tile out of order");
      if (parts_of_tiles_[tile]++ == 0) ++tiles_read_;
      for (std::uint32_t marker = bytes_.word(); marker != sod; marker = bytes_.word())
        read_segment(marker, nullptr);
      const std::size_t header = bytes_.at() - start;
      if (length == 0) return;  // it reaches to the end
      bytes_.require(length >= header, "a part of a tile shorter than its header");
      bytes_.require(length - header <= bytes_.left(), "it ends in a tile", errc::truncated);
      (void)bytes_.part(length - header);
      // Without an end marker nothing is lost; a single byte is padding.
      if (bytes_.left() < 2) return;
      const std::uint32_t marker = bytes_.word();
      if (marker == eoc) return;
      bytes_.require(marker == sot, "no marker where one must stand");
    }
  }

  void require_bearable_work() const {
    jpeg2000_work all;
    for (std::uint64_t row = 0; row < tiles_down_; ++row) {
      for (std::uint64_t column = 0; column < tiles_across_; ++column) {
        const std::uint64_t x = tile_left_ + column * tile_width_;
        const std::uint64_t y = tile_top_ + row * tile_height_;
        const auto within = [](std::uint64_t value, std::uint32_t low, std::uint32_t high) {
          return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(value, low, high));
        };
        const jpeg2000_tile tile{within(x, left_, right_), within(y, top_, bottom_),
                                 within(x + tile_width_, left_, right_),
                                 within(y + tile_height_, top_, bottom_)};
        const jpeg2000_work more = work_for(tile, image_.samples(), style_);
        all.packets += more.packets;
        all.blocks += more.blocks;
        all.steps += more.steps;
      }
    }
    bytes_.require(
        is_bearable(all, bytes_.at() + bytes_.left(), image_.pixels() * image_.samples()),
        "more packets or code-blocks than its bytes can tell of");
  }

  jpeg2000_bytes bytes_;
  const image_layout& image_;
  jpeg2000_style style_;
  bool has_style_ = false;
  std::uint32_t left_ = 0, top_ = 0, right_ = 0, bottom_ = 0;
  std::uint32_t tile_left_ = 0, tile_top_ = 0, tile_width_ = 0, tile_height_ = 0;
  std::uint64_t tiles_across_ = 0, tiles_down_ = 0, tiles_read_ = 0;
  std::vector<std::uint8_t> parts_of_tiles_;
};

DICOM_ANONYMIZER_INLINE jpeg2000_header jpeg2000_header_of(std::span<const unsigned char> bytes,
                                                           const image_layout& image) {
  return jpeg2000_reader(without_boxes(bytes), image).read();
}

}  // namespace dicom_anonymizer::detail
