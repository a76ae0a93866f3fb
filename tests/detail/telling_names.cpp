// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/detail/telling_names.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::detail;

namespace {

bool tells(std::string_view file, std::string_view name, std::string_view id,
           std::string_view character_set = {}) {
  detail::file_head head;
  head.character_set = character_set;
  head.patient_name = name;
  head.patient_id = id;
  return detail::patient_words(head).are_told_by(file);
}

}  // namespace

TEST_CASE("a name of a file is told in whatever order, case and spelling it is written") {
  for (const std::string_view name :
       {"Fontaine^Annie", "FONTAINE^ANNIE", "fontaine annie", "Annie Fontaine",
        "annie_fontaine.dcm", "AnnieFontaine", "FONTAINE, Annie", "fontaine-annie-1999", "Fontaine",
        "annie", "ANNIE.DCM", "CT_Fontaine_1", "annie_de_fontaine", "FontaineAnnieMarie", "Marie"})
    CHECK(tells(name, "Fontaine^Annie^Marie^Dr^PhD", "4711"));
  for (const std::string_view name : {"1.dcm", "series1", "CT", "fontainebleau", "anniehall", "Dr",
                                      "IM_0001", "", ".", ".hidden", "47110", "phd"})
    CHECK_FALSE(tells(name, "Fontaine^Annie^Marie^Dr^PhD", "4711"));
}

TEST_CASE("an identifier is told alone and among other words") {
  for (const std::string_view name : {"4711-0815", "47110815", "4711_0815.dcm", "CT 4711 0815 a"})
    CHECK(tells(name, "", "4711-0815"));
  for (const std::string_view name : {"4711", "147110815", "47110815a"})
    CHECK_FALSE(tells(name, "", "4711-0815"));
  CHECK(tells("17", "", "17"));
  CHECK(tells("17.dcm", "", "17"));
  CHECK_FALSE(tells("IM 17", "", "17"));
  CHECK_FALSE(tells("1", "", "1"));
}

TEST_CASE("without a name and an identifier nothing is told") {
  for (const std::string_view name : {"", "a", "^", "unknown.dcm"}) {
    CHECK_FALSE(tells(name, "", ""));
    CHECK_FALSE(tells(name, "^^", " "));
  }
}

TEST_CASE("every group of a name counts, and what other character sets write is UTF-8 in a path") {
  CHECK(tells("山田^太郎", "Yamada^Tarou=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E", "",
              "ISO_IR 192"));
  CHECK(tells("yamada tarou", "=\xE5\xB1\xB1=Yamada^Tarou", "", "ISO_IR 192"));
  CHECK(tells("m\xC3\x9CLLER", "M\xFCller^Hans", "", "ISO_IR 100"));
  CHECK(tells("\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD", "\xB8\xD2\xD0\xDD", "", "ISO_IR 144"));
  // Bytes that are no characters of the set are compared as they are.
  CHECK(tells("M\xFCller", "M\xFCller", "", "ISO_IR 192"));
  CHECK(tells("M\xFCller", "M\xFCller", "", "NO SUCH SET"));
}

TEST_CASE("other names and identifiers of the patient count, each of several") {
  detail::file_head head;
  head.other_ids = "A-123\\B-456";
  head.other_names = "Maiden^Name\\Stage^Person";
  head.birth_name = "Earlier^One";
  const detail::patient_words all(head);
  for (const std::string_view name : {"b456", "maiden", "stage person", "Earlier"})
    CHECK(all.are_told_by(name));
  CHECK_FALSE(all.are_told_by("other"));
}

TEST_CASE("the components of a path are numbered from the first folder, whoever the patient is") {
  detail::name_judge judge;
  detail::file_head annie;
  annie.patient_name = "Fontaine^Annie";
  detail::file_head hans;
  hans.patient_name = "Meier^Hans";
  const auto folder = std::make_shared<int>(1);
  const auto other = std::make_shared<int>(2);
  using numbers = std::vector<std::size_t>;
  CHECK(judge.judge(annie, folder, "Fontaine/ct/annie", "1.dcm") == numbers{1, 3});
  CHECK(judge.judge(annie, folder, "Fontaine/ct/annie", "fontaine.dcm") == numbers{1, 3, 4});
  CHECK(judge.judge(hans, folder, "Fontaine/ct/annie", "1.dcm") == numbers{});
  CHECK(judge.judge(hans, other, "", "meier.dcm") == numbers{1});
  CHECK(judge.judge(annie, other, "", "meier.dcm") == numbers{});
}
