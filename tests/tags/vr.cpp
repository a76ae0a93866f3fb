// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/vr.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::vr;

static_assert(std::size(da::all_vrs) == 34);
static_assert(da::to_string(vr::PN) == "PN");
static_assert(da::parse_vr('U', 'I') == vr::UI);
static_assert(!da::parse_vr('Z', 'Z'));
static_assert(!da::parse_vr('p', 'n'));
static_assert(da::is_text(vr::UR) && !da::is_text(vr::UN) && !da::is_text(vr::SQ));
static_assert(da::uses_character_set(vr::PN) && !da::uses_character_set(vr::CS));
static_assert(da::is_multi_valued(vr::UI) && !da::is_multi_valued(vr::LT));
static_assert(da::padding_of(vr::UI) == '\0' && da::padding_of(vr::LO) == ' ' &&
              da::padding_of(vr::OB) == '\0');
static_assert(da::swap_unit(vr::AT) == 2 && da::swap_unit(vr::OD) == 8 &&
              da::swap_unit(vr::UN) == 1 && da::swap_unit(vr::LO) == 1 &&
              da::swap_unit(vr::SQ) == 1);
static_assert(da::character_limit(vr::SH) == 16 && da::character_limit(vr::UT) == 0);

TEST_CASE("the VRs with a 32-bit length are those of PS3.5 section 7.1.2") {
  const std::set<std::string> expected{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                       "SV", "UC", "UN", "UR", "UT", "UV"};
  std::set<std::string> found;
  for (const vr one : da::all_vrs)
    if (da::has_long_length(one)) found.emplace(da::to_string(one));
  CHECK(found == expected);
}

TEST_CASE("two bytes are a VR if PS3.5 section 6.2 has it, and no others") {
  const std::set<std::string> expected{"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL",
                                       "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW",
                                       "PN", "SH", "SL", "SQ", "SS", "ST", "SV", "TM", "UC",
                                       "UI", "UL", "UN", "UR", "US", "UT", "UV"};
  std::set<std::string> found;
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      if (const auto one = da::parse_vr(static_cast<char>(first), static_cast<char>(second))) {
        CHECK(da::to_string(*one)[0] == static_cast<char>(first));
        CHECK(da::to_string(*one)[1] == static_cast<char>(second));
        found.emplace(da::to_string(*one));
      }
  CHECK(found == expected);
  // One that is none is treated as bytes.
  CHECK(da::to_string(static_cast<vr>('p' << 8 | 'n')) == "UN");
}

TEST_CASE("every VR converts to GDCM's and back") {
  for (const vr one : da::all_vrs) {
    const gdcm::VR there = da::to_gdcm(one);
    CHECK(std::string(gdcm::VR::GetVRString(there)) == da::to_string(one));
    CHECK(da::from_gdcm(there) == one);
  }
}

TEST_CASE("what is no single VR for GDCM has no counterpart") {
  CHECK_FALSE(da::from_gdcm(gdcm::VR::INVALID));
  CHECK_FALSE(da::from_gdcm(gdcm::VR::OB_OW));
}
