// SPDX-License-Identifier: BSD-3-Clause
// What pixels/blank_jpeg_lossless.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/jpeg_bits.hpp>
#include <dicom_anonymizer/pixels/jpeg_codestream.hpp>
#include <dicom_anonymizer/pixels/jpeg_difference.hpp>
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>

namespace dicom_anonymizer {

namespace detail {

// T.81 H.1.2.1, Table H.1: what a sample is expected to be, by its neighbours to the left, above,
// and above to the left.
[[nodiscard]] constexpr std::int32_t predicted_sample(unsigned predictor, std::int32_t left,
                                                      std::int32_t above,
                                                      std::int32_t corner) noexcept {
  switch (predictor) {
    case 1: return left;
    case 2: return above;
    case 3: return corner;
    case 4: return left + above - corner;
    case 5: return left + ((above - corner) >> 1);
    case 6: return above + ((left - corner) >> 1);
    default: return (left + above) >> 1;
  }
}

// One scan of a lossless frame.
class jpeg_lossless_blanker {
 public:
  // Rectangles that lie in the frame; both outlive it.
  jpeg_lossless_blanker(jpeg_codestream& stream, const jpeg_scan& scan,
                        std::span<const rectangle> where,
                        std::span<const std::uint16_t> sample_values,
                        std::vector<unsigned char>& out);

  void blank();

 private:
  using row = std::vector<std::uint16_t>;
  struct rows {
    row above;
    row here;
  };
  struct part {
    huffman_table* table = nullptr;
    std::optional<size_lookup> sizes;
    std::uint16_t value = 0;
    rows source;
    rows painted;
  };

  void write_interval(std::size_t first, std::size_t behind, const unsigned char* from,
                      const unsigned char* until);
  void read_row(jpeg_bit_reader& reader, bool is_first);
  void write_row(std::size_t number, bool is_first);
  // Of a sample of the row in hand.
  [[nodiscard]] std::int32_t predicted(const rows& of, std::size_t column,
                                       bool is_first) const noexcept {
    if (is_first) return column == 0 ? middle_ : of.here[column - 1];
    if (column == 0) return of.above[0];
    return predicted_sample(predictor_, of.here[column - 1], of.above[column],
                            of.above[column - 1]);
  }

  jpeg_codestream& stream_;
  std::span<const rectangle> where_;
  jpeg_bit_writer writer_;
  std::array<part, 4> parts_;
  std::uint32_t count_;
  unsigned predictor_;
  std::int32_t middle_ = 0;
  std::size_t columns_;
  std::vector<bool> is_touched_;  // by row
};

DICOM_ANONYMIZER_INLINE jpeg_lossless_blanker::jpeg_lossless_blanker(
    jpeg_codestream& stream, const jpeg_scan& scan, std::span<const rectangle> where,
    std::span<const std::uint16_t> sample_values, std::vector<unsigned char>& out)
    : stream_(stream),
      where_(where),
      writer_(out),
      count_(scan.count),
      predictor_(scan.first_coefficient),
      columns_(stream.frame().columns),
      is_touched_(stream.frame().rows) {
  const jpeg_frame& frame = stream.frame();
  if (predictor_ < 1 || predictor_ > 7 || scan.low >= frame.precision)
    refuse_jpeg(errc::malformed, "a predictor or point transform that is not allowed",
                stream.offset());
  // T.81 H.1.1: an interval has whole rows.
  if (stream.restart_interval() % frame.columns != 0)
    refuse_jpeg(errc::malformed, "a restart interval that ends within a row", stream.offset());
  if (frame.widest != 1 || frame.highest != 1)
    refuse_jpeg(errc::unsupported_pixels, "subsampled lossless components", stream.offset());
  middle_ = std::int32_t{1} << (frame.precision - scan.low - 1);
  for (std::uint32_t i = 0; i < count_; ++i) {
    part& one = parts_[i];
    one.table = &stream.dc_table(scan.parts[i].dc_table);
    one.value = static_cast<std::uint16_t>(sample_values[scan.parts[i].component] >> scan.low);
  }
  for (const rectangle& one : where_)
    std::fill_n(is_touched_.begin() + static_cast<std::ptrdiff_t>(one.top), one.height, true);
}

DICOM_ANONYMIZER_INLINE void jpeg_lossless_blanker::blank() {
  const auto row_at = [&](std::uint64_t unit) {
    return is_touched_.begin() + static_cast<std::ptrdiff_t>(unit / columns_);
  };
  stream_.copy_scan(
      std::uint64_t{columns_} * is_touched_.size(),
      [&](std::uint64_t first, std::uint64_t behind) {
        return std::find(row_at(first), row_at(behind), true) != row_at(behind);
      },
      [&](std::uint64_t first, std::uint64_t behind, const unsigned char* from,
          const unsigned char* until) {
        write_interval(static_cast<std::size_t>(first / columns_),
                       static_cast<std::size_t>(behind / columns_), from, until);
      });
}

DICOM_ANONYMIZER_INLINE void jpeg_lossless_blanker::write_interval(std::size_t first,
                                                                   std::size_t behind,
                                                                   const unsigned char* from,
                                                                   const unsigned char* until) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    part& one = parts_[i];
    if (!one.sizes) one.sizes.emplace(*one.table);
    for (row* each : {&one.source.above, &one.source.here, &one.painted.above, &one.painted.here})
      each->resize(columns_);
  }
  std::size_t read_until = behind;  // at least behind the last row with painted samples
  while (!is_touched_[read_until - 1]) --read_until;
  jpeg_bit_reader reader(from, until);
  jpeg_place written{from, 0};
  bool is_recoding = false;
  for (std::size_t number = first; number < behind; ++number) {
    // The row below is predicted by samples that are now others.
    const bool recode = is_touched_[number] || (number != first && is_touched_[number - 1]);
    if (recode && !is_recoding) writer_.copy(written, reader.place());
    if (!recode && is_recoding) written = reader.place();
    is_recoding = recode;
    if (!recode && number >= read_until) {
      if (written.byte == until || !writer_.needs_last_bit(written, until)) break;
      read_until = behind;
    }
    read_row(reader, number == first);
    if (recode) write_row(number, number == first);
    for (std::uint32_t i = 0; i < count_; ++i) {
      part& one = parts_[i];
      if (!recode) one.painted.here = one.source.here;
      one.source.above.swap(one.source.here);
      one.painted.above.swap(one.painted.here);
    }
  }
  if (!is_recoding)
    writer_.copy(written, read_until == behind ? reader.place() : jpeg_place{until, 0});
  writer_.finish();
}

DICOM_ANONYMIZER_INLINE void jpeg_lossless_blanker::read_row(jpeg_bit_reader& reader,
                                                             bool is_first) {
  jpeg_bit_reader here = reader;
  const std::size_t offset = stream_.offset();
  for (std::size_t column = 0; column < columns_; ++column) {
    for (std::uint32_t i = 0; i < count_; ++i) {
      part& one = parts_[i];
      const std::int32_t difference =
          read_jpeg_difference(here, *one.table, *one.sizes, 16, offset);
      // T.81 H.1.2.1: modulo 65536
      one.source.here[column] = static_cast<std::uint16_t>(
          (predicted(one.source, column, is_first) + difference) & 0xFFFF);
    }
  }
  if (here.has_overrun())
    refuse_jpeg(errc::truncated, "a scan ends before its last sample", offset);
  reader = here;
}

DICOM_ANONYMIZER_INLINE void jpeg_lossless_blanker::write_row(std::size_t number, bool is_first) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    part& one = parts_[i];
    one.painted.here = one.source.here;
    for (const rectangle& area : where_)
      if (area.top <= number && number < area.bottom())
        std::fill_n(one.painted.here.begin() + static_cast<std::ptrdiff_t>(area.left), area.width,
                    one.value);
  }
  for (std::size_t column = 0; column < columns_; ++column) {
    for (std::uint32_t i = 0; i < count_; ++i) {
      part& one = parts_[i];
      std::int32_t difference =
          (one.painted.here[column] - predicted(one.painted, column, is_first)) & 0xFFFF;
      if (difference > 32768) difference -= 65536;
      put_jpeg_difference(writer_, difference, *one.table, 16, stream_.offset());
    }
  }
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::vector<rectangle> blank_jpeg_lossless(
    std::span<const unsigned char> codestream, const jpeg_image& image,
    std::span<const rectangle> where, std::span<const std::uint16_t> sample_values,
    std::vector<unsigned char>& out) {
  std::vector<rectangle> painted;
  for (const rectangle& one : where) painted.push_back(one.clipped_to(image.columns, image.rows));
  const std::size_t before = out.size();
  try {
    detail::jpeg_codestream stream(codestream, image, jpeg_kind::lossless, out);
    while (const std::optional<detail::jpeg_scan> scan = stream.next_scan()) {
      if (sample_values.size() != stream.frame().count)
        throw error(errc::bad_arguments, "not one sample value for each component of a frame");
      for (const std::uint16_t value : sample_values)
        if (value >> stream.frame().precision != 0)
          throw error(errc::bad_arguments, "a sample value beyond the precision of a frame");
      detail::jpeg_lossless_blanker(stream, *scan, painted, sample_values, out).blank();
    }
  } catch (...) {
    out.resize(before);
    throw;
  }
  return painted;
}

}  // namespace dicom_anonymizer
