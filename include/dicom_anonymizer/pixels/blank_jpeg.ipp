// SPDX-License-Identifier: BSD-3-Clause
// What pixels/blank_jpeg.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg.hpp>

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

// The first coefficient with which a block is one value.  Black and white may lie beyond the range,
// because decoders clamp; but not so far beyond that some do not.
[[nodiscard]] inline std::int64_t flat_coefficient(std::int64_t value, std::uint32_t precision,
                                                   std::int64_t quantisation) noexcept {
  const std::int64_t middle = std::int64_t{1} << (precision - 1);
  const std::int64_t wanted = 8 * (value - middle);  // T.81 A.3.3: eight times the mean
  const std::int64_t size = wanted < 0 ? -wanted : wanted;
  std::int64_t steps = (2 * size + quantisation) / (2 * quantisation);
  if (value == 0 || value == 2 * middle - 1) {
    steps = (size + quantisation - 1) / quantisation;
    if (steps * quantisation - size > 8 * middle) --steps;
  }
  return wanted < 0 ? -steps : steps;
}

// Units of a scan in its order, first to behind.
struct unit_run {
  std::uint64_t first;
  std::uint64_t behind;
};

// One scan: its units and what it takes to read and write their blocks.
class jpeg_scan_blanker {
 public:
  jpeg_scan_blanker(jpeg_codestream& stream, const jpeg_scan& scan, std::uint16_t sample_value,
                    std::vector<unsigned char>& out);

  // Rectangles in units of the whole frame: all components of 8 * widest by 8 * highest pixels.
  void blank(std::span<const rectangle> units);

 private:
  struct part {
    huffman_table* dc = nullptr;
    huffman_table* ac = nullptr;
    std::uint32_t blocks = 1;  // in a unit
    std::int64_t flat = 0;
    std::int64_t predicted = 0;  // what the difference of its next block is added to
    std::optional<size_lookup> sizes;
    std::optional<run_lookup> runs;
  };

  [[noreturn]] void refuse(errc code, const char* reason) const {
    refuse_jpeg(code, reason, stream_.offset());
  }
  void add_runs(const rectangle& units);
  void write_interval(std::uint64_t first, std::uint64_t behind, const unsigned char* from,
                      const unsigned char* until);
  [[nodiscard]] std::int32_t read_difference(jpeg_bit_reader& reader, const part& one) const {
    return read_jpeg_difference(reader, *one.dc, *one.sizes, 15, stream_.offset());
  }
  void skip_coefficients(jpeg_bit_reader& reader, const part& one) const;
  void skip_units(jpeg_bit_reader& reader, std::uint64_t count);
  void put_difference(std::int64_t difference, part& one) {
    put_jpeg_difference(writer_, difference, *one.dc, longest_size_, stream_.offset());
  }
  void put_flat_units(std::uint64_t count);
  void recode_unit(jpeg_bit_reader& reader);

  jpeg_codestream& stream_;
  jpeg_bit_writer writer_;
  std::array<part, 4> parts_;
  std::uint32_t count_;
  unsigned longest_size_;  // of a difference
  bool is_interleaved_;
  std::uint32_t widest_ = 1;  // units of this scan in one of the frame
  std::uint32_t highest_ = 1;
  std::uint64_t columns_ = 0;  // in units
  std::uint64_t rows_ = 0;
  std::vector<unit_run> runs_;
  std::size_t next_run_ = 0;
};

DICOM_ANONYMIZER_INLINE jpeg_scan_blanker::jpeg_scan_blanker(jpeg_codestream& stream,
                                                             const jpeg_scan& scan,
                                                             std::uint16_t sample_value,
                                                             std::vector<unsigned char>& out)
    : stream_(stream),
      writer_(out),
      count_(scan.count),
      longest_size_(stream.frame().precision == 8 ? 11 : 15),
      is_interleaved_(scan.count > 1) {
  const jpeg_frame& frame = stream.frame();
  const auto divided = [](std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; };
  const jpeg_codestream::colours colour = stream.colour();
  for (std::uint32_t i = 0; i < count_; ++i) {
    const std::uint32_t number = scan.parts[i].component;
    const jpeg_component& component = frame.components[number];
    part& one = parts_[i];
    one.dc = &stream.dc_table(scan.parts[i].dc_table);
    one.ac = &stream.ac_table(scan.parts[i].ac_table);
    one.blocks = is_interleaved_ ? std::uint32_t{component.horizontal} * component.vertical : 1;
    std::int64_t value = frame.count == 1 ? sample_value : 0;
    if (colour == jpeg_codestream::colours::luminance_and_chrominance &&
        (number == 1 || number == 2))
      value = std::int64_t{1} << (frame.precision - 1);
    one.flat = flat_coefficient(value, frame.precision, stream.quantisation_of(component));
    // T.81 A.2: a scan of one component has all of its blocks, and only those.
    if (!is_interleaved_) {
      widest_ = component.horizontal;
      highest_ = component.vertical;
      columns_ = divided(divided(std::uint64_t{frame.columns} * widest_, frame.widest), 8);
      rows_ = divided(divided(std::uint64_t{frame.rows} * highest_, frame.highest), 8);
    }
  }
  if (is_interleaved_) {
    columns_ = divided(frame.columns, std::uint64_t{8} * frame.widest);
    rows_ = divided(frame.rows, std::uint64_t{8} * frame.highest);
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::add_runs(const rectangle& units) {
  const std::uint64_t left = std::uint64_t{units.left} * widest_;
  const std::uint64_t right = std::min(units.right() * widest_, columns_);
  const std::uint64_t top = std::uint64_t{units.top} * highest_;
  const std::uint64_t bottom = std::min(units.bottom() * highest_, rows_);
  if (left >= right || top >= bottom) return;
  if (left == 0 && right == columns_) {
    runs_.push_back({top * columns_, bottom * columns_});
    return;
  }
  for (std::uint64_t row = top; row < bottom; ++row)
    runs_.push_back({row * columns_ + left, row * columns_ + right});
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::blank(std::span<const rectangle> units) {
  for (const rectangle& one : units) add_runs(one);
  std::sort(runs_.begin(), runs_.end(),
            [](const unit_run& one, const unit_run& other) { return one.first < other.first; });
  std::size_t last = 0;
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    if (runs_[i].first <= runs_[last].behind)
      runs_[last].behind = std::max(runs_[last].behind, runs_[i].behind);
    else
      runs_[++last] = runs_[i];
  }
  if (!runs_.empty()) runs_.resize(last + 1);
  stream_.copy_scan(
      columns_ * rows_,
      [&](std::uint64_t first, std::uint64_t behind) {
        while (next_run_ < runs_.size() && runs_[next_run_].behind <= first) ++next_run_;
        return next_run_ < runs_.size() && runs_[next_run_].first < behind;
      },
      [&](std::uint64_t first, std::uint64_t behind, const unsigned char* from,
          const unsigned char* until) { write_interval(first, behind, from, until); });
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::write_interval(std::uint64_t first,
                                                               std::uint64_t behind,
                                                               const unsigned char* from,
                                                               const unsigned char* until) {
  for (std::uint32_t i = 0; i < count_; ++i) parts_[i].predicted = 0;
  jpeg_bit_reader reader(from, until);
  jpeg_place written{from, 0};
  std::uint64_t at = first;
  for (std::size_t i = next_run_; i < runs_.size() && runs_[i].first < behind; ++i) {
    const std::uint64_t begin = std::max(runs_[i].first, first);
    const std::uint64_t end = std::min(runs_[i].behind, behind);
    skip_units(reader, begin - at);
    writer_.copy(written, reader.place());
    put_flat_units(end - begin);
    if (end == behind) {
      writer_.finish();
      return;
    }
    skip_units(reader, end - begin);
    recode_unit(reader);
    written = reader.place();
    at = end + 1;
  }
  // All differences behind are those of blocks that stay.
  jpeg_place last{until, 0};
  if (written.byte != until && writer_.needs_last_bit(written, until)) {
    skip_units(reader, behind - at);
    last = reader.place();
  }
  writer_.copy(written, last);
  writer_.finish();
}

inline void jpeg_scan_blanker::skip_coefficients(jpeg_bit_reader& reader, const part& one) const {
  unsigned at = 1;
  while (at < 64) {
    if (reader.count() < 32) reader.fill();
    const run_lookup::entry many = one.runs->of(reader.peek(run_lookup::width));
    const unsigned behind = at + (many.advance & 0x7FU);
    // An EOB behind the last coefficient is none, but the first bits of the next block.
    if (many.bits != 0 && behind <= 63) {
      reader.skip(many.bits);
      at = behind;
      if ((many.advance & run_lookup::ends_block) != 0) break;
      continue;
    }
    const huffman_table::symbol single =
        one.ac->symbol_of(static_cast<std::uint32_t>(reader.peek(16)));
    const unsigned value_bits = single.value & 0x0FU;
    const unsigned zeros = single.value >> 4;
    if (single.length == 0) refuse(errc::malformed, "bits that are no code");
    reader.skip(single.length + value_bits);
    if (single.value == 0) break;
    at += zeros + 1;
    if ((value_bits == 0 && zeros != 15) || at > 64)
      refuse(errc::malformed, "a run of coefficients that no block has");
  }
  if (reader.has_overrun()) refuse(errc::truncated, "a scan ends before its last block");
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::skip_units(jpeg_bit_reader& reader,
                                                           std::uint64_t count) {
  if (count == 0) return;
  for (std::uint32_t i = 0; i < count_; ++i) {
    if (!parts_[i].sizes) parts_[i].sizes.emplace(*parts_[i].dc);
    if (!parts_[i].runs) parts_[i].runs.emplace(*parts_[i].ac);
  }
  jpeg_bit_reader here = reader;
  for (; count != 0; --count) {
    for (std::uint32_t i = 0; i < count_; ++i) {
      part& one = parts_[i];
      for (std::uint32_t block = 0; block < one.blocks; ++block) {
        one.predicted += read_difference(here, one);
        skip_coefficients(here, one);
      }
    }
  }
  reader = here;
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::put_flat_units(std::uint64_t count) {
  for (std::uint64_t unit = 0; unit < count; ++unit) {
    for (std::uint32_t i = 0; i < count_; ++i) {
      part& one = parts_[i];
      const huffman_table::code end = one.ac->demand(0, stream_.offset());
      for (std::uint32_t block = 0; block < one.blocks; ++block) {
        const bool is_first = unit == 0 && block == 0;
        put_difference(is_first ? one.flat - one.predicted : 0, one);
        writer_.put(end.bits, end.length);
      }
    }
  }
}

DICOM_ANONYMIZER_INLINE void jpeg_scan_blanker::recode_unit(jpeg_bit_reader& reader) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    part& one = parts_[i];
    one.predicted += read_difference(reader, one);
    if (reader.has_overrun()) refuse(errc::truncated, "a scan ends before its last block");
    put_difference(one.predicted - one.flat, one);
    const jpeg_place behind = reader.place();
    skip_coefficients(reader, one);
    for (std::uint32_t block = 1; block < one.blocks; ++block) {
      one.predicted += read_difference(reader, one);
      skip_coefficients(reader, one);
    }
    writer_.copy(behind, reader.place());
  }
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE std::vector<rectangle> blank_jpeg(std::span<const unsigned char> codestream,
                                                          const jpeg_image& image,
                                                          std::span<const rectangle> where,
                                                          std::uint16_t sample_value,
                                                          std::vector<unsigned char>& out) {
  const std::size_t before = out.size();
  std::vector<rectangle> units;
  std::vector<rectangle> painted;
  try {
    detail::jpeg_codestream stream(codestream, image, jpeg_kind::sequential, out);
    while (const std::optional<detail::jpeg_scan> scan = stream.next_scan()) {
      const detail::jpeg_frame& frame = stream.frame();
      if (units.empty()) {
        if (frame.count == 1 && sample_value >> frame.precision != 0)
          throw error(errc::bad_arguments, "a sample value beyond the precision of a frame");
        const std::uint32_t width = 8 * frame.widest;
        const std::uint32_t height = 8 * frame.highest;
        for (const rectangle& one : where) {
          const rectangle grown =
              one.clipped_to(frame.columns, frame.rows).grown_to_blocks(width, height);
          units.push_back(
              {grown.left / width, grown.top / height, grown.width / width, grown.height / height});
          painted.push_back(grown.clipped_to(frame.columns, frame.rows));
        }
      }
      detail::jpeg_scan_blanker(stream, *scan, sample_value, out).blank(units);
    }
  } catch (...) {
    out.resize(before);
    throw;
  }
  return painted;
}

}  // namespace dicom_anonymizer
