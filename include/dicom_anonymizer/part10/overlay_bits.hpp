// SPDX-License-Identifier: BSD-3-Clause
// What the cells of native pixel data hold besides pixels: overlay planes, and bytes behind the
// last frame.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

constexpr bool is_overlay_group(std::uint16_t group) noexcept { return (group & 0xFF01) == 0x6000; }

// An overlay plane in unused bits of the pixel cells, PS3.3 section C.9.2 (retired): Overlay Bits
// Allocated (60xx,0100) is that of the pixels, and Overlay Bit Position (60xx,0102) the bit.
struct embedded_plane {
  std::uint16_t group = 0;
  unsigned position = 0;
  bool is_untold = false;  // it may be any bit
};

// Made of the elements at the top level of one data set.
class pixel_cells {
 public:
  // Whether meet wants to see an element; of its value the first bytes are enough.
  static constexpr std::size_t enough = 32;
  static constexpr bool concern(tag id) noexcept {
    return (id.group == 0x0028 && id.element <= 0x0102) || is_overlay_group(id.group);
  }

  // Bytes are little endian, and numbers of VR US but for the frames.  Written with another VR they
  // tell nothing.
  void meet(tag id, std::string_view bytes, std::optional<vr> written = std::nullopt) {
    const bool is_number =
        bytes.empty() || !written || *written == vr::US || *written == vr::SS || *written == vr::UN;
    if (is_overlay_group(id.group)) return meet_overlay(id, bytes, is_number);
    if (!is_number && tells_size(id)) has_other_vr_ = true;
    switch (id.element) {
      case 0x0002: samples_ = number(bytes); return;
      case 0x0004: colours_ = colours_of(bytes); return;
      case 0x0008:
        frames_ = decimal(bytes);
        are_frames_told_ = !without_padding(bytes).empty();
        return;
      case 0x0010: rows_ = number(bytes); return;
      case 0x0011: columns_ = number(bytes); return;
      case 0x0100: allocated_ = number(bytes); return;
      case 0x0101: stored_ = number(bytes); return;
      case 0x0102: high_bit_ = number(bytes); return;
      default: return;
    }
  }

  static pixel_cells of(const gdcm::DataSet& dataset) {
    pixel_cells result;
    for (const gdcm::DataElement& one : dataset.GetDES())
      if (concern(one.GetTag()))
        result.meet(one.GetTag(), bytes_of(one).substr(0, enough), from_gdcm(one.GetVR()));
    return result;
  }

  // Planes in the pixels: those whose data stand nowhere else, and those that name a bit besides,
  // which may hold them once more.
  [[nodiscard]] std::vector<embedded_plane> planes() const {
    std::vector<embedded_plane> result;
    for (const overlay& one : overlays_) {
      const bool is_named = one.position != 0 || (!one.has_data && one.allocated > 1);
      if (!one.is_position_told || (!one.is_allocated_told && !one.has_data && !is_named))
        result.push_back({one.group, 0, true});
      else if (is_named && (allocated_ == 0 || one.position < allocated_))
        result.push_back({one.group, one.position, false});
    }
    return result;
  }

  // How many bytes all frames of native pixel data have, PS3.5 section 8.1.1; nothing where that
  // cannot be told.
  [[nodiscard]] std::optional<std::uint64_t> native_size() const noexcept {
    const std::uint64_t frame = std::uint64_t{rows_} * columns_;
    constexpr std::uint64_t most = std::uint64_t{1} << 32;  // a length field has no more
    const unsigned samples = samples_ ? *samples_ : colours_.samples != 0 ? colours_.samples : 1;
    const bool is_contradicted = samples_ && colours_.samples != 0 && *samples_ != colours_.samples;
    if (has_other_vr_ || is_contradicted || frame == 0 || frame > most || samples == 0 ||
        samples > 4 || allocated_ == 0 || allocated_ > 64 || frames_ == 0 || frames_ > most ||
        frame * samples > most / frames_)
      return std::nullopt;
    const std::uint64_t cells = frame * samples * frames_;
    if (allocated_ == 1)  // some begin each frame with a byte of its own
      return std::max((cells + 7) / 8, (frame * samples + 7) / 8 * frames_);
    if (allocated_ % 8 != 0) return std::nullopt;
    return cells * (allocated_ / 8) * colours_.sixths / 6;
  }

  // How many bytes of a native value are pixels, padding to even length included; all of them but
  // for what stands behind the last frame.
  [[nodiscard]] std::uint64_t pixels_of(std::uint64_t length) const noexcept {
    const std::optional<std::uint64_t> size = native_size();
    if (!size || length <= *size + 1 || may_be_pixels(length, *size)) return length;
    return *size + *size % 2;
  }

  // Whether something may stand behind the frames of a native value that nobody can find: their
  // size cannot be told, or the value is in no form in which cells are known and is not as long as
  // they are.
  [[nodiscard]] bool may_hide_behind(std::uint64_t length, bool are_cells_known) const noexcept {
    const std::optional<std::uint64_t> size = native_size();
    if (!size || may_lack_colours() ||
        (!are_cells_known && length != *size && length != *size + *size % 2))
      return true;
    return length > *size + 1 && may_be_pixels(length, *size);
  }

  // The bits of one cell that hold the pixel, in the order of the bytes; nothing if the cells or
  // the byte order are none that one can be sure of.
  [[nodiscard]] std::optional<std::string> stored_bits(bool big_endian) const {
    if (allocated_ != 8 && allocated_ != 16 && (allocated_ != 32 || big_endian))
      return std::nullopt;
    if (stored_ == 0 || stored_ > allocated_ || high() >= allocated_ || high() + 1 < stored_)
      return std::nullopt;
    const std::uint64_t bits = ((std::uint64_t{1} << stored_) - 1) << (high() + 1 - stored_);
    std::string result;
    for (unsigned at = 0; at < allocated_; at += 8)
      result.push_back(static_cast<char>(bits >> at & 0xFFU));
    if (big_endian) std::reverse(result.begin(), result.end());
    return result;
  }

  // Bits Allocated (0028,0100); 0 if it is not told.
  [[nodiscard]] unsigned allocated() const noexcept { return allocated_; }

  // Whether the bit of a plane belongs to the pixel itself.
  [[nodiscard]] bool is_stored(const embedded_plane& plane) const noexcept {
    return plane.is_untold || (plane.position <= high() && plane.position + stored_ > high());
  }

 private:
  struct overlay {
    std::uint16_t group = 0;
    unsigned allocated = 0;
    unsigned position = 0;
    bool has_data = false;
    bool is_allocated_told = true;
    bool is_position_told = true;
  };

  // By Photometric Interpretation (0028,0004), PS3.3 section C.7.6.3.1.2.
  struct colours {
    unsigned samples = 0;  // 0: it does not tell
    unsigned sixths = 6;   // of the samples that are there: two colours are not told of every pixel
  };
  static colours colours_of(std::string_view value) {
    // A defined term is in capitals; viewers know it in small letters, too.
    std::string name(without_blanks(value));
    // No term is so long: blanks before it may have cut its end off.
    if (value.size() >= enough && without_padding(value).size() == value.size()) return {};
    for (char& c : name)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    for (const std::string_view grey : {"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})
      if (name == grey) return {1, 6};
    if (name == "YBR_FULL_422" || name == "YBR_PARTIAL_422") return {3, 4};
    if (name == "YBR_FULL_420" || name == "YBR_PARTIAL_420") return {3, 3};
    if (name == "ARGB" || name == "CMYK") return {4, 6};
    for (const std::string_view full : {"RGB", "HSV", "YBR_FULL", "YBR_ICT", "YBR_RCT", "XYB"})
      if (name == full) return {3, 6};
    return {};
  }

  // Whether two colours may be told of some pixels only: of a term that nobody knows one cannot
  // say.  A single sample is told of each.
  [[nodiscard]] bool may_lack_colours() const noexcept {
    return colours_.samples == 0 && samples_.value_or(1) > 1;
  }

  // Whether a value longer than the frames may be made of more of them than are told.
  [[nodiscard]] bool may_be_pixels(std::uint64_t length, std::uint64_t size) const noexcept {
    if (colours_.sixths != 6 || may_lack_colours() || (!samples_ && colours_.samples == 0))
      return true;
    const std::uint64_t rest = length % size;
    return !are_frames_told_ && rest <= 1;
  }

  static constexpr bool tells_size(tag id) noexcept {
    return id.element == 0x0002 || id.element == 0x0010 || id.element == 0x0011 ||
           id.element == 0x0100;
  }

  void meet_overlay(tag id, std::string_view bytes, bool is_number) {
    if (overlays_.empty() || overlays_.back().group != id.group) {
      overlays_.emplace_back();
      overlays_.back().group = id.group;
    }
    overlay& one = overlays_.back();
    const bool is_told = bytes.empty() || (is_number && bytes.size() == 2);
    if (id.element == 0x0100) {
      one.allocated = is_told ? number(bytes) : 0;
      one.is_allocated_told = is_told;
    }
    if (id.element == 0x0102) {
      one.position = is_told ? number(bytes) : 0;
      one.is_position_told = is_told;
    }
    if (id.element == 0x3000) one.has_data = !bytes.empty();
  }

  [[nodiscard]] unsigned high() const noexcept {
    return high_bit_ ? *high_bit_ : stored_ == 0 ? 0 : stored_ - 1;
  }

  // Of VR US.
  static unsigned number(std::string_view bytes) noexcept {
    if (bytes.size() < 2) return 0;
    return static_cast<unsigned char>(bytes[0]) |
           static_cast<unsigned>(static_cast<unsigned char>(bytes[1])) << 8;
  }
  // Of VR IS; 1 without a value, 0 if it is none.
  static std::uint64_t decimal(std::string_view text) noexcept {
    text = without_blanks(text);
    if (text.empty()) return 1;
    if (text.front() == '+') text.remove_prefix(1);
    std::uint64_t result = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), result);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? result : 0;
  }

  unsigned rows_ = 0;
  unsigned columns_ = 0;
  std::optional<unsigned> samples_;
  colours colours_;
  unsigned allocated_ = 0;
  unsigned stored_ = 0;
  bool has_other_vr_ = false;  // so that the size is not told
  std::uint64_t frames_ = 1;
  bool are_frames_told_ = false;
  std::optional<unsigned> high_bit_;
  std::vector<overlay> overlays_;
};

// How cells are written in a value that GDCM has in memory, read from a file in a transfer syntax,
// which may not be known.  Of big endian files GDCM turns the words of two bytes in OW, but nothing
// in OB and UN, and nothing where a vendor has only the pixels in big endian.
inline native_pixels pixels_in_memory(const pixel_cells& cells, std::optional<vr> written,
                                      std::uint64_t length, std::string_view transfer_syntax) {
  const bool is_as_written = written == vr::OB || written == vr::UN;
  const unsigned allocated = cells.allocated();
  if (transfer_syntax.empty()) {
    // Cells are in OW unless they are bytes, PS3.5 section 8.1.2; and a value that is too short for
    // them is perhaps compressed.
    const bool may_be_other =
        (is_as_written && allocated > 8) || length < cells.native_size().value_or(0);
    return may_be_other ? native_pixels::none : native_pixels::little_endian;
  }
  const native_pixels in_file = native_pixels_of(transfer_syntax);
  if (in_file != native_pixels::big_endian || !encoding_of(transfer_syntax).big_endian ||
      is_as_written)
    return in_file;
  return allocated <= 16 ? native_pixels::little_endian : native_pixels::none;
}

}  // namespace dicom_anonymizer::detail
