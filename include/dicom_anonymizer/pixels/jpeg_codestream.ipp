// SPDX-License-Identifier: BSD-3-Clause
// What pixels/jpeg_codestream.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/jpeg_codestream.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

namespace dicom_anonymizer::detail {

inline bool begins_with(std::span<const unsigned char> bytes, std::string_view text) noexcept {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
}

DICOM_ANONYMIZER_INLINE jpeg_codestream::jpeg_codestream(std::span<const unsigned char> bytes,
                                                         const jpeg_image& image, jpeg_kind kind,
                                                         std::vector<unsigned char>& out)
    : bytes_(bytes), image_(image), kind_(kind), out_(out) {}

DICOM_ANONYMIZER_INLINE std::optional<jpeg_scan> jpeg_codestream::next_scan() {
  if (at_ == 0) {
    const jpeg_segment first = jpeg_segment_at(bytes_, 0);
    if (first.marker != jpeg_marker::soi)
      refuse_jpeg(errc::malformed, "it does not begin with SOI", 0);
    out_.insert(out_.end(), {0xFF, jpeg_marker::soi});
    at_ = first.behind;
  }
  while (true) {
    const jpeg_segment one = jpeg_segment_at(bytes_, at_);
    if (one.marker == jpeg_marker::eoi) {
      if (!frame_ || std::count(seen_.begin(), seen_.end(), true) != frame_->count)
        refuse_jpeg(errc::malformed, "a component that is in no scan", one.offset);
      // Perhaps another image, which nobody counts: neither lost nor left with its text.
      for (std::size_t i = one.behind; i < bytes_.size(); ++i)
        if (bytes_[i] != 0 && bytes_[i] != 0xFF)
          refuse_jpeg(errc::malformed, "more than padding behind its end", i);
      out_.insert(out_.end(), {0xFF, jpeg_marker::eoi});
      return std::nullopt;
    }
    if (one.marker == jpeg_marker::sos) {
      if (!frame_) refuse_jpeg(errc::malformed, "a scan before the frame header", one.offset);
      const jpeg_scan scan = jpeg_scan_of(one, *frame_);
      for (std::uint32_t i = 0; i < scan.count; ++i)
        if (std::exchange(seen_[scan.parts[i].component], true))
          refuse_jpeg(errc::malformed, "a component that is in two scans", one.offset);
      scan_in_output_ = out_.size();
      copy(one);
      at_ = one.behind;
      return scan;
    }
    if (one.marker == jpeg_marker::com) {
      // It is text.
    } else if (one.marker >= jpeg_marker::app0 && one.marker <= jpeg_marker::app15) {
      copy_application(one);
    } else {
      if (one.marker == jpeg_marker::dqt) {
        read_quantisation(one);
      } else if (one.marker == jpeg_marker::dht) {
        read_huffman(one);
      } else if (one.marker == jpeg_marker::dri) {
        if (one.contents.size() != 2)
          refuse_jpeg(errc::malformed, "a restart interval of a wrong length", one.offset);
        restart_interval_ = std::uint32_t{one.contents[0]} << 8 | one.contents[1];
      } else if (is_jpeg_frame(one.marker)) {
        if (frame_) refuse_jpeg(errc::malformed, "a second frame header", one.offset);
        frame_ = jpeg_frame_of(one, image_);
        if ((one.marker == jpeg_marker::sof3) != (kind_ == jpeg_kind::lossless))
          refuse_jpeg(errc::unsupported_pixels,
                      kind_ == jpeg_kind::lossless ? "it is not lossless" : "it is lossless",
                      one.offset);
      } else if (one.marker == 0xCC) {
        refuse_jpeg(errc::unsupported_pixels, "arithmetic coding is not supported", one.offset);
      } else if (one.marker == 0xDE || one.marker == 0xDF) {
        refuse_jpeg(errc::unsupported_pixels, "hierarchical coding is not supported", one.offset);
      } else {
        refuse_jpeg(errc::malformed, "a marker that must not stand here", one.offset);
      }
      copy(one);
    }
    at_ = one.behind;
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::copy(const jpeg_segment& one) {
  const unsigned char* const from = bytes_.data() + one.offset;
  out_.insert(out_.end(), from, bytes_.data() + one.behind);
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::copy_application(const jpeg_segment& one) {
  constexpr std::size_t jfif_size = 14;
  constexpr std::size_t adobe_size = 12;
  // The profile of colours; a decoder that has one needs all its parts.
  constexpr std::string_view profile("ICC_PROFILE\0", 12);
  if (one.marker == 0xE2 && begins_with(one.contents, profile)) return copy(one);
  std::size_t kept = 0;
  if (one.marker == jpeg_marker::app0 && one.contents.size() >= jfif_size &&
      begins_with(one.contents, std::string_view("JFIF\0", 5))) {
    is_jfif_ = true;
    kept = jfif_size;
  } else if (one.marker == jpeg_marker::app14 && one.contents.size() >= adobe_size &&
             begins_with(one.contents, "Adobe")) {
    adobe_transform_ = one.contents[adobe_size - 1];
    kept = adobe_size;
  }
  if (kept == 0) return;
  out_.insert(out_.end(), {0xFF, one.marker, 0, static_cast<unsigned char>(kept + 2)});
  out_.insert(out_.end(), one.contents.data(), one.contents.data() + kept);
  // Its last two bytes are the size of the small image that followed.
  if (one.marker == jpeg_marker::app0) out_.end()[-1] = out_.end()[-2] = 0;
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::read_quantisation(const jpeg_segment& one) {
  for (std::size_t at = 0; at < one.contents.size();) {
    const unsigned char head = one.contents[at++];
    const std::size_t width = std::size_t{head} >> 4;  // 0: bytes, 1: two bytes each
    const std::size_t size = 64 * (width + 1);
    if (width > 1 || (head & 0x0F) > 3 || one.contents.size() - at < size)
      refuse_jpeg(errc::malformed, "a quantisation table of a wrong length", one.offset);
    std::uint32_t first = one.contents[at];
    if (width == 1) first = first << 8 | one.contents[at + 1];
    if (first == 0) refuse_jpeg(errc::malformed, "a quantisation by zero", one.offset);
    quantisation_[head & 0x0F] = first;
    at += size;
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::read_huffman(const jpeg_segment& one) {
  for (std::size_t at = 0; at < one.contents.size();) {
    const unsigned char head = one.contents[at++];
    if (head >> 4 > 1 || (head & 0x0F) > 3 || one.contents.size() - at < 16)
      refuse_jpeg(errc::malformed, "a Huffman table of a wrong length", one.offset);
    const auto counts = one.contents.subspan(at).first<16>();
    at += 16;
    std::size_t symbols = 0;
    for (const unsigned char count : counts) symbols += count;
    if (one.contents.size() - at < symbols)
      refuse_jpeg(errc::malformed, "a Huffman table of a wrong length", one.offset);
    (head >> 4 == 0 ? dc_tables_ : ac_tables_)[head & 0x0F].emplace(
        counts, one.contents.subspan(at, symbols), one.offset);
    at += symbols;
  }
}

DICOM_ANONYMIZER_INLINE std::uint32_t jpeg_codestream::quantisation_of(
    const jpeg_component& component) const {
  if (!quantisation_[component.quantisation])
    refuse_jpeg(errc::malformed, "a quantisation table is missing", at_);
  return *quantisation_[component.quantisation];
}

DICOM_ANONYMIZER_INLINE huffman_table& jpeg_codestream::table(
    std::optional<huffman_table>& one) const {
  if (!one) refuse_jpeg(errc::malformed, "a Huffman table is missing", at_);
  return *one;
}

DICOM_ANONYMIZER_INLINE jpeg_codestream::colours jpeg_codestream::colour() const noexcept {
  if (frame_->count < 3) return colours::as_they_are;
  const auto& parts = frame_->components;
  const bool has_letters = parts[0].id == 'R' && parts[1].id == 'G' && parts[2].id == 'B';
  if (frame_->count == 4)  // YCCK is what only Adobe says
    return adobe_transform_ == 2 ? colours::luminance_and_chrominance : colours::red_green_blue;
  if (is_jfif_) return colours::luminance_and_chrominance;
  if (adobe_transform_)
    return *adobe_transform_ == 0 ? colours::red_green_blue : colours::luminance_and_chrominance;
  return has_letters ? colours::red_green_blue : colours::luminance_and_chrominance;
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::copy_restart_marker(std::uint8_t number) {
  const jpeg_segment one = jpeg_segment_at(bytes_, at_);
  if (one.marker != jpeg_marker::rst0 + number)
    refuse_jpeg(errc::malformed, "a restart marker is missing or out of order", one.offset);
  out_.insert(out_.end(), {0xFF, one.marker});
  at_ = one.behind;
}

DICOM_ANONYMIZER_INLINE void jpeg_codestream::put_grown_tables() {
  std::vector<unsigned char> grown;
  for (std::uint8_t i = 0; i < 8; ++i) {
    std::optional<huffman_table>& one = (i < 4 ? dc_tables_ : ac_tables_)[i % 4];
    if (!one || !one->has_grown()) continue;
    one->append_to(grown, static_cast<std::uint8_t>(i / 4 << 4 | i % 4));
    one->mark_written();
  }
  if (grown.empty()) return;
  const std::size_t length = grown.size() + 2;  // at most 8 tables of 273 bytes
  grown.insert(grown.begin(), {0xFF, jpeg_marker::dht, static_cast<unsigned char>(length >> 8),
                               static_cast<unsigned char>(length & 0xFF)});
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(scan_in_output_), grown.begin(),
              grown.end());
}

}  // namespace dicom_anonymizer::detail
