// SPDX-License-Identifier: BSD-3-Clause
// Rectangles of a JPEG-LS frame are painted over, with CharLS.
#pragma once

#include <charls/charls.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include <dicom_anonymizer/codecs/coded_samples.hpp>
#include <dicom_anonymizer/codecs/jpegls_header.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// A JPEG-LS codestream (ITU-T T.87) in which rectangles are one colour.  All other pixels decode
/// to what they decoded to before: those of a near-lossless codestream, too, are coded without
/// loss, and it grows.  The way to interleave stays; comments and application segments
/// but the profile of ICC go.
/// Rectangles may overlap, and what lies outside of the frame is left away; the pixels become the
/// paint, or the nearest value that the codestream has bits for.
/// The data set can keep its transfer syntax: that of near-lossless frames,
/// 1.2.840.10008.1.2.4.81, allows an error of zero (PS3.5 section 8.2.3).  Lossy Image Compression
/// (0028,2110) stays true as well, as the loss that was is still in the pixels.
/// The output is decoded and compared before it is returned.  It is not padded to an even length.
/// Throws error(errc::too_large) if the data set says more samples than the limits allow;
/// error(errc::truncated) or error(errc::malformed) if the codestream is damaged, differs from the
/// data set or has more than padding behind its end, where perhaps another image is;
/// error(errc::unsupported_pixels) for mapping tables, a point transform, components of other
/// sizes, other kinds of JPEG, floating point numbers, and what CharLS cannot encode.  An offset is
/// that from the first byte of the codestream. Time and memory grow with the codestream and the
/// samples of the data set, nothing else: see codec_limits.
[[nodiscard]] std::vector<unsigned char> blank_jpegls(std::span<const unsigned char> codestream,
                                                      const image_layout& image,
                                                      std::span<const rectangle> where,
                                                      const paint_value& paint,
                                                      const codec_limits& limits = {});

namespace detail {

// What a codec says is not told: it may be about values, and differs from version to version.
inline void require_jpegls(charls_jpegls_errc code, errc kind, const char* reason) {
  if (code == charls::jpegls_errc::not_enough_memory) throw std::bad_alloc();
  if (code != charls::jpegls_errc::success) throw error(kind, reason);
}

// The samples of a codestream whose header has been read: bytes, or words in the order of the
// machine; of a pixel side by side, or each component by itself where they are not interleaved.
inline std::vector<unsigned char> decoded_jpegls(std::span<const unsigned char> codestream,
                                                 const image_layout& image,
                                                 const jpegls_header& header) {
  constexpr const char* damaged = "the JPEG-LS codestream cannot be decoded";
  const std::unique_ptr<charls_jpegls_decoder, void (*)(const charls_jpegls_decoder*)> decoder(
      charls_jpegls_decoder_create(),
      [](const charls_jpegls_decoder* held) { charls_jpegls_decoder_destroy(held); });
  if (!decoder) throw std::bad_alloc();
  require_jpegls(
      charls_jpegls_decoder_set_source_buffer(decoder.get(), codestream.data(), codestream.size()),
      errc::malformed, damaged);
  require_jpegls(charls_jpegls_decoder_read_header(decoder.get()), errc::malformed, damaged);
  charls_frame_info frame{};
  require_jpegls(charls_jpegls_decoder_get_frame_info(decoder.get(), &frame), errc::malformed,
                 damaged);
  // Both have read the same bytes; should they ever differ, the size below is wrong.
  if (frame.width != image.columns() || frame.height != image.rows() ||
      frame.component_count != static_cast<std::int32_t>(image.samples()) ||
      frame.bits_per_sample != static_cast<std::int32_t>(header.precision))
    throw error(errc::malformed, "the JPEG-LS codestream differs from its header");
  const std::uint64_t size =
      image.pixels() * image.samples() * (header.precision > 8 ? sizeof(std::uint16_t) : 1);
  std::vector<unsigned char> samples(static_cast<std::size_t>(size));
  require_jpegls(
      charls_jpegls_decoder_decode_to_buffer(decoder.get(), samples.data(), samples.size(), 0),
      errc::malformed, damaged);
  return samples;
}

// Memory for a codestream is tried first as for noise; what is still longer gets more.
constexpr std::size_t usual_room(std::size_t samples) noexcept {
  return samples + samples / 8 + 1024;
}

inline std::vector<unsigned char> encoded_jpegls(std::span<const unsigned char> samples,
                                                 const image_layout& image,
                                                 const jpegls_header& header, std::size_t room) {
  constexpr const char* refused = "the pixels cannot be encoded as JPEG-LS";
  const charls_frame_info frame{image.columns(), image.rows(),
                                static_cast<std::int32_t>(header.precision),
                                static_cast<std::int32_t>(image.samples())};
  const auto interleave = static_cast<charls_interleave_mode>(header.interleave);
  // The code of a sample has at most 4 times its bits, T.87 section A.5.3, in which 1 bit may be
  // put behind 15 others or more, section A.1.
  const std::size_t most = 4 * samples.size() + samples.size() / 2 + 1024;
  // The profile stands where the start marker was, and behind a new one.
  const std::size_t before = header.profile.size();
  for (;; room = std::min(2 * room, most)) {
    const std::unique_ptr<charls_jpegls_encoder, void (*)(const charls_jpegls_encoder*)> encoder(
        charls_jpegls_encoder_create(),
        [](const charls_jpegls_encoder* held) { charls_jpegls_encoder_destroy(held); });
    if (!encoder) throw std::bad_alloc();
    std::vector<unsigned char> result(before + room);
    require_jpegls(charls_jpegls_encoder_set_frame_info(encoder.get(), &frame),
                   errc::unsupported_pixels, refused);
    require_jpegls(charls_jpegls_encoder_set_interleave_mode(encoder.get(), interleave),
                   errc::unsupported_pixels, refused);
    charls_jpegls_errc code =
        charls_jpegls_encoder_set_destination_buffer(encoder.get(), result.data() + before, room);
    if (code == charls::jpegls_errc::success)
      code = charls_jpegls_encoder_encode_from_buffer(encoder.get(), samples.data(), samples.size(),
                                                      0);
    if (code == charls::jpegls_errc::destination_buffer_too_small && room < most) continue;
    require_jpegls(code, errc::unsupported_pixels, refused);
    std::size_t written = 0;
    require_jpegls(charls_jpegls_encoder_get_bytes_written(encoder.get(), &written),
                   errc::unsupported_pixels, refused);
    result.resize(before + written);
    std::copy(header.profile.begin(), header.profile.end(), result.begin() + 2);
    result[0] = 0xFF;
    result[1] = 0xD8;
    return result;
  }
}

// Paints each component of decoded samples.
template <class Sample>
void paint_jpegls(std::span<Sample> samples, const image_layout& image, const jpegls_header& header,
                  std::span<const rectangle> where, const paint_value& paint) {
  const auto pixels = static_cast<std::size_t>(image.pixels());
  for (std::size_t component = 0; component < image.samples(); ++component) {
    auto value =
        static_cast<std::uint32_t>(coded_value(paint, component, image, header.precision, false));
    if (value > header.highest) value = header.highest;
    const bool is_apart = header.interleave == 0;
    paint_samples(samples, is_apart ? component * pixels : component,
                  is_apart ? 1 : image.samples(), image.columns(), image.rows(), where,
                  static_cast<Sample>(value));
  }
}

}  // namespace detail

inline std::vector<unsigned char> blank_jpegls(std::span<const unsigned char> codestream,
                                               const image_layout& image,
                                               std::span<const rectangle> where,
                                               const paint_value& paint,
                                               const codec_limits& limits) {
  detail::require_codable(image, limits);
  const detail::jpegls_header header = detail::jpegls_header_of(codestream, image);
  std::vector<unsigned char> samples = detail::decoded_jpegls(codestream, image, header);
  if (header.precision > 8) {
    // A vector of bytes is aligned as new makes it, for any number.
    const std::span<std::uint16_t> words(reinterpret_cast<std::uint16_t*>(samples.data()),
                                         samples.size() / sizeof(std::uint16_t));
    detail::paint_jpegls(words, image, header, where, paint);
  } else {
    detail::paint_jpegls(std::span<unsigned char>(samples), image, header, where, paint);
  }
  std::vector<unsigned char> result =
      detail::encoded_jpegls(samples, image, header, detail::usual_room(samples.size()));
  const detail::jpegls_header written = detail::jpegls_header_of(result, image);
  if (written.near != 0 || written.precision != header.precision ||
      written.interleave != header.interleave || written.profile != header.profile ||
      detail::decoded_jpegls(result, image, written) != samples)
    throw error(errc::unsupported_pixels,
                "JPEG-LS does not give back the pixels that it was given");
  return result;
}

}  // namespace dicom_anonymizer
