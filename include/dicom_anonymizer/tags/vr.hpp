// SPDX-License-Identifier: BSD-3-Clause
// The 34 Value Representations of PS3.5 section 6.2 and what their encoding depends on.
#pragma once

#include <gdcmVR.h>

#include <cstdint>
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

constexpr const vr_traits& traits_of(vr v) noexcept {
  for (const vr_traits& row : vr_table)
    if (row.id == v) return row;
  return vr_table[29];  // UN: what is not known is bytes
}

}  // namespace detail

/// The two characters of a VR.
[[nodiscard]] constexpr std::string_view to_string(vr v) noexcept {
  return {detail::traits_of(v).name, 2};
}

/// The VR of two characters, or nothing where PS3.5 defines none.
[[nodiscard]] constexpr std::optional<vr> parse_vr(char first, char second) noexcept {
  const auto wanted = static_cast<std::uint16_t>(static_cast<unsigned char>(first) << 8 |
                                                 static_cast<unsigned char>(second));
  for (const vr v : all_vrs)
    if (static_cast<std::uint16_t>(v) == wanted) return v;
  return std::nullopt;
}

/// Whether Explicit VR writes two reserved bytes and a 32-bit length, PS3.5 section 7.1.2.
[[nodiscard]] constexpr bool has_long_length(vr v) noexcept {
  return detail::traits_of(v).long_form;
}

/// Whether the value is a character string.
[[nodiscard]] constexpr bool is_text(vr v) noexcept { return detail::traits_of(v).text; }

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

/// The GDCM counterpart.
[[nodiscard]] inline gdcm::VR to_gdcm(vr v) {
  return gdcm::VR::GetVRTypeFromFile(detail::traits_of(v).name);
}

/// The counterpart of a GDCM VR; nothing for gdcm::VR::INVALID and for double ones such as OB_OW.
[[nodiscard]] inline std::optional<vr> from_gdcm(const gdcm::VR& v) {
  switch (static_cast<gdcm::VR::VRType>(v)) {
    case gdcm::VR::AE: return vr::AE;
    case gdcm::VR::AS: return vr::AS;
    case gdcm::VR::AT: return vr::AT;
    case gdcm::VR::CS: return vr::CS;
    case gdcm::VR::DA: return vr::DA;
    case gdcm::VR::DS: return vr::DS;
    case gdcm::VR::DT: return vr::DT;
    case gdcm::VR::FD: return vr::FD;
    case gdcm::VR::FL: return vr::FL;
    case gdcm::VR::IS: return vr::IS;
    case gdcm::VR::LO: return vr::LO;
    case gdcm::VR::LT: return vr::LT;
    case gdcm::VR::OB: return vr::OB;
    case gdcm::VR::OD: return vr::OD;
    case gdcm::VR::OF: return vr::OF;
    case gdcm::VR::OL: return vr::OL;
    case gdcm::VR::OV: return vr::OV;
    case gdcm::VR::OW: return vr::OW;
    case gdcm::VR::PN: return vr::PN;
    case gdcm::VR::SH: return vr::SH;
    case gdcm::VR::SL: return vr::SL;
    case gdcm::VR::SQ: return vr::SQ;
    case gdcm::VR::SS: return vr::SS;
    case gdcm::VR::ST: return vr::ST;
    case gdcm::VR::SV: return vr::SV;
    case gdcm::VR::TM: return vr::TM;
    case gdcm::VR::UC: return vr::UC;
    case gdcm::VR::UI: return vr::UI;
    case gdcm::VR::UL: return vr::UL;
    case gdcm::VR::UN: return vr::UN;
    case gdcm::VR::UR: return vr::UR;
    case gdcm::VR::US: return vr::US;
    case gdcm::VR::UT: return vr::UT;
    case gdcm::VR::UV: return vr::UV;
    default: return std::nullopt;
  }
}

}  // namespace dicom_anonymizer
