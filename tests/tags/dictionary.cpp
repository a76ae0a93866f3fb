// SPDX-License-Identifier: BSD-3-Clause
#include <gdcmDict.h>
#include <gdcmDicts.h>
#include <gdcmGlobal.h>

#include <algorithm>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;

static_assert(da::find_keyword("PatientID")->id == da::tag{0x0010, 0x0020});
static_assert(da::find_keyword("PatientID")->representation == da::vr::LO);
static_assert(da::find_attribute({0x0010, 0x0020})->keyword() == "PatientID");
static_assert(da::find_keyword("patientid") == nullptr);
static_assert(da::find_keyword("PatientI") == nullptr);
static_assert(da::find_keyword("PatientIDs") == nullptr);
static_assert(da::find_keyword("") == nullptr);
static_assert(da::find_keyword("OverlayData")->id == da::tag{0x6000, 0x3000});
static_assert(da::find_keyword("OverlayData")->mask() == da::tag{0xFF00, 0xFFFF});

static_assert(da::find_attribute({0x6012, 0x3000})->keyword() == "OverlayData");
static_assert(da::find_attribute({0x6012, 0x3001}) == nullptr);
static_assert(da::find_attribute({0x6013, 0x3000}) == nullptr);
static_assert(da::find_attribute({0x0011, 0x0010}) == nullptr);
static_assert(da::find_attribute({0x1010, 0xABCD})->keyword() == "ZonalMap");
static_assert(da::find_attribute({0x1010, 0x0000}) == nullptr);
static_assert(da::find_attribute({0x0020, 0x3142})->keyword() == "SourceImageIDs");
static_assert(da::find_attribute({0x7FE0, 0x0010})->keyword() == "PixelData");
static_assert(da::find_attribute({0x7FE2, 0x0010})->keyword() == "VariablePixelData");
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

// The tags stand twice: in the entries, and alone for the search.
constexpr bool tags_agree() noexcept {
  if (std::size(da::detail::attribute_tags) != da::detail::exact_attribute_count) return false;
  for (std::size_t i = 0; i < std::size(da::detail::attribute_tags); ++i)
    if (da::detail::attribute_tags[i] != da::detail::dictionary[i].id.value()) return false;
  return true;
}

constexpr bool masks_are_in_place() noexcept {
  for (std::size_t i = 0; i < std::size(da::detail::dictionary); ++i)
    if ((da::detail::dictionary[i].mask().value() == 0xFFFFFFFF) !=
        (i < da::detail::exact_attribute_count))
      return false;
  return true;
}

// In parts, as clang counts the steps of each constant expression and stops at a million.
constexpr bool keywords_are_sorted(std::size_t part, std::size_t parts) noexcept {
  const std::size_t count = std::size(da::detail::dictionary_by_keyword);
  for (std::size_t i = count * part / parts + 1; i < count && i <= count * (part + 1) / parts; ++i)
    if (!(da::detail::dictionary[da::detail::dictionary_by_keyword[i - 1]].keyword() <
          da::detail::dictionary[da::detail::dictionary_by_keyword[i]].keyword()))
      return false;
  return true;
}

}  // namespace

// Here and not in the header, where every user would wait for them.
static_assert(attributes_are_sorted());
static_assert(tags_agree());
static_assert(masks_are_in_place());
static_assert(!da::detail::dictionary[da::detail::dictionary_by_keyword[0]].keyword().empty());
static_assert(keywords_are_sorted(0, 4));
static_assert(keywords_are_sorted(1, 4));
static_assert(keywords_are_sorted(2, 4));
static_assert(keywords_are_sorted(3, 4));

namespace {

// As the tables print a tag, x where the mask has no bits.
std::string printed(const da::dictionary_entry& entry) {
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) {
    const bool is_free = (entry.mask().value() >> shift & 0xFU) == 0;
    text += is_free ? 'x' : "0123456789ABCDEF"[entry.id.value() >> shift & 0xFU];
  }
  return text;
}

std::string printed_vr(gdcm::VR::VRType kind) {
  switch (kind) {
    case gdcm::VR::OB_OW: return "OB or OW";
    case gdcm::VR::US_OW: return "US or OW";
    case gdcm::VR::US_SS_OW: return "US or SS or OW";
    case gdcm::VR::US_SS: return "US or SS";
    default: return gdcm::VR::GetVRString(kind);
  }
}

}  // namespace

TEST_CASE("every row of the table is found by tag and by keyword") {
  std::size_t seen = 0;
  for (const auto& row : test::table_of("dictionary.tsv")) {
    ++seen;
    std::string tag = row.at("tag");
    CAPTURE(tag);
    // Digits that give no group length and no tag with a row of its own.
    std::replace(tag.begin(), tag.end(), 'x', 'E');
    const unsigned long value = std::stoul(tag, nullptr, 16);
    const da::dictionary_entry* found = da::find_attribute(
        {static_cast<std::uint16_t>(value >> 16), static_cast<std::uint16_t>(value & 0xFFFF)});
    REQUIRE(found != nullptr);
    CHECK(printed(*found) == row.at("tag"));
    CHECK(found->keyword() == row.at("keyword"));
    if (!found->keyword().empty()) CHECK(da::find_keyword(row.at("keyword")) == found);
    // PS3.5 section A.1: in Implicit VR pixels are OW.
    const std::string& vr = row.at("vr");
    const std::string one = vr.find("OW") != std::string::npos ? "OW" : vr.substr(0, 2);
    CHECK(da::to_string(found->representation) == one);
  }
  CHECK(seen == 5295);
  CHECK(seen == std::size(da::detail::dictionary));
}

TEST_CASE("every difference between the installed GDCM and the dictionary is listed") {
  std::map<std::string, std::map<std::string, std::string>> rows;
  for (auto& row : test::table_of("dictionary.tsv")) rows[row.at("tag")] = row;
  std::set<std::string> listed;
  for (const auto& row : test::table_of("gdcm_differences.tsv"))
    CHECK(listed
              .insert(row.at("tag") + ' ' + row.at("differs_in") + ' ' + row.at("standard") + ' ' +
                      row.at("gdcm"))
              .second);

  std::set<std::string> found;
  std::set<std::string> known;
  const gdcm::Dict& dictionary = gdcm::Global::GetInstance().GetDicts().GetPublicDict();
  std::size_t seen = 0;
  for (auto i = dictionary.Begin(); i != dictionary.End(); ++i) {
    const da::tag id = i->first;
    // GDCM's end mark, items and two retired attributes without VR or keyword.
    if (i->second.GetVR() == gdcm::VR::INVALID) {
      CHECK(da::find_attribute(id) == nullptr);
      continue;
    }
    ++seen;
    CAPTURE(id.group, id.element);
    const da::dictionary_entry* entry = da::find_attribute(id);
    REQUIRE(entry != nullptr);
    const std::string keyword = i->second.GetKeyword();
    if (!keyword.empty()) CHECK(da::find_keyword(keyword) == entry);
    known.insert(printed(*entry));
    const auto& row = rows.at(printed(*entry));
    const std::map<std::string, std::string> gdcms = {
        {"keyword", keyword},
        {"vr", printed_vr(i->second.GetVR())},
        {"vm", gdcm::VM::GetVMString(i->second.GetVM())},
        {"retired", i->second.GetRetired() ? "Y" : "N"}};
    for (const auto& [what, text] : gdcms)
      if (text != row.at(what))
        found.insert(row.at("tag") + ' ' + what + ' ' + row.at(what) + ' ' + text);
  }
  CHECK(seen > 13000);
  for (const auto& [tag, row] : rows)
    if (known.count(tag) == 0) found.insert(tag + " unknown  ");
  CHECK(found == listed);
}

TEST_CASE("keywords that GDCM spells otherwise stand for the same attributes") {
  static_assert(da::find_keyword("StructuredContraintObservationSequence") ==
                da::find_keyword("StructuredConstraintObservationSequence"));
  static_assert(da::find_keyword("ViewOrientationModifier")->representation == da::vr::SQ);
  static_assert(da::find_keyword("FrameNumbersOfInterestFOI")->id == da::tag{0x0028, 0x6020});
  static_assert(da::find_keyword("ThreatDetectionAlgorithmandVersion")->keyword() ==
                "ThreatDetectionAlgorithmAndVersion");
  CHECK(std::size(da::detail::keyword_aliases) == 4);
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
