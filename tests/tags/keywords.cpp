// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <type_traits>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

static_assert(da::tags::PatientName == da::tag{0x0010, 0x0010});
static_assert(da::tags::PatientID == da::tag{0x0010, 0x0020});
static_assert(da::tags::StudyInstanceUID == da::tag{0x0020, 0x000D});
static_assert(da::tags::dBdt == da::tag{0x0018, 0x1318});
static_assert(da::tags::PixelData == da::tag{0x7FE0, 0x0010});
static_assert(da::tags::AcquisitionUID == da::tag{0x0008, 0x0017});  // GDCM lacks it
static_assert(da::tags::EscapeTriplet == da::tag_pattern({0x1000, 0x0000}, {0xFFFF, 0x000F}));
static_assert(da::tags::ViewOrientationModifier == da::tags::ViewOrientationModifierCodeSequence);
static_assert(std::is_same_v<decltype(da::tags::OverlayData), const da::tag_pattern>);
static_assert(da::tags::OverlayData == da::tag_pattern({0x6000, 0x3000}, {0xFF00, 0xFFFF}));
static_assert(da::tags::OverlayData.matches(da::tag{0x6004, 0x3000}));
static_assert(!da::tags::OverlayData.matches(da::tag{0x6004, 0x3001}));
static_assert(da::tags::ZonalMap == da::tag_pattern({0x1010, 0x0000}, {0xFFFF, 0x0000}));
static_assert(da::tags::SourceImageIDs == da::tag_pattern({0x0020, 0x3100}, {0xFFFF, 0xFF00}));

TEST_CASE("every keyword of the dictionary has a constant with the same bits") {
  std::ifstream header(DICOM_ANONYMIZER_SOURCE_DIR "/include/dicom_anonymizer/tags/keywords.hpp");
  const std::string text((std::istreambuf_iterator<char>(header)),
                         std::istreambuf_iterator<char>());
  const std::string digits = "0x([0-9A-F]{4})";
  const std::string half = digits + ", " + digits;
  const std::regex constant("inline constexpr (tag|tag_pattern) (\\w+)\\{(" + half + "|\\{" + half +
                            "\\}, \\{" + half + "\\})\\};");
  std::map<std::string, std::string> constants;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), constant);
       i != std::sregex_iterator(); ++i)
    constants.emplace((*i)[2], (*i)[3]);

  std::size_t with_keyword = 0;
  for (const da::dictionary_entry& entry : da::detail::dictionary) {
    if (entry.keyword().empty()) continue;
    ++with_keyword;
    const auto found = constants.find(std::string(entry.keyword()));
    CAPTURE(std::string(entry.keyword()));
    REQUIRE(found != constants.end());
    std::smatch parts;
    if (entry.mask() == da::tag{0xFFFF, 0xFFFF}) {
      REQUIRE(std::regex_match(found->second, parts, std::regex(half)));
    } else {
      REQUIRE(std::regex_match(found->second, parts,
                               std::regex("\\{" + half + "\\}, \\{" + half + "\\}")));
      CHECK(std::stoul(parts[3], nullptr, 16) == entry.mask().group);
      CHECK(std::stoul(parts[4], nullptr, 16) == entry.mask().element);
    }
    CHECK(std::stoul(parts[1], nullptr, 16) == entry.id.group);
    CHECK(std::stoul(parts[2], nullptr, 16) == entry.id.element);
  }
  for (const da::detail::keyword_alias& one : da::detail::keyword_aliases) {
    CAPTURE(std::string(one.keyword));
    const auto found = constants.find(std::string(one.keyword));
    REQUIRE(found != constants.end());
    CHECK(found->second == constants.at(std::string(da::detail::dictionary[one.place].keyword())));
  }
  CHECK(constants.size() == with_keyword + std::size(da::detail::keyword_aliases));
}
