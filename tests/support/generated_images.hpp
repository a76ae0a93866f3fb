// SPDX-License-Identifier: BSD-3-Clause
// Images of every kind that PS3.5 section 8 has, made from a number, and their cells read anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/dicom_bytes.hpp"

namespace test {

inline constexpr std::string_view rle_uid = "1.2.840.10008.1.2.5";

// An image and how it is written.
struct image {
  std::string_view uid = explicit_uid;
  form as = explicit_little;
  std::string_view vr = "OW";
  std::uint32_t id = 0x7FE00010;
  std::string_view colours = "MONOCHROME2";
  std::size_t columns = 5;
  std::size_t rows = 4;
  std::size_t samples = 1;
  std::size_t allocated = 8;
  std::size_t stored = 8;
  std::size_t planar = 0;
  bool is_signed = false;
  std::size_t frames = 1;
  std::string more;    // elements of group 0028 behind the frames
  std::string pixels;  // native ones, cells in little endian, one behind the other

  // Two luminances, then two colours, of two pixels.
  [[nodiscard]] bool is_paired() const {
    return colours == "YBR_FULL_422" || colours == "YBR_PARTIAL_422";
  }
  [[nodiscard]] std::size_t cells_of_frame() const {
    return columns * rows * (is_paired() ? 2 : samples);
  }

  // Native pixels as they stand in the file: of big endian words of two bytes each.
  [[nodiscard]] std::string native() const {
    std::string bytes = pixels;
    if (bytes.size() % 2 != 0) bytes.push_back('\0');
    if (!as.big_endian) return bytes;
    const std::size_t unit = vr == "OD" ? 8 : vr == "OF" ? 4 : vr == "OB" ? 1 : 2;
    for (std::size_t at = 0; unit > 1 && at + unit <= bytes.size(); at += unit)
      for (std::size_t i = 0; i < unit / 2; ++i) std::swap(bytes[at + i], bytes[at + unit - 1 - i]);
    return bytes;
  }

  // The Image Pixel Module without the pixels.
  [[nodiscard]] std::string described() const {
    std::string all = as.element(0x00280002, "US", as.n(samples, 2)) +
                      as.element(0x00280004, "CS", padded(colours, ' '));
    if (samples > 1) all += as.element(0x00280006, "US", as.n(planar, 2));
    if (frames != 1) all += as.element(0x00280008, "IS", padded(std::to_string(frames), ' '));
    all += as.element(0x00280010, "US", as.n(rows, 2)) +
           as.element(0x00280011, "US", as.n(columns, 2)) +
           as.element(0x00280100, "US", as.n(allocated, 2));
    if (id == 0x7FE00010)
      all += as.element(0x00280101, "US", as.n(stored, 2)) +
             as.element(0x00280102, "US", as.n(stored - 1, 2)) +
             as.element(0x00280103, "US", as.n(is_signed ? 1 : 0, 2));
    return all + more;
  }

  // A data set of it, with its pixels as they are given.
  [[nodiscard]] std::string file_with(const std::string& pixel_element,
                                      const std::string& before = {}) const {
    return test::file(uid, as.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7 ") +
                               as.element(0x00080018, "UI", "1.2.3.44") +
                               as.element(0x00100010, "PN", "Name^Given") + described() + before +
                               pixel_element);
  }
  [[nodiscard]] std::string file() const { return file_with(as.element(id, vr, native())); }

  // A frame in RLE Lossless, PS3.5 annex G, of literal runs alone.
  [[nodiscard]] std::string rle_frame(std::size_t frame) const {
    const std::size_t bytes = allocated / 8;
    const std::size_t count = columns * rows;
    std::vector<std::string> segments;
    for (std::size_t sample = 0; sample < samples; ++sample)
      for (std::size_t byte = bytes; byte-- > 0;) {
        std::string segment;
        for (std::size_t row = 0; row < rows; ++row)
          for (std::size_t left = 0; left < columns;) {
            const std::size_t here = columns - left < 128 ? columns - left : 128;
            segment.push_back(static_cast<char>(here - 1));
            for (std::size_t i = 0; i < here; ++i, ++left) {
              const std::size_t pixel = frame * count + row * columns + left;
              segment.push_back(pixels[(pixel * samples + sample) * bytes + byte]);
            }
          }
        segments.push_back(padded(segment, '\0'));
      }
    std::string head = number(segments.size(), 4);
    std::size_t offset = 64;
    for (const std::string& one : segments) {
      head += number(offset, 4);
      offset += one.size();
    }
    head.resize(64, '\0');
    for (const std::string& one : segments) head += one;
    return head;
  }

  // Pixel data of frames in so many fragments each, with a table or without.
  [[nodiscard]] std::string encapsulated(const std::vector<std::string>& coded, bool has_table,
                                         std::size_t fragments = 1) const {
    std::string items;
    std::string table;
    for (const std::string& one : coded) {
      table += number(items.size(), 4);
      std::string rest = one;
      for (std::size_t left = fragments; left > 1 && rest.size() > 2 * left; --left) {
        const std::size_t here = rest.size() / left / 2 * 2;
        items += as.item(rest.substr(0, here));
        rest.erase(0, here);
      }
      items += as.item(rest);
    }
    return as.head(id, "OB", undefined) + as.item(has_table ? table : std::string()) + items +
           as.sequence_end();
  }
};

// One cell of an image that says which value is black, by PS3.3 section C.7.6.3.1.2 and
// C.7.9: as a number of the bits of a cell.
inline std::uint64_t black_of(const image& of, std::size_t sample) {
  if (of.id != 0x7FE00010) return 0;
  const std::uint64_t all =
      of.allocated == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << of.allocated) - 1;
  const std::uint64_t half = std::uint64_t{1} << (of.stored - 1);
  if (of.colours == "PALETTE COLOR") return 1;  // see image_generator
  if (of.colours == "MONOCHROME1") return of.is_signed ? half - 1 : 2 * half - 1;
  if (of.colours == "MONOCHROME2") return of.is_signed ? (all - half) + 1 : 0;
  if (of.colours.starts_with("YBR")) return sample == 0 ? 0 : half;
  return 0;
}

// Makes a pixel black; of two that share their colours both.
inline void blacken(image& of, std::size_t frame, std::size_t row, std::size_t column) {
  const auto put = [&](std::size_t cell, std::uint64_t value) {
    if (of.allocated == 1) {
      const auto bit = static_cast<char>(1 << cell % 8);
      char& byte = of.pixels[cell / 8];
      byte = static_cast<char>(value == 0 ? byte & ~bit : byte | bit);
      return;
    }
    const std::size_t bytes = of.allocated / 8;
    for (std::size_t i = 0; i < bytes; ++i)
      of.pixels[cell * bytes + i] = static_cast<char>(value >> 8 * i & 0xFFU);
  };
  const std::size_t begin = frame * of.cells_of_frame();
  const std::size_t pixel = row * of.columns + column;
  if (of.is_paired()) {
    const std::size_t pair = begin + pixel / 2 * 4;
    put(pair, 0);
    put(pair + 1, 0);
    put(pair + 2, black_of(of, 1));
    put(pair + 3, black_of(of, 1));
    return;
  }
  for (std::size_t sample = 0; sample < of.samples; ++sample)
    put(of.samples > 1 && of.planar == 1 ? begin + sample * of.columns * of.rows + pixel
                                         : begin + pixel * of.samples + sample,
        black_of(of, sample));
}

// The bytes of a segment of RLE Lossless, PS3.5 section G.3.2, so many of them.
inline std::string unpacked(std::string_view segment, std::size_t count) {
  std::string bytes;
  for (std::size_t at = 0; bytes.size() < count;) {
    const auto head = static_cast<unsigned char>(segment.at(at++));
    if (head < 128) {
      bytes += segment.substr(at, head + std::size_t{1});
      at += head + std::size_t{1};
    } else if (head > 128) {
      bytes.append(257 - std::size_t{head}, segment.at(at++));
    }
  }
  return bytes;
}

// The pixels of a frame in RLE Lossless, as those of image::pixels.
inline std::string pixels_of_rle(const image& of, std::string_view frame) {
  const std::size_t bytes = of.allocated / 8;
  const std::size_t count = of.columns * of.rows;
  const auto word = [&](std::size_t at) {
    std::size_t result = 0;
    for (std::size_t i = 4; i-- > 0;)
      result = result << 8 | static_cast<unsigned char>(frame.at(at + i));
    return result;
  };
  std::string result(count * of.samples * bytes, '\0');
  for (std::size_t segment = 0; segment < of.samples * bytes; ++segment) {
    const std::string plane = unpacked(frame.substr(word(4 + 4 * segment)), count);
    const std::size_t sample = segment / bytes;
    const std::size_t byte = bytes - 1 - segment % bytes;
    for (std::size_t i = 0; i < count; ++i)
      result[(i * of.samples + sample) * bytes + byte] = plane.at(i);
  }
  return result;
}

// The same number makes the same images.
class image_generator {
 public:
  explicit image_generator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }

  // Native, of any kind.
  image any() {
    image made;
    switch (below(6)) {
      case 0:
      case 1: break;
      case 2:
        made.uid = implicit_uid;
        made.as = implicit_little;
        break;
      case 3:
      case 4:
        made.uid = big_endian_uid;
        made.as = explicit_big;
        break;
      default: made.uid = deflated_uid;
    }
    made.columns = 1 + below(one_in(20) ? 600 : 24);
    made.rows = 1 + below(one_in(20) ? 400 : 16);
    made.frames = one_in(3) ? 1 + below(6) : 1;
    switch (below(8)) {
      case 0: made.allocated = made.stored = 1; break;
      case 1:
      case 2:
        made.allocated = 16;
        made.stored = 9 + below(8);
        made.is_signed = one_in(2);
        break;
      case 3: in_colour(made); break;
      case 4: in_colour(made); break;
      case 5:
        made.id = one_in(2) ? 0x7FE00008 : 0x7FE00009;
        made.vr = made.id == 0x7FE00008 ? "OF" : "OD";
        made.allocated = made.id == 0x7FE00008 ? 32 : 64;
        break;
      case 6:
        made.colours = "PALETTE COLOR";
        made.more = palettes(made.as);
        break;
      default: made.colours = one_in(2) ? "MONOCHROME1" : "MONOCHROME2"; break;
    }
    // PS3.5 annex A: cells of more than a byte are words.
    if (made.allocated <= 8 && made.as.explicit_vr && one_in(2)) made.vr = "OB";
    if (made.vr == "OW" && made.as.explicit_vr && !made.as.big_endian && one_in(6)) made.vr = "UN";
    fill(made);
    return made;
  }

  // What RLE can hold.
  image for_rle() {
    image made;
    made.uid = rle_uid;
    made.vr = "OB";
    made.columns = 1 + below(40);
    made.rows = 1 + below(20);
    made.frames = one_in(2) ? 1 + below(6) : 1;
    if (one_in(3)) {
      made.samples = 3;
      made.colours = one_in(2) ? "RGB" : "YBR_FULL";
    } else if (one_in(2)) {
      made.allocated = 16;
      made.stored = 12;
      made.is_signed = one_in(2);
    }
    fill(made);
    return made;
  }

  // Pixels, more or less even, as codes of runs like it.
  void fill(image& made) {
    const std::size_t bits = made.cells_of_frame() * made.frames * made.allocated;
    made.pixels.resize((bits + 7) / 8);
    char last = 0;
    for (char& one : made.pixels) {
      if (!one_in(3)) last = static_cast<char>(below(256));
      one = last;
    }
    // Bits behind the last pixel are no pixels.
    if (bits % 8 != 0)
      made.pixels.back() = static_cast<char>(made.pixels.back() & ((1 << bits % 8) - 1));
  }

 private:
  void in_colour(image& made) {
    static constexpr std::string_view all[] = {"RGB", "YBR_FULL", "YBR_FULL_422", "RGB"};
    made.samples = 3;
    made.colours = all[below(std::size(all))];
    made.planar = made.is_paired() ? 0 : below(2);
    if (made.is_paired()) made.columns += made.columns % 2;
  }

  // The second entry is the darkest.
  static std::string palettes(const form& f) {
    std::string all;
    for (std::uint32_t i = 0; i < 3; ++i)
      all += f.element(0x00281101 + i, "US", f.n(256, 2) + f.n(0, 2) + f.n(16, 2));
    for (std::uint32_t i = 0; i < 3; ++i) {
      std::string entries;
      for (std::size_t at = 0; at < 256; ++at) entries += f.n(at == 1 ? 0 : 9000 + at * 100, 2);
      all += f.element(0x00281201 + i, "OW", entries);
    }
    return all;
  }

  std::mt19937_64 random_;
};

}  // namespace test
