// SPDX-License-Identifier: BSD-3-Clause
// Reads what stands before values.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// Reads tag, VR and length of elements, items and delimiters in any encoding.
class header_reader {
 public:
  /// The source must outlive it.
  explicit header_reader(source& in) noexcept : in_(in) {}

  /// Reads what stands before a value; it must end before end.
  [[nodiscard, gnu::always_inline]] element_header read_header(std::uint64_t at, std::uint64_t end,
                                                               const encoding& form) {
    element_header header;
    if (!read_header_in_window(header, at, end, form)) [[unlikely]]
      header = read_any_header(at, end, form);
    return header;  // in place: a copy would wait for the parts to be stored
  }

  /// The same for what the source holds in memory already and is little endian and sound; otherwise
  /// returns false, and read_any_header does it or says what is wrong.
  [[nodiscard, gnu::always_inline]] bool read_header_in_window(element_header& header,
                                                               std::uint64_t at, std::uint64_t end,
                                                               const encoding& form) const {
    const std::uint64_t ahead = at - in_.held_from();  // huge if at is before the window
    if (ahead + 12 > in_.held() || ahead > in_.held() || end - at < 8 || form.big_endian)
      return false;
    const unsigned char* const bytes = in_.held_bytes() + ahead;
    header.offset = at;
    header.value_offset = at + 8;
    header.big_endian = false;
    header.reserved = 0;
    header.id = {load<std::uint16_t>(bytes), load<std::uint16_t>(bytes + 2)};
    if (!form.explicit_vr || header.id.group == detail::item_tag.group) {
      header.written.reset();
      header.length = load<std::uint32_t>(bytes + 4);
      return true;
    }
    const vr written = detail::vr_of_letters(bytes[4], bytes[5]);
    const detail::vr_traits& kind = detail::vr_table[detail::vr_rows[detail::place_of(written)]];
    if (kind.id != written) return false;
    header.written = written;
    if (!kind.long_form) {
      header.length = load<std::uint16_t>(bytes + 6);
      return true;
    }
    if (end - at < 12) return false;
    header.reserved = load<std::uint16_t>(bytes + 6);
    header.length = load<std::uint32_t>(bytes + 8);
    header.value_offset = at + 12;
    return true;
  }

  [[nodiscard, gnu::noinline]] element_header read_any_header(std::uint64_t at, std::uint64_t end,
                                                              const encoding& form) {
    element_header header;
    header.offset = at;
    header.big_endian = form.big_endian;
    require(8, at, end);
    const auto bytes = in_.view(at, 8);
    header.id = {static_cast<std::uint16_t>(detail::number_at(bytes, 0, 2, form.big_endian)),
                 static_cast<std::uint16_t>(detail::number_at(bytes, 2, 2, form.big_endian))};
    header.value_offset = at + 8;
    if (!form.explicit_vr || header.id.group == detail::item_tag.group) {
      header.length = detail::number_at(bytes, 4, 4, form.big_endian);
      return header;
    }
    header.written = parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]));
    if (!header.written)
      throw error(errc::malformed, "no Value Representation of PS3.5")
          .at(header.id)
          .at_offset(at + 4);
    header.reserved = static_cast<std::uint16_t>(detail::number_at(bytes, 6, 2, form.big_endian));
    if (!has_long_length(*header.written)) {
      header.length = header.reserved;
      header.reserved = 0;
      return header;
    }
    require(12, at, end);
    header.length = detail::number_at(in_.view(at + 8, 4), 0, 4, form.big_endian);
    header.value_offset = at + 12;
    return header;
  }

 protected:
  source& in_;

 private:
  template <class Number>
  static Number load(const unsigned char* bytes) noexcept {
    static_assert(std::endian::native == std::endian::little);
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
  }

  static void require(std::uint64_t count, std::uint64_t at, std::uint64_t end) {
    if (end - at < count)
      throw error(errc::truncated, "the data end inside the head of an element").at_offset(at);
  }
};

}  // namespace dicom_anonymizer
