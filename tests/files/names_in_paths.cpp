// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/names_in_paths.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
namespace detail = da::detail;

namespace {

bool tells(std::string_view file, const detail::held_identifiers& held) {
  detail::name_judge judge;
  return !judge.judge(held, nullptr, {}, file).empty();
}

bool tells(std::string_view file, std::string_view name, std::string_view id,
           std::string_view character_set = {}) {
  detail::held_identifiers held;
  held.character_set = character_set;
  held.all = {{{0x0010, 0x0010}, da::vr::PN, std::string(name)},
              {{0x0010, 0x0020}, da::vr::LO, std::string(id)}};
  return tells(file, held);
}

detail::held_identifiers one(da::tag id, da::vr kind, std::string_view value) {
  detail::held_identifiers held;
  held.all = {{id, kind, std::string(value)}};
  return held;
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

TEST_CASE("parts of a name are told in all orders, each once") {
  for (const std::string_view name :
       {"MarieFontaineAnnie", "annie-marie-fontaine", "AnnieMarie.dcm", "mariefontaine", "MARIE"})
    CHECK(tells(name, "Fontaine^Annie^Marie", ""));
  for (const std::string_view name : {"AnnieAnnie", "FontaineAnnieMarieAnnie", "xAnnieMarie",
                                      "AnnieMariex", "Fontain", "AnnieFontain"})
    CHECK_FALSE(tells(name, "Fontaine^Annie^Marie", ""));
}

TEST_CASE("a date is told in its orders, whatever other dates there are") {
  detail::held_identifiers held;
  for (const std::string_view date : {"19990201", "19990201", "01021999", "19990201", "20010304"})
    held.all.push_back({{0x0008, 0x0020}, da::vr::DA, std::string(date)});
  // 19990102 is the second with its month and day before the year, and none of the first.
  for (const std::string_view name :
       {"19990201", "01021999", "02011999", "19990102", "99190102", "20010304", "CT04032001"})
    CHECK(tells(name, held));
  for (const std::string_view name : {"20010403", "1999020", "199902019"})
    CHECK_FALSE(tells(name, held));
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

TEST_CASE("a name is the same in NFC and NFD, and with its marks left out") {
  // M, u with diaeresis, ller; composed, then decomposed.
  const std::string composed = "M\xC3\xBCller";
  const std::string decomposed = "Mu\xCC\x88ller";
  // Viet^Nghe with a circumflex and a dot below, whose order differs: U+1EC7, e U+0323 U+0302,
  // U+1EB9 U+0302, U+00EA U+0323.
  const std::vector<std::string> marks = {"Ngh\xE1\xBB\x87", "Nghe\xCC\xA3\xCC\x82",
                                          "Ngh\xE1\xBA\xB9\xCC\x82", "Ngh\xC3\xAA\xCC\xA3"};
  // Hangul: U+AE40 U+D55C as syllables and as U+1100 U+1175 U+11B7 U+1112 U+1161 U+11AB.
  const std::string syllables = "\xEA\xB9\x80\xED\x95\x9C";
  const std::string jamo =
      "\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB";
  // Kana: U+30AC U+30D1 and U+30AB U+3099 U+30CF U+309A.
  const std::string kana = "\xE3\x82\xAC\xE3\x83\x91";
  const std::string kana_marks = "\xE3\x82\xAB\xE3\x82\x99\xE3\x83\x8F\xE3\x82\x9A";
  // Greek: U+0391 U+0301 and U+0386, in capitals and not.
  const std::string greek = "\xCE\x86\xCE\xBD\xCE\xBD\xCE\xB1";
  const std::string greek_marks = "\xCE\xB1\xCC\x81\xCE\xBD\xCE\xBD\xCE\xB1";
  const auto agree = [](const std::string& a, const std::string& b) {
    CAPTURE(a, b);
    CHECK(tells(a + ".dcm", b + "^X", "", "ISO_IR 192"));
    CHECK(tells(b + ".dcm", a + "^X", "", "ISO_IR 192"));
  };
  agree(composed, decomposed);
  agree(composed, "Muller");
  for (const std::string& a : marks)
    for (const std::string& b : marks) agree(a, b);
  agree(syllables, jamo);
  agree(kana, kana_marks);
  agree(greek, greek_marks);
  CHECK(tells(decomposed, "M\xFCller^Hans", "", "ISO_IR 100"));
  CHECK_FALSE(tells("Miller.dcm", composed + "^Hans", "", "ISO_IR 192"));
  CHECK_FALSE(tells(syllables.substr(0, 3), syllables, "", "ISO_IR 192"));
}

TEST_CASE("a short UID is told with other characters for its points") {
  const auto uid = one({0x0008, 0x0018}, da::vr::UI, "1.2.3.999.5");
  for (const char* name : {"1_2_3_999_5.dcm", "IM-1-2-3-999-5", "1 2 3 999 5.dcm"})
    CHECK(tells(name, uid));
  for (const char* name : {"1_2_3_999_50.dcm", "11-2-3-999-5", "12399951.dcm"})
    CHECK_FALSE(tells(name, uid));
}

TEST_CASE("a UID is told as it is written, and with other characters between its numbers") {
  const auto uid = one({0x0008, 0x0018}, da::vr::UI, "1.3.12.2.1107.5.2.50");
  for (const std::string_view name :
       {"1.3.12.2.1107.5.2.50", "1.3.12.2.1107.5.2.50.dcm", "CT.1.3.12.2.1107.5.2.50",
        "CT1.3.12.2.1107.5.2.50.dcm", "1_3_12_2_1107_5_2_50.dcm", "1312211075250",
        "im-1312211075250a", "1.3.12.2.1107.5.2.50.7.dcm"})
    CHECK(tells(name, uid));
  for (const std::string_view name :
       {"11.3.12.2.1107.5.2.50", "1.3.12.2.1107.5.2.501", "1.3.12.2.1107.5.2.5", "13122110752501"})
    CHECK_FALSE(tells(name, uid));
  CHECK(tells("1.2.3.0.dcm", one({0x0020, 0x000D}, da::vr::UI, "1.2.3.0")));
  CHECK_FALSE(tells("1230.dcm", one({0x0020, 0x000D}, da::vr::UI, "1.2.3.0")));
  CHECK_FALSE(tells("1.2.840.10008.5.1.4.1.1.2",
                    one({0x0020, 0x000D}, da::vr::UI, "1.2.840.10008.5.1.4.1.1.2")));
  CHECK(tells("1.2.3.9.dcm", one({0x0008, 0x3001}, da::vr::UI, "1.2.3.8\\1.2.3.9")));
}

TEST_CASE("a date is told in the usual orders, alone and before a time") {
  const auto date = one({0x0008, 0x0020}, da::vr::DA, "20080229");
  for (const std::string_view name :
       {"20080229", "2008-02-29", "2008.02.29", "CT_20080229_1", "CT20080229", "20080229101500",
        "20080229_101500.dcm", "29.02.2008", "02-29-2008", "20080229a.dcm"})
    CHECK(tells(name, date));
  for (const std::string_view name : {"2008", "200802", "120080229", "200802291", "20080228", "02"})
    CHECK_FALSE(tells(name, date));
  CHECK(tells("20080229", one({0x0008, 0x002A}, da::vr::DT, "20080229101500.5+0100")));
  CHECK(tells("20080229", one({0x0008, 0x0020}, da::vr::DA, "2008.02.29")));
  CHECK_FALSE(tells("2008", one({0x0008, 0x002A}, da::vr::DT, "2008")));
}

TEST_CASE("other identifiers and names count wherever they stand, each of several") {
  CHECK(tells("ACC-4711.dcm", one({0x0008, 0x0050}, da::vr::SH, "ACC4711")));
  detail::held_identifiers held;
  held.all = {{{0x0010, 0x1000}, da::vr::LO, "A-123\\B-456"},
              {{0x0010, 0x1001}, da::vr::PN, "Maiden^Name\\Stage^Person"},
              {{0x0008, 0x0090}, da::vr::PN, "Referring^One"}};
  for (const std::string_view name : {"b456", "maiden", "stage person", "Referring"})
    CHECK(tells(name, held));
  CHECK_FALSE(tells("other", held));
}

TEST_CASE("the components of a path are numbered from the first folder, whoever the patient is") {
  detail::name_judge judge;
  const auto named = [](std::string_view name, std::string_view uid) {
    detail::held_identifiers held = one({0x0010, 0x0010}, da::vr::PN, name);
    held.all.push_back({{0x0008, 0x0018}, da::vr::UI, std::string(uid)});
    return held;
  };
  const auto annie = named("Fontaine^Annie", "1.2.3.4");
  const auto hans = named("Meier^Hans", "1.2.3.5");
  const auto folder = std::make_shared<int>(1);
  const auto other = std::make_shared<int>(2);
  using numbers = std::vector<std::size_t>;
  CHECK(judge.judge(annie, folder, "Fontaine/ct/annie", "1.dcm") == numbers{1, 3});
  CHECK(judge.judge(annie, folder, "Fontaine/ct/annie", "fontaine.dcm") == numbers{1, 3, 4});
  CHECK(judge.judge(annie, folder, "Fontaine/ct/annie", "1.2.3.4.dcm") == numbers{1, 3, 4});
  CHECK(judge.judge(hans, folder, "Fontaine/ct/annie", "1.2.3.4.dcm") == numbers{});
  CHECK(judge.judge(hans, other, "", "meier.dcm") == numbers{1});
  CHECK(judge.judge(annie, other, "", "meier.dcm") == numbers{});
  CHECK(judge.judge(annie, other, "1.2.3.5/1.2.3.4", "a") == numbers{});  // the folder is known
  const auto third = std::make_shared<int>(3);
  CHECK(judge.judge(annie, third, "1.2.3.5/1.2.3.4", "a") == numbers{2});
  CHECK(judge.judge(hans, third, "1.2.3.5/1.2.3.4", "a") == numbers{1});
}
