// SPDX-License-Identifier: BSD-3-Clause
// What codecs/jpegls_header.hpp declares.
#pragma once

#include <dicom_anonymizer/codecs/jpegls_header.hpp>
#include <dicom_anonymizer/compiled.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer::detail {

// The markers of a JPEG-LS codestream, one after the other.
class jpegls_reader {
 public:
  explicit jpegls_reader(std::span<const unsigned char> bytes) : bytes_(bytes) {}

  [[noreturn]] void refuse(errc code, const char* reason) const {
    error failed(code, std::string("JPEG-LS codestream: ") + reason);
    failed.at_offset(at_);
    throw failed;
  }
  void require(bool is_so, const char* reason, errc code = errc::malformed) const {
    if (!is_so) refuse(code, reason);
  }

  // Reads a marker, which fill bytes may precede, and leaves the reader behind it.
  [[nodiscard]] std::uint8_t marker() {
    require(at_ < bytes_.size(), "it ends without an end marker", errc::truncated);
    require(bytes_[at_] == 0xFF, "no marker where one must stand");
    while (at_ < bytes_.size() && bytes_[at_] == 0xFF) ++at_;
    require(at_ < bytes_.size(), "it ends in a marker", errc::truncated);
    return bytes_[at_++];
  }

  // The contents of the segment behind a marker; leaves the reader behind them.
  [[nodiscard]] std::span<const unsigned char> segment() {
    require(bytes_.size() - at_ >= 2, "it ends in a marker segment", errc::truncated);
    const std::size_t length = std::size_t{bytes_[at_]} << 8U | bytes_[at_ + 1];
    require(length >= 2, "a marker segment shorter than its length");
    require(bytes_.size() - at_ >= length, "it ends in a marker segment", errc::truncated);
    const auto contents = bytes_.subspan(at_ + 2, length - 2);
    at_ += length;
    return contents;
  }

  // Behind the end marker only padding may stand: else it is perhaps another image, which nobody
  // counts.
  void require_end() {
    for (; at_ < bytes_.size(); ++at_)
      require(bytes_[at_] == 0 || bytes_[at_] == 0xFF, "more than padding behind its end");
  }

  // Goes over coded bytes to the next marker but RSTm.  Behind 0xFF the coder puts a bit of 0, T.87
  // section A.1, so that a byte of 0x80 or more there is no coded one.
  void skip_scan() {
    for (;;) {
      const void* const found = at_ < bytes_.size()
                                    ? std::memchr(bytes_.data() + at_, 0xFF, bytes_.size() - at_)
                                    : nullptr;
      if (found == nullptr) at_ = bytes_.size();
      require(found != nullptr, "it ends in a scan", errc::truncated);
      at_ = static_cast<std::size_t>(static_cast<const unsigned char*>(found) - bytes_.data());
      require(bytes_.size() - at_ >= 2, "it ends in a scan", errc::truncated);
      const unsigned char next = bytes_[at_ + 1];
      if (next >= 0x80 && (next < 0xD0 || next > 0xD7)) return;
      at_ += 2;
    }
  }

 private:
  std::span<const unsigned char> bytes_;
  std::size_t at_ = 0;
};

// The frame header, T.87 section C.2.2.
DICOM_ANONYMIZER_INLINE void read_jpegls_frame(const jpegls_reader& reader,
                                               std::span<const unsigned char> frame,
                                               const image_layout& image, jpegls_header& result) {
  reader.require(frame.size() >= 6 && frame.size() == 6 + 3 * std::size_t{frame[5]},
                 "a frame header of a wrong length");
  const auto word = [&](std::size_t at) { return std::uint32_t{frame[at]} << 8U | frame[at + 1]; };
  result.precision = frame[0];
  reader.require(word(1) == image.rows() && word(3) == image.columns(),
                 "another size than the data set has");
  reader.require(frame[5] == image.samples(), "other components than the data set has");
  reader.require(result.precision >= 2 && result.precision <= 16, "no known number of bits");
  reader.require(result.precision <= image.bits_allocated(), "more bits than the data set has");
  for (std::size_t i = 0; i < image.samples(); ++i)
    reader.require(frame[7 + 3 * i] == 0x11, "components of another size than the image",
                   errc::unsupported_pixels);
}

// Preset parameters, T.87 section C.2.4.1: only those of coding are known to codecs.
DICOM_ANONYMIZER_INLINE void read_jpegls_presets(const jpegls_reader& reader,
                                                 std::span<const unsigned char> presets,
                                                 jpegls_header& result) {
  reader.require(!presets.empty(), "a marker segment shorter than its length");
  reader.require(presets[0] == 1, "mapping tables or extensions", errc::unsupported_pixels);
  reader.require(presets.size() == 11, "preset parameters of a wrong length");
  // 0 stands for the highest that the bits can have.  Scans may differ.
  const std::uint32_t highest = std::uint32_t{presets[1]} << 8U | presets[2];
  if (highest != 0 && (result.highest == 0 || highest < result.highest)) result.highest = highest;
}

// A scan header, T.87 section C.2.3.  Returns how many components the scan has.
DICOM_ANONYMIZER_INLINE std::uint32_t read_jpegls_scan(const jpegls_reader& reader,
                                                       std::span<const unsigned char> scan,
                                                       std::uint32_t components_before,
                                                       jpegls_header& result) {
  reader.require(!scan.empty() && scan[0] >= 1 && scan.size() == 4 + 2 * std::size_t{scan[0]},
                 "a scan header of a wrong length");
  const std::uint32_t components = scan[0];
  for (std::size_t i = 0; i < components; ++i)
    reader.require(scan[2 + 2 * i] == 0, "mapping tables", errc::unsupported_pixels);
  const auto parameters = scan.last(3);
  reader.require(parameters[1] <= 2, "no known way to interleave");
  reader.require(parameters[1] != 0 || components == 1,
                 "a scan of more components that are not interleaved");
  reader.require(parameters[2] == 0, "a point transform", errc::unsupported_pixels);
  reader.require(components_before == 0 || parameters[1] == result.interleave,
                 "scans that are interleaved in other ways", errc::unsupported_pixels);
  result.near = parameters[0] > result.near ? parameters[0] : result.near;
  result.interleave = parameters[1];
  return components;
}

// The profile of colours, ICC.1 section B.4.
inline bool is_colour_profile(std::span<const unsigned char> segment) noexcept {
  constexpr std::string_view name("ICC_PROFILE\0", 12);
  return segment.size() >= name.size() &&
         std::memcmp(segment.data(), name.data(), name.size()) == 0;
}

DICOM_ANONYMIZER_INLINE jpegls_header jpegls_header_of(std::span<const unsigned char> codestream,
                                                       const image_layout& image) {
  constexpr std::uint8_t soi = 0xD8, eoi = 0xD9, sos = 0xDA, dnl = 0xDC, dri = 0xDD, com = 0xFE,
                         app2 = 0xE2, sof55 = 0xF7, lse = 0xF8;
  jpegls_reader reader(codestream);
  reader.require(reader.marker() == soi, "it does not begin with a start marker");
  jpegls_header result;
  std::uint32_t components = 0;
  bool has_frame = false;
  for (;;) {
    const std::uint8_t marker = reader.marker();
    if (marker == eoi) break;
    const bool is_application = marker >= 0xE0 && marker <= 0xEF;
    const bool is_frame_of_others = marker >= 0xC0 && marker <= 0xCF;
    reader.require(!is_frame_of_others, "it is another kind of JPEG", errc::unsupported_pixels);
    reader.require(marker != dnl, "a number of lines behind the first scan",
                   errc::unsupported_pixels);
    reader.require(is_application || marker == com || marker == sof55 || marker == lse ||
                       marker == sos || marker == dri,
                   "a marker that JPEG-LS does not have");
    const std::span<const unsigned char> contents = reader.segment();
    if (marker == app2 && is_colour_profile(contents)) {
      const std::size_t length = contents.size() + 2;
      const unsigned char head[]{0xFF, app2, static_cast<unsigned char>(length >> 8U),
                                 static_cast<unsigned char>(length & 0xFFU)};
      result.profile.insert(result.profile.end(), std::begin(head), std::end(head));
      result.profile.insert(result.profile.end(), contents.begin(), contents.end());
    } else if (marker == sof55) {
      reader.require(!has_frame, "two frame headers");
      has_frame = true;
      read_jpegls_frame(reader, contents, image, result);
    } else if (marker == lse) {
      read_jpegls_presets(reader, contents, result);
    } else if (marker == sos) {
      reader.require(has_frame, "a scan without a frame header");
      components += read_jpegls_scan(reader, contents, components, result);
      reader.require(components <= image.samples(), "more scans than components");
      reader.skip_scan();
    }
  }
  reader.require(components == image.samples(), "components without a scan", errc::truncated);
  reader.require_end();
  const std::uint32_t possible = (std::uint32_t{1} << result.precision) - 1;
  reader.require(result.highest <= possible, "a larger value than its bits can have");
  if (result.highest == 0) result.highest = possible;
  return result;
}

}  // namespace dicom_anonymizer::detail
