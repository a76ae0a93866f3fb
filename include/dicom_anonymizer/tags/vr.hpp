// SPDX-License-Identifier: BSD-3-Clause
// The 34 Value Representations of PS3.5 section 6.2 and what their encoding depends on.
#pragma once

#include <gdcmVR.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace dicom_anonymizer {

/// A Value Representation.  Its numeric value is its two characters, so that it can be read from
/// and written to Explicit VR as it is.
enum class vr : std::uint16_t {
  AE = 'A' << 8 | 'E',
  AS = 'A' << 8 | 'S',
  AT = 'A' << 8 | 'T',
  CS = 'C' << 8 | 'S',
  DA = 'D' << 8 | 'A',
  DS = 'D' << 8 | 'S',
  DT = 'D' << 8 | 'T',
  FD = 'F' << 8 | 'D',
  FL = 'F' << 8 | 'L',
  IS = 'I' << 8 | 'S',
  LO = 'L' << 8 | 'O',
  LT = 'L' << 8 | 'T',
  OB = 'O' << 8 | 'B',
  OD = 'O' << 8 | 'D',
  OF = 'O' << 8 | 'F',
  OL = 'O' << 8 | 'L',
  OV = 'O' << 8 | 'V',
  OW = 'O' << 8 | 'W',
  PN = 'P' << 8 | 'N',
  SH = 'S' << 8 | 'H',
  SL = 'S' << 8 | 'L',
  SQ = 'S' << 8 | 'Q',
  SS = 'S' << 8 | 'S',
  ST = 'S' << 8 | 'T',
  SV = 'S' << 8 | 'V',
  TM = 'T' << 8 | 'M',
  UC = 'U' << 8 | 'C',
  UI = 'U' << 8 | 'I',
  UL = 'U' << 8 | 'L',
  UN = 'U' << 8 | 'N',
  UR = 'U' << 8 | 'R',
  US = 'U' << 8 | 'S',
  UT = 'U' << 8 | 'T',
  UV = 'U' << 8 | 'V',
};

/// Every Value Representation, in alphabetical order.
inline constexpr vr all_vrs[] = {
    vr::AE, vr::AS, vr::AT, vr::CS, vr::DA, vr::DS, vr::DT, vr::FD, vr::FL, vr::IS, vr::LO, vr::LT,
    vr::OB, vr::OD, vr::OF, vr::OL, vr::OV, vr::OW, vr::PN, vr::SH, vr::SL, vr::SQ, vr::SS, vr::ST,
    vr::SV, vr::TM, vr::UC, vr::UI, vr::UL, vr::UN, vr::UR, vr::US, vr::UT, vr::UV};

namespace detail {

struct vr_traits {
  vr id;
  char name[3];
  bool long_form;       // 32-bit length in Explicit VR, PS3.5 section 7.1.2
  bool text;            // a character string, PS3.5 section 6.1.2.3
  bool charset;         // affected by Specific Character Set (0008,0005)
  bool multi_valued;    // backslash separates values, PS3.5 section 6.4
  std::uint8_t width;   // bytes of one binary number, 0 for text and sequences
  std::uint32_t limit;  // characters of one value; 0: no limit but the length field
};

inline constexpr vr_traits vr_table[] = {
    {vr::AE, "AE", false, true, false, true, 0, 16},
    {vr::AS, "AS", false, true, false, true, 0, 4},
    {vr::AT, "AT", false, false, false, false, 2, 0},
    {vr::CS, "CS", false, true, false, true, 0, 16},
    {vr::DA, "DA", false, true, false, true, 0, 18},  // 18: a range in a query
    {vr::DS, "DS", false, true, false, true, 0, 16},
    {vr::DT, "DT", false, true, false, true, 0, 54},
    {vr::FD, "FD", false, false, false, false, 8, 0},
    {vr::FL, "FL", false, false, false, false, 4, 0},
    {vr::IS, "IS", false, true, false, true, 0, 12},
    {vr::LO, "LO", false, true, true, true, 0, 64},
    {vr::LT, "LT", false, true, true, false, 0, 10240},
    {vr::OB, "OB", true, false, false, false, 1, 0},
    {vr::OD, "OD", true, false, false, false, 8, 0},
    {vr::OF, "OF", true, false, false, false, 4, 0},
    {vr::OL, "OL", true, false, false, false, 4, 0},
    {vr::OV, "OV", true, false, false, false, 8, 0},
    {vr::OW, "OW", true, false, false, false, 2, 0},
    {vr::PN, "PN", false, true, true, true, 0, 64},  // 64: each component group
    {vr::SH, "SH", false, true, true, true, 0, 16},
    {vr::SL, "SL", false, false, false, false, 4, 0},
    {vr::SQ, "SQ", true, false, false, false, 0, 0},
    {vr::SS, "SS", false, false, false, false, 2, 0},
    {vr::ST, "ST", false, true, true, false, 0, 1024},
    {vr::SV, "SV", true, false, false, false, 8, 0},
    {vr::TM, "TM", false, true, false, true, 0, 28},
    {vr::UC, "UC", true, true, true, true, 0, 0},
    {vr::UI, "UI", false, true, false, true, 0, 64},
    {vr::UL, "UL", false, false, false, false, 4, 0},
    {vr::UN, "UN", true, false, false, false, 1, 0},
    {vr::UR, "UR", true, true, false, false, 0, 0},
    {vr::US, "US", false, false, false, false, 2, 0},
    {vr::UT, "UT", true, true, true, false, 0, 0},
    {vr::UV, "UV", true, false, false, false, 8, 0},
};

inline constexpr std::uint8_t no_vr = 0xFF;

// Of the two letters as one number.  No two VRs have the same place.
constexpr std::size_t place_of(vr v) noexcept {
  const auto letters = static_cast<std::uint16_t>(v);
  return std::size_t{32} * (letters >> 8 & 31) + (letters & 31);
}

// The row of each pair of letters, asked for every element more than once; that of other VRs for
// what is none.
inline constexpr auto vr_rows = [] {
  std::array<std::uint8_t, 32 * 32> rows{};
  for (std::uint8_t i = 0; i < std::size(vr_table); ++i) rows[place_of(vr_table[i].id)] = i;
  return rows;
}();

constexpr std::uint8_t row_of(vr v) noexcept {
  const std::uint8_t row = vr_rows[place_of(v)];
  return vr_table[row].id == v ? row : no_vr;
}

// What stands where a VR does.
constexpr vr vr_of_letters(unsigned char first, unsigned char second) noexcept {
  return static_cast<vr>(first << 8 | second);
}

constexpr const vr_traits& traits_of(vr v) noexcept {
  const std::uint8_t row = row_of(v);
  return vr_table[row == no_vr ? 29 : row];  // UN: what is not known is bytes
}

static_assert(vr_table[29].id == vr::UN);

}  // namespace detail

/// The two characters of a VR.
[[nodiscard]] constexpr std::string_view to_string(vr v) noexcept {
  return {detail::traits_of(v).name, 2};
}

/// The VR of two characters, or nothing where PS3.5 defines none.
[[nodiscard]] constexpr std::optional<vr> parse_vr(char first, char second) noexcept {
  const vr found =
      detail::vr_of_letters(static_cast<unsigned char>(first), static_cast<unsigned char>(second));
  if (detail::row_of(found) == detail::no_vr) return std::nullopt;
  return found;
}

/// Whether Explicit VR writes two reserved bytes and a 32-bit length, PS3.5 section 7.1.2.
[[nodiscard]] constexpr bool has_long_length(vr v) noexcept {
  return detail::traits_of(v).long_form;
}

/// Whether the value is a character string.
[[nodiscard]] constexpr bool is_text(vr v) noexcept { return detail::traits_of(v).text; }

/// Whether the value is a date, a time of day, or both: DA, TM, DT.
[[nodiscard]] constexpr bool is_date_or_time(vr v) noexcept {
  return v == vr::DA || v == vr::TM || v == vr::DT;
}

namespace detail {

// Whether a value identifies by what its VR is for: names of people, dates, times, UIDs, and places
// to retrieve objects from.
constexpr bool identifies_by_vr(vr v) noexcept {
  return is_date_or_time(v) || v == vr::PN || v == vr::UI || v == vr::UR;
}

}  // namespace detail

/// Whether Specific Character Set (0008,0005) governs the value, PS3.5 section 6.1.2.3.
[[nodiscard]] constexpr bool uses_character_set(vr v) noexcept {
  return detail::traits_of(v).charset;
}

/// Whether a backslash separates values of this text VR, PS3.5 section 6.4.
[[nodiscard]] constexpr bool is_multi_valued(vr v) noexcept {
  return detail::traits_of(v).multi_valued;
}

/// The bytes that change places between little and big endian, PS3.5 section 7.3; 1 for text, OB,
/// UN and sequences.
[[nodiscard]] constexpr std::uint8_t swap_unit(vr v) noexcept {
  const std::uint8_t width = detail::traits_of(v).width;
  return width == 0 ? std::uint8_t{1} : width;
}

/// The characters that one value may hold, PS3.5 table 6.2-1; 0 where there is no such limit.  For
/// PN it is the limit of one component group.
[[nodiscard]] constexpr std::uint32_t character_limit(vr v) noexcept {
  return detail::traits_of(v).limit;
}

/// The byte that makes an odd value even, PS3.5 section 6.2: a space for text, NUL for UI and
/// for everything binary.
[[nodiscard]] constexpr char padding_of(vr v) noexcept {
  return is_text(v) && v != vr::UI ? ' ' : '\0';
}

namespace detail {

// GDCM's, in the order of vr_table.
inline constexpr gdcm::VR::VRType gdcm_vrs[] = {
    gdcm::VR::AE, gdcm::VR::AS, gdcm::VR::AT, gdcm::VR::CS, gdcm::VR::DA, gdcm::VR::DS,
    gdcm::VR::DT, gdcm::VR::FD, gdcm::VR::FL, gdcm::VR::IS, gdcm::VR::LO, gdcm::VR::LT,
    gdcm::VR::OB, gdcm::VR::OD, gdcm::VR::OF, gdcm::VR::OL, gdcm::VR::OV, gdcm::VR::OW,
    gdcm::VR::PN, gdcm::VR::SH, gdcm::VR::SL, gdcm::VR::SQ, gdcm::VR::SS, gdcm::VR::ST,
    gdcm::VR::SV, gdcm::VR::TM, gdcm::VR::UC, gdcm::VR::UI, gdcm::VR::UL, gdcm::VR::UN,
    gdcm::VR::UR, gdcm::VR::US, gdcm::VR::UT, gdcm::VR::UV};
static_assert(std::size(gdcm_vrs) == std::size(vr_table));

// Each of GDCM's single VRs is one bit: the row of each bit.
inline constexpr auto rows_of_bits = [] {
  std::array<std::uint8_t, 64> rows{};
  rows.fill(no_vr);
  for (std::uint8_t i = 0; i < std::size(gdcm_vrs); ++i)
    rows[static_cast<std::size_t>(std::countr_zero(static_cast<std::uint64_t>(gdcm_vrs[i])))] = i;
  return rows;
}();

}  // namespace detail

/// The GDCM counterpart.
[[nodiscard]] inline gdcm::VR to_gdcm(vr v) {
  const std::uint8_t row = detail::row_of(v);
  return row == detail::no_vr ? gdcm::VR::UN : detail::gdcm_vrs[row];
}

/// The counterpart of a GDCM VR; nothing for gdcm::VR::INVALID and for double ones such as OB_OW.
[[nodiscard]] inline std::optional<vr> from_gdcm(const gdcm::VR& v) {
  const auto bits = static_cast<std::uint64_t>(static_cast<gdcm::VR::VRType>(v));
  if (!std::has_single_bit(bits)) return std::nullopt;
  const std::uint8_t row = detail::rows_of_bits[static_cast<std::size_t>(std::countr_zero(bits))];
  if (row == detail::no_vr) return std::nullopt;
  return detail::vr_table[row].id;
}

}  // namespace dicom_anonymizer
