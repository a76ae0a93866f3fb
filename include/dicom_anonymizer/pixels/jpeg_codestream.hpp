// SPDX-License-Identifier: BSD-3-Clause
// A JPEG codestream on its way from input to output, while scans are written anew.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/jpeg_huffman.hpp>
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

namespace dicom_anonymizer::detail {

// Copies marker segments and keeps the tables that are in force.  What may show or tell what is
// painted over is left out: comments, application segments (Exif has small images of the frame).
// Of APP0 the head of JFIF without its small image stays, of APP14 what Adobe says of the colours,
// and of APP2 the profile of ICC.  More than padding behind the end marker is refused.
class jpeg_codestream {
 public:
  enum class colours { as_they_are, luminance_and_chrominance, red_green_blue };

  // Appends to the output.  The bytes and it must outlive it.
  jpeg_codestream(std::span<const unsigned char> bytes, const jpeg_image& image, jpeg_kind kind,
                  std::vector<unsigned char>& out);

  // Copies all up to the bits of the next scan; nothing if there is none, and then the codestream
  // is whole: each component was in one scan.  Throws error(errc::truncated),
  // error(errc::malformed) or error(errc::unsupported_pixels) with the offset.
  [[nodiscard]] std::optional<jpeg_scan> next_scan();

  [[nodiscard]] const jpeg_frame& frame() const noexcept { return *frame_; }
  // Of the first coefficient; throws error(errc::malformed) if the table is missing.
  [[nodiscard]] std::uint32_t quantisation_of(const jpeg_component& component) const;
  // Throw error(errc::malformed) if there is no such table.
  [[nodiscard]] huffman_table& dc_table(std::uint8_t number) { return table(dc_tables_[number]); }
  [[nodiscard]] huffman_table& ac_table(std::uint8_t number) { return table(ac_tables_[number]); }
  // As decoders find it: JFIF, then what Adobe says, then the letters R, G and B.
  [[nodiscard]] colours colour() const noexcept;
  // Units of a scan between restart markers; 0 if there are none.
  [[nodiscard]] std::uint32_t restart_interval() const noexcept { return restart_interval_; }
  // Where the scan in hand begins.
  [[nodiscard]] std::size_t offset() const noexcept { return at_; }

  // Goes over the intervals of a scan of so many units.  Of one that a call is_touched(first,
  // behind) is true of, write(first, behind, bytes, end) appends what takes its place; the others
  // are copied.  Then tables that grew are put before the scan.  Throws error(errc::malformed) if
  // restart markers are missing or out of order.
  template <class IsTouched, class Write>
  void copy_scan(std::uint64_t units, const IsTouched& is_touched, const Write& write) {
    const std::uint64_t step = restart_interval_ == 0 ? units : restart_interval_;
    std::uint8_t number = 0;
    for (std::uint64_t first = 0; first < units; first += step) {
      if (first != 0) {
        copy_restart_marker(number);
        number = static_cast<std::uint8_t>((number + 1) % 8);
      }
      const std::uint64_t behind = units - first < step ? units : first + step;
      const std::size_t end = jpeg_entropy_end(bytes_, at_);
      const unsigned char* const from = bytes_.data() + at_;
      const unsigned char* const until = bytes_.data() + end;
      if (is_touched(first, behind))
        write(first, behind, from, until);
      else
        out_.insert(out_.end(), from, until);
      at_ = end;
    }
    put_grown_tables();
  }

 private:
  using tables = std::array<std::optional<huffman_table>, 4>;

  [[nodiscard]] huffman_table& table(std::optional<huffman_table>& one) const;
  void copy(const jpeg_segment& one);
  void copy_application(const jpeg_segment& one);
  void read_quantisation(const jpeg_segment& one);
  void read_huffman(const jpeg_segment& one);
  void copy_restart_marker(std::uint8_t number);
  void put_grown_tables();

  std::span<const unsigned char> bytes_;
  jpeg_image image_;
  jpeg_kind kind_;
  std::vector<unsigned char>& out_;
  std::size_t at_ = 0;
  std::size_t scan_in_output_ = 0;
  std::optional<jpeg_frame> frame_;
  std::array<std::optional<std::uint32_t>, 4> quantisation_;
  tables dc_tables_;
  tables ac_tables_;
  std::uint32_t restart_interval_ = 0;
  bool is_jfif_ = false;
  std::optional<std::uint8_t> adobe_transform_;
  std::array<bool, 4> seen_{};  // components that a scan had
};

}  // namespace dicom_anonymizer::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/jpeg_codestream.ipp>
#endif
