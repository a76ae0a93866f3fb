// SPDX-License-Identifier: BSD-3-Clause
// Rectangles of a JPEG 2000 frame are painted over, with OpenJPEG.
#pragma once

#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include <dicom_anonymizer/codecs/coded_samples.hpp>
#include <dicom_anonymizer/codecs/jpeg2000_header.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

/// A JPEG 2000 codestream (ITU-T T.800) in which rectangles are one colour.  All other pixels
/// decode to what OpenJPEG made of them before: it is coded reversibly, with the same number of
/// levels in one tile and one layer, and with the transform of components if it had one; what was
/// irreversible grows.  Comments go.  So do the boxes of a JP2 file, which can hold text and which
/// PS3.5 section A.4.4 forbids: the codestream alone is returned.
/// A frame that was irreversible and had the transform of components, ICT, has the reversible one
/// after that, RCT: a data set that says YBR_ICT (Photometric Interpretation (0028,0004)) must then
/// say YBR_RCT, which the caller sets when all its frames are painted.  The transfer syntax
/// 1.2.840.10008.1.2.4.91 stays true, as it allows both (PS3.5 section A.4.4), and so does Lossy
/// Image Compression (0028,2110), as the loss that was is still in the pixels.
/// Rectangles may overlap, and what lies outside of the frame is left away; the pixels become the
/// paint, or the nearest value that the codestream has bits for.  Samples are painted as they are
/// decoded: behind a transform of components these are red, green and blue.
/// The output is decoded and compared before it is returned.  It is not padded to an even length.
/// Throws error(errc::too_large) if the data set says more samples than the limits allow;
/// error(errc::truncated) or error(errc::malformed) if the codestream is damaged, differs from the
/// data set or asks for more work than its bytes account for; error(errc::unsupported_pixels) for
/// high throughput JPEG 2000, which OpenJPEG cannot encode, for Part 2, more than 16 bits,
/// components of other sizes or kinds, changes of the progression, boxes with a palette, an order
/// of channels, a colour space of their own or a profile of ICC, floating point numbers, and what
/// OpenJPEG cannot encode.  An offset is that from the first byte given.
/// Time and memory grow with the codestream and the samples of the data set, nothing else: see
/// codec_limits.  Of n bytes and s samples, 65,536 + 8 n + s / 512 code-blocks are borne.
[[nodiscard]] std::vector<unsigned char> blank_jpeg2000(std::span<const unsigned char> codestream,
                                                        const image_layout& image,
                                                        std::span<const rectangle> where,
                                                        const paint_value& paint,
                                                        const codec_limits& limits = {});

namespace detail {

// OpenJPEG's handles are all pointers to pointers to void.
struct jpeg2000_codec_releaser {
  void operator()(opj_codec_t* held) const noexcept { opj_destroy_codec(held); }
};
struct jpeg2000_stream_releaser {
  void operator()(opj_stream_t* held) const noexcept { opj_stream_destroy(held); }
};
struct jpeg2000_image_releaser {
  void operator()(opj_image_t* held) const noexcept { opj_image_destroy(held); }
};
using jpeg2000_codec = std::unique_ptr<opj_codec_t, jpeg2000_codec_releaser>;
using jpeg2000_stream = std::unique_ptr<opj_stream_t, jpeg2000_stream_releaser>;
using jpeg2000_image = std::unique_ptr<opj_image_t, jpeg2000_image_releaser>;

// Bytes that OpenJPEG reads or writes.  Its callers are C, through which no exception can pass:
// what was thrown waits.
struct jpeg2000_bytes_in_memory {
  std::span<const unsigned char> input;
  std::vector<unsigned char> output;
  std::uint64_t at = 0;
  std::exception_ptr thrown;

  static OPJ_SIZE_T read(void* to, OPJ_SIZE_T size, void* given) noexcept {
    auto& self = *static_cast<jpeg2000_bytes_in_memory*>(given);
    const std::uint64_t left = self.at < self.input.size() ? self.input.size() - self.at : 0;
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left, size));
    if (taken == 0) return static_cast<OPJ_SIZE_T>(-1);  // the end
    std::memcpy(to, self.input.data() + self.at, taken);
    self.at += taken;
    return taken;
  }
  static OPJ_SIZE_T write(void* from, OPJ_SIZE_T size, void* given) noexcept {
    auto& self = *static_cast<jpeg2000_bytes_in_memory*>(given);
    try {
      if (self.output.size() < self.at + size)
        self.output.resize(static_cast<std::size_t>(self.at + size));
    } catch (...) {
      self.thrown = std::current_exception();
      return static_cast<OPJ_SIZE_T>(-1);
    }
    if (size != 0) std::memcpy(self.output.data() + self.at, from, size);
    self.at += size;
    return size;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T size, void* given) noexcept {
    auto& self = *static_cast<jpeg2000_bytes_in_memory*>(given);
    if (size < 0 || !self.goes_to(self.at + static_cast<std::uint64_t>(size))) return -1;
    return size;
  }
  static OPJ_BOOL seek(OPJ_OFF_T place, void* given) noexcept {
    auto& self = *static_cast<jpeg2000_bytes_in_memory*>(given);
    return place >= 0 && self.goes_to(static_cast<std::uint64_t>(place)) ? OPJ_TRUE : OPJ_FALSE;
  }

 private:
  bool goes_to(std::uint64_t place) noexcept {
    if (place > std::max(input.size(), output.size())) return false;
    at = place;
    return true;
  }
};

inline jpeg2000_stream jpeg2000_stream_of(jpeg2000_bytes_in_memory& bytes, bool is_input) {
  constexpr std::size_t buffered = std::size_t{1} << 16;
  jpeg2000_stream stream(opj_stream_create(buffered, is_input ? OPJ_TRUE : OPJ_FALSE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &bytes, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.input.size());
  opj_stream_set_read_function(stream.get(), &jpeg2000_bytes_in_memory::read);
  opj_stream_set_write_function(stream.get(), &jpeg2000_bytes_in_memory::write);
  opj_stream_set_skip_function(stream.get(), &jpeg2000_bytes_in_memory::skip);
  opj_stream_set_seek_function(stream.get(), &jpeg2000_bytes_in_memory::seek);
  return stream;
}

// What a codec says is not told: it may be about values, and differs from version to version.
inline void silence(opj_codec_t* codec) noexcept {
  const opj_msg_callback nothing = [](const char*, void*) {};
  opj_set_info_handler(codec, nothing, nullptr);
  opj_set_warning_handler(codec, nothing, nullptr);
  opj_set_error_handler(codec, nothing, nullptr);
}

inline jpeg2000_image decoded_jpeg2000(const jpeg2000_header& header, const image_layout& image) {
  jpeg2000_bytes_in_memory bytes;
  bytes.input = header.codestream;
  const jpeg2000_stream stream = jpeg2000_stream_of(bytes, true);
  const jpeg2000_codec codec(opj_create_decompress(OPJ_CODEC_J2K));
  if (!codec) throw std::bad_alloc();
  silence(codec.get());
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* made = nullptr;
  // OpenJPEG is strict by default: a tile that ends too early fails.
  bool is_decoded = opj_setup_decoder(codec.get(), &parameters) != OPJ_FALSE &&
                    opj_read_header(stream.get(), codec.get(), &made) != OPJ_FALSE;
  jpeg2000_image result(made);
  is_decoded = is_decoded && result &&
               opj_decode(codec.get(), stream.get(), result.get()) != OPJ_FALSE &&
               result->numcomps == image.samples();
  for (std::uint32_t i = 0; is_decoded && i < image.samples(); ++i) {
    const opj_image_comp_t& one = result->comps[i];
    is_decoded = one.data != nullptr && one.w == image.columns() && one.h == image.rows() &&
                 one.prec == header.precision && (one.sgnd != 0) == header.has_sign;
  }
  if (!is_decoded) throw error(errc::malformed, "the JPEG 2000 codestream cannot be decoded");
  return result;
}

// The samples of a component.
inline std::span<OPJ_INT32> samples_of(const opj_image_t& decoded, std::size_t component,
                                       const image_layout& image) {
  return {decoded.comps[component].data, static_cast<std::size_t>(image.pixels())};
}

// OpenJPEG encodes no more levels than the shorter side can be halved.
inline std::uint32_t levels_for(const jpeg2000_header& header, const image_layout& image) noexcept {
  const auto halvings =
      static_cast<std::uint32_t>(std::bit_width(std::min(image.columns(), image.rows()))) - 1;
  return std::min(header.levels, halvings);
}

// Takes the image, whose samples the encoder transforms in their place.
inline std::vector<unsigned char> encoded_jpeg2000(jpeg2000_image samples,
                                                   const jpeg2000_header& header,
                                                   const image_layout& image) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  std::array<char, 1> no_comment{};
  parameters.cp_comment = no_comment.data();
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = 0;  // all of it
  parameters.cp_disto_alloc = 1;
  parameters.irreversible = 0;
  parameters.numresolution = static_cast<int>(levels_for(header, image)) + 1;
  parameters.tcp_mct = header.has_component_transform ? 1 : 0;

  jpeg2000_bytes_in_memory bytes;
  const jpeg2000_stream stream = jpeg2000_stream_of(bytes, false);
  const jpeg2000_codec codec(opj_create_compress(OPJ_CODEC_J2K));
  if (!codec) throw std::bad_alloc();
  silence(codec.get());
  const bool is_encoded =
      opj_setup_encoder(codec.get(), &parameters, samples.get()) != OPJ_FALSE &&
      opj_start_compress(codec.get(), samples.get(), stream.get()) != OPJ_FALSE &&
      opj_encode(codec.get(), stream.get()) != OPJ_FALSE &&
      opj_end_compress(codec.get(), stream.get()) != OPJ_FALSE;
  if (bytes.thrown) std::rethrow_exception(bytes.thrown);
  if (!is_encoded)
    throw error(errc::unsupported_pixels, "the pixels cannot be encoded as JPEG 2000");
  return std::move(bytes.output);
}

}  // namespace detail

inline std::vector<unsigned char> blank_jpeg2000(std::span<const unsigned char> codestream,
                                                 const image_layout& image,
                                                 std::span<const rectangle> where,
                                                 const paint_value& paint,
                                                 const codec_limits& limits) {
  detail::require_codable(image, limits);
  const detail::jpeg2000_header header = detail::jpeg2000_header_of(codestream, image);
  detail::jpeg2000_image samples = detail::decoded_jpeg2000(header, image);
  // 16 bits are enough to tell samples of at most 16 apart.
  std::vector<std::uint16_t> expected;
  expected.reserve(static_cast<std::size_t>(image.pixels() * image.samples()));
  for (std::size_t component = 0; component < image.samples(); ++component) {
    const std::span<OPJ_INT32> plane = detail::samples_of(*samples, component, image);
    detail::paint_samples<OPJ_INT32>(
        plane, 0, 1, image.columns(), image.rows(), where,
        detail::coded_value(paint, component, image, header.precision, header.has_sign));
    for (const OPJ_INT32 value : plane) expected.push_back(static_cast<std::uint16_t>(value));
  }
  std::vector<unsigned char> result = detail::encoded_jpeg2000(std::move(samples), header, image);

  const detail::jpeg2000_header written = detail::jpeg2000_header_of(result, image);
  bool is_same = written.is_reversible && written.precision == header.precision &&
                 written.has_sign == header.has_sign;
  if (is_same) samples = detail::decoded_jpeg2000(written, image);
  for (std::size_t component = 0; is_same && component < image.samples(); ++component) {
    const std::span<OPJ_INT32> plane = detail::samples_of(*samples, component, image);
    is_same = std::equal(plane.begin(), plane.end(),
                         expected.begin() + static_cast<std::ptrdiff_t>(component * plane.size()),
                         [](OPJ_INT32 value, std::uint16_t bits) {
                           return static_cast<std::uint16_t>(value) == bits;
                         });
  }
  if (!is_same)
    throw error(errc::unsupported_pixels,
                "JPEG 2000 does not give back the pixels that it was given");
  return result;
}

}  // namespace dicom_anonymizer
