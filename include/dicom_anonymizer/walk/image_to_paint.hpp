// SPDX-License-Identifier: BSD-3-Clause
// What a data set or item says of its pixels, for painting them over.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/paint_value.hpp>
#include <dicom_anonymizer/pixels/palette.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// Image Pixel Module, PS3.3 section C.7.6.3, and Number of Frames.
namespace image_tags {
inline constexpr tag samples{0x0028, 0x0002}, colours{0x0028, 0x0004}, planar{0x0028, 0x0006},
    frames{0x0028, 0x0008}, rows{0x0028, 0x0010}, columns{0x0028, 0x0011},
    bits_allocated{0x0028, 0x0100}, bits_stored{0x0028, 0x0101}, high_bit{0x0028, 0x0102},
    representation{0x0028, 0x0103}, padding{0x0028, 0x0120}, float_padding{0x0028, 0x0122},
    double_padding{0x0028, 0x0123}, first_descriptor{0x0028, 0x1101}, first_palette{0x0028, 0x1201},
    first_segments{0x0028, 0x1221};
}  // namespace image_tags

// What tells of pixels, in order, palettes included.
inline constexpr std::array<tag, 22> tags_of_images = {
    {{0x0028, 0x0002}, {0x0028, 0x0004}, {0x0028, 0x0006}, {0x0028, 0x0008}, {0x0028, 0x0010},
     {0x0028, 0x0011}, {0x0028, 0x0100}, {0x0028, 0x0101}, {0x0028, 0x0102}, {0x0028, 0x0103},
     {0x0028, 0x0120}, {0x0028, 0x0122}, {0x0028, 0x0123}, {0x0028, 0x1101}, {0x0028, 0x1102},
     {0x0028, 0x1103}, {0x0028, 0x1201}, {0x0028, 0x1202}, {0x0028, 0x1203}, {0x0028, 0x1221},
     {0x0028, 0x1222}, {0x0028, 0x1223}}};

// Reads what GDCM has in memory, little endian.
class image_teller {
 public:
  explicit image_teller(const gdcm::DataSet& dataset) noexcept : dataset_(dataset) {}

  // Throws error(errc::malformed) at an attribute that is absent and without which the pixels are a
  // guess, or that is no number, error(errc::unsupported_pixels) if the VR holds no pixels, or
  // their byte order is not known, and what image_layout throws.
  [[nodiscard]] image_layout layout_of(tag id, std::optional<vr> written,
                                       pixel_storage storage) const {
    image_description given;
    given.kind = id.element == 0x0008   ? sample_kind::float_32
                 : id.element == 0x0009 ? sample_kind::double_64
                                        : sample_kind::integer;
    given.rows = number(image_tags::rows);
    given.columns = number(image_tags::columns);
    // The colours have it, too.
    given.samples = number_or(image_tags::samples, 1);
    given.bits_allocated = number(image_tags::bits_allocated);
    if (given.kind == sample_kind::integer) {
      given.bits_stored = number(image_tags::bits_stored);
      // PS3.5 section 8.1.1 leaves no other.
      given.high_bit =
          number_or(image_tags::high_bit, given.bits_stored - (given.bits_stored != 0));
      given.representation = number(image_tags::representation);
    }
    // A codec has its own.
    if (given.samples != 1 && storage != pixel_storage::encapsulated)
      given.planar = number(image_tags::planar);
    given.frames = frames();
    given.storage = storage;
    require_pixels(id, written, given);
    const std::optional<photometric> colours = photometric_of(bytes(image_tags::colours));
    if (!colours)
      throw error(errc::unsupported_pixels, "colours of pixels that are not known")
          .at(image_tags::colours);
    given.colours = *colours;
    return image_layout(given);
  }

  // Throws what black_of throws.
  [[nodiscard]] paint_value black_of(const image_layout& layout) const {
    black_sources sources;
    if (const std::string_view padding = bytes(image_tags::padding); padding.size() == 2)
      sources.padding = static_cast<std::uint16_t>(wide_number(padding));
    const bool is_double = layout.kind() == sample_kind::double_64;
    const std::string_view padding =
        bytes(is_double ? image_tags::double_padding : image_tags::float_padding);
    if (layout.kind() != sample_kind::integer && padding.size() == (is_double ? 8U : 4U))
      sources.float_padding = wide_number(padding);
    if (layout.colours() == photometric::palette_color) sources.palettes = palettes();
    return dicom_anonymizer::black_of(layout, sources);
  }

  // Columns, rows and frames alone, whatever the pixels are.  Throws as layout_of does.
  [[nodiscard]] image_layout extent() const {
    return image_layout({.rows = number(image_tags::rows),
                         .columns = number(image_tags::columns),
                         .bits_allocated = 8,
                         .bits_stored = 8,
                         .high_bit = 7,
                         .frames = frames(),
                         .storage = pixel_storage::encapsulated});
  }

 private:
  // Of VR IS; 1 without a value, 0 if it is none.
  [[nodiscard]] std::uint64_t frames() const {
    std::string_view text = without_blanks(bytes(image_tags::frames));
    if (text.empty()) return 1;
    if (text.front() == '+') text.remove_prefix(1);
    std::uint64_t result = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), result);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? result : 0;
  }

  [[nodiscard]] std::string_view bytes(tag id) const {
    const auto& all = dataset_.GetDES();
    const auto found = all.find(gdcm::DataElement(id));
    return found == all.end() ? std::string_view() : bytes_of(*found);
  }

  static std::uint64_t wide_number(std::string_view little_endian) noexcept {
    std::uint64_t result = 0;
    for (std::size_t i = little_endian.size(); i-- > 0;)
      result = result << 8U | static_cast<unsigned char>(little_endian[i]);
    return result;
  }

  // Of VR US.  Throws error(errc::malformed) if it is none, or absent.
  [[nodiscard]] std::uint32_t number(tag id) const {
    const std::string_view value = bytes(id);
    if (value.size() != 2)
      throw error(errc::malformed, value.empty() ? "an image that does not say what its pixels are"
                                                 : "no single number of two bytes")
          .at(id);
    return static_cast<std::uint32_t>(wide_number(value));
  }
  [[nodiscard]] std::uint32_t number_or(tag id, std::uint32_t without) const {
    return bytes(id).empty() ? without : number(id);
  }

  static void require_pixels(tag id, std::optional<vr> written, const image_description& given) {
    const vr usual = id.element == 0x0008 ? vr::OF : id.element == 0x0009 ? vr::OD : vr::OW;
    const bool is_bytes = written == vr::OB && given.kind == sample_kind::integer;
    if (written && *written != usual && *written != vr::UN && !is_bytes)
      throw error(errc::unsupported_pixels, "pixel data in a VR that holds none").at(id);
    const bool is_turned = given.storage == pixel_storage::big_endian_words;
    if (is_turned && written == vr::UN)
      throw error(errc::unsupported_pixels, "big endian pixels in a VR that does not tell of words")
          .at(id);
  }

  [[nodiscard]] palette_set palettes() const {
    palette_set result;
    for (std::uint16_t i = 0; i < 3; ++i) {
      const auto behind = [&](tag first) {
        return tag{first.group, static_cast<std::uint16_t>(first.element + i)};
      };
      palette_attributes& one = result.colours[i];
      const std::string_view descriptor = bytes(behind(image_tags::first_descriptor));
      if (descriptor.size() != 6)
        throw error(errc::malformed, "a palette without a descriptor of three numbers")
            .at(behind(image_tags::first_descriptor));
      for (std::size_t j = 0; j < 3; ++j)
        one.descriptor[j] = static_cast<std::uint16_t>(wide_number(descriptor.substr(2 * j, 2)));
      std::string_view data = bytes(behind(image_tags::first_palette));
      if (data.empty()) {
        data = bytes(behind(image_tags::first_segments));
        one.is_segmented = !data.empty();
      }
      one.data = {reinterpret_cast<const unsigned char*>(data.data()), data.size()};
    }
    return result;
  }

  const gdcm::DataSet& dataset_;
};

// How native pixels are stored that a file has in its own byte order.
inline pixel_storage storage_of(native_pixels form, std::optional<vr> written, tag id) {
  if (form == native_pixels::none)
    throw error(errc::unsupported_pixels, "compressed pixel data without fragments").at(id);
  if (form == native_pixels::little_endian) return pixel_storage::little_endian;
  return written == vr::OB ? pixel_storage::big_endian_bytes : pixel_storage::big_endian_words;
}

}  // namespace dicom_anonymizer::detail
