// SPDX-License-Identifier: BSD-3-Clause
#include <gdcmDict.h>
#include <gdcmDicts.h>
#include <gdcmGlobal.h>

#include <dicom_anonymizer/tags/dictionary.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

static_assert(da::find_keyword("PatientID")->id == da::tag{0x0010, 0x0020});
static_assert(da::find_keyword("PatientID")->representation == da::vr::LO);
static_assert(da::find_attribute({0x0010, 0x0020})->keyword == "PatientID");
static_assert(da::find_keyword("patientid") == nullptr);
static_assert(da::find_keyword("PatientI") == nullptr);
static_assert(da::find_keyword("PatientIDs") == nullptr);
static_assert(da::find_keyword("") == nullptr);
static_assert(da::find_keyword("OverlayData")->id == da::tag{0x6000, 0x3000});
static_assert(da::find_keyword("OverlayData")->mask == da::tag{0xFF00, 0xFFFF});

static_assert(da::find_attribute({0x6012, 0x3000})->keyword == "OverlayData");
static_assert(da::find_attribute({0x6012, 0x3001}) == nullptr);
static_assert(da::find_attribute({0x6013, 0x3000}) == nullptr);
static_assert(da::find_attribute({0x0011, 0x0010}) == nullptr);
static_assert(da::find_attribute({0x1010, 0xABCD})->keyword == "ZonalMap");
static_assert(da::find_attribute({0x1010, 0x0000}) == nullptr);
static_assert(da::find_attribute({0x0020, 0x3142})->keyword == "SourceImageIDs");
static_assert(da::find_attribute({0x7FE0, 0x0010})->keyword == "PixelData");
static_assert(da::find_attribute({0x7FE2, 0x0010})->keyword == "VariablePixelData");
static_assert(da::find_attribute({0xFFFE, 0xE000}) == nullptr);
static_assert(da::find_attribute({0xFFFF, 0xFFFF}) == nullptr);
static_assert(da::find_attribute({0x0008, 0x0000}) == nullptr);

namespace {

constexpr bool attributes_are_sorted() noexcept {
  for (std::size_t i = 1; i < std::size(da::detail::dictionary); ++i)
    if (i != da::detail::exact_attribute_count &&
        da::detail::dictionary[i - 1].id.value() >= da::detail::dictionary[i].id.value())
      return false;
  return true;
}

constexpr bool masks_are_in_place() noexcept {
  for (std::size_t i = 0; i < std::size(da::detail::dictionary); ++i)
    if ((da::detail::dictionary[i].mask.value() == 0xFFFFFFFF) !=
        (i < da::detail::exact_attribute_count))
      return false;
  return true;
}

// In parts, as clang counts the steps of each constant expression and stops at a million.
constexpr bool keywords_are_sorted(std::size_t part, std::size_t parts) noexcept {
  const std::size_t count = std::size(da::detail::dictionary_by_keyword);
  for (std::size_t i = count * part / parts + 1; i < count && i <= count * (part + 1) / parts; ++i)
    if (!(da::detail::dictionary[da::detail::dictionary_by_keyword[i - 1]].keyword <
          da::detail::dictionary[da::detail::dictionary_by_keyword[i]].keyword))
      return false;
  return true;
}

}  // namespace

// Here and not in the header, where every user would wait for them.
static_assert(attributes_are_sorted());
static_assert(masks_are_in_place());
static_assert(!da::detail::dictionary[da::detail::dictionary_by_keyword[0]].keyword.empty());
static_assert(keywords_are_sorted(0, 4));
static_assert(keywords_are_sorted(1, 4));
static_assert(keywords_are_sorted(2, 4));
static_assert(keywords_are_sorted(3, 4));

TEST_CASE("every attribute of GDCM's dictionary is found by tag and by keyword") {
  const gdcm::Dict& dictionary = gdcm::Global::GetInstance().GetDicts().GetPublicDict();
  std::size_t seen = 0;
  for (auto i = dictionary.Begin(); i != dictionary.End(); ++i) {
    const da::tag id = i->first;
    const std::string keyword = i->second.GetKeyword();
    // GDCM's end mark, items and two retired attributes without VR or keyword.
    if (i->second.GetVR() == gdcm::VR::INVALID) {
      CHECK(da::find_attribute(id) == nullptr);
      continue;
    }
    ++seen;
    CAPTURE(id.group, id.element, keyword);
    const da::dictionary_entry* found = da::find_attribute(id);
    REQUIRE(found != nullptr);
    CHECK(found->keyword == keyword);
    if (!keyword.empty()) CHECK(da::find_keyword(keyword) == found);
    switch (static_cast<gdcm::VR::VRType>(i->second.GetVR())) {
      case gdcm::VR::OB_OW:
      case gdcm::VR::US_OW:
      case gdcm::VR::US_SS_OW: CHECK(found->representation == da::vr::OW); break;
      case gdcm::VR::US_SS: CHECK(found->representation == da::vr::US); break;
      default:
        CHECK(gdcm::VR::GetVRString(i->second.GetVR()) ==
              std::string(da::to_string(found->representation)));
    }
  }
  CHECK(seen > 13000);
}

TEST_CASE("every attribute that GDCM lacks but the profile protects is found") {
  std::ifstream table(DICOM_ANONYMIZER_SOURCE_DIR "/cmake/tables/gdcm_dictionary_gaps.tsv");
  std::string line;
  REQUIRE(std::getline(table, line));
  std::size_t seen = 0;
  while (std::getline(table, line)) {
    ++seen;
    CAPTURE(line);
    std::istringstream cells(line);
    std::string tag;
    std::string keyword;
    std::string vr;
    REQUIRE(std::getline(cells, tag, '\t'));
    REQUIRE(std::getline(cells, keyword, '\t'));
    REQUIRE(std::getline(cells, vr, '\t'));
    const unsigned long value = std::stoul(tag, nullptr, 16);
    const da::dictionary_entry* found = da::find_attribute(
        {static_cast<std::uint16_t>(value >> 16), static_cast<std::uint16_t>(value & 0xFFFF)});
    REQUIRE(found != nullptr);
    CHECK(found->keyword == keyword);
    CHECK(da::to_string(found->representation) == vr);
    CHECK(da::find_keyword(keyword) == found);
  }
  CHECK(seen == 193);
}

TEST_CASE("no private element is in the dictionary") {
  constexpr std::uint16_t elements[] = {0x0000, 0x0010, 0x0100, 0x1001, 0x3000, 0xFFFF};
  for (std::uint32_t group = 1; group < 0x10000; group += 2)
    for (const std::uint16_t element : elements)
      if (da::find_attribute({static_cast<std::uint16_t>(group), element}) != nullptr) {
        CAPTURE(group, element);
        FAIL("it was found");
      }
}
