// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_search.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/text/cleaner.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

TEST_CASE("a value inside a word takes the word, or is noted by its bytes") {
  text::known_values known;
  known.add_name("=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E");
  const std::string given = "x \xE5\xB1\xB1\xE7\x94\xB0\xE9\xA0\xAD";
  detail::passage all;
  detail::read_passage(given, 0, 100, all);
  std::vector<detail::span> inside;
  detail::take_known_values(all, known, false, &inside);
  CHECK_FALSE(all.tokens[1].goes());
  REQUIRE(inside.size() == 1);
  CHECK(inside[0].begin == 2);
  CHECK(inside[0].end == 8);
  detail::take_known_values(all, known, false, nullptr);
  CHECK(all.tokens[1].goes_as(text::removal::known_value));
  CHECK_FALSE(all.tokens[0].goes());
}

TEST_CASE("digits behind a decimal point are no identifier and no date") {
  text::known_values known;
  known.add_identifier("77881");
  known.add_date("19560512", true);
  known.add_phone("5605123");
  const text::vocabulary words;
  const text::cleaner cleaner(words, known);
  for (const std::string_view number :
       {"0.5\\1.2778812\\3", "0.560512", "-0.77881", "+0.77881", "1.77881e-3", "1.77881E12",
        "2.77881mm", "3.5605123", "(0.77881, 0.177881)", "0.77881 0.177881"}) {
    CAPTURE(number);
    CHECK(cleaner.scrub(number).text == number);
  }
  // Before the point they may be one, and what looks like no number is none.
  for (const std::string_view other :
       {"77881", "77881.5", "1,77881", "1.77881.dcm", "scan_1.77881", "A-1.77881", "1.2.77881",
        "1.77881-2", "1.77881ab", "1.560512_a", "MR.77881"}) {
    CAPTURE(other);
    CHECK(cleaner.scrub(other).changed);
  }
  text::known_values whole;
  whole.add_identifier("1.77881");
  CHECK(text::cleaner(words, whole).scrub("ID 1.77881").text == "ID");
}

// What is to be left was written by hand: the text without the name, as a reader of it would cut
// it.
TEST_CASE("a value is found where it touches a character of another script") {
  text::known_values known;
  known.add_name("Yamada^Tarou=山田^太郎");
  known.add_name("佐々木^明");
  known.add_identifier("4711");
  known.add_identifier("ID-00778812");
  known.add_date("19560512", true);
  const text::vocabulary words;
  const text::cleaner cleaner(words, known);
  const auto scrub = [&](std::string_view given) { return cleaner.scrub(given).text; };
  for (const auto& [given, left] : {std::pair{"患者YAMADA様", "患者様"},
                                    {"YAMADA様", "様"},
                                    {"Yamadaさんの胸部CT", "さんの胸部CT"},
                                    {"CT用YAMADA", "CT用"},
                                    {"Yamada님", "님"},
                                    {"นายYAMADA", "นาย"},
                                    {"ＹＡＭＡＤＡ様", "様"},
                                    {"ｙａｍａｄａ様", "様"},
                                    {"Yamada山田", ""},
                                    {"山田Tarou様", "様"},
                                    {"患者Yamada Tarou", "患者"},
                                    {"患者YamadaTarou様", "患者様"},
                                    {"患者tyamada様", "患者様"},
                                    {"患者YAMADA12様", "患者様"},
                                    {"患者佐々木様", "患者様"},
                                    {"山\xE2\x80\x8B田様", "様"},
                                    {"番号4711です", "番号です"},
                                    {"番号４７１１です", "番号です"},
                                    {"ID００７７８８１２様", "様"},
                                    {"生年月日1956年5月12日生", "生年月日生"},
                                    {"生年月日１９５６年５月１２日生", "生年月日生"},
                                    {"１９５６／０５／１２", ""},
                                    {"１９５６０５１２生", "生"},
                                    {"1956년 5월 12일", ""}}) {
    INFO(given);
    CHECK(scrub(given) == left);
    CHECK_FALSE(cleaner.scrub(left).changed);
  }
  // Words of a script with spaces go as a whole.
  for (const std::string_view gone :
       {"пациентYAMADA", "YAMADAпациент", "YAMADAחולה", "مريضYAMADA"}) {
    INFO(gone);
    CHECK(scrub("CT " + std::string(gone)) == "CT");
  }
  for (const std::string_view other :
       {"YAMADAS様", "患者XYAMA様", "番号14711です", "山本様", "ＹＡＭＡ様"}) {
    INFO(other);
    CHECK(scrub(other) == other);
  }
  // Cleaned, none of it is left.
  for (const std::string_view given : {"CT 患者YAMADA様", "CT YAMADA様", "CT １９５６／０５／１２"})
    CHECK(cleaner.clean(given).text == "CT");
}

TEST_CASE("a name goes that is written together with a title or a word of imaging") {
  text::known_values known;
  known.add_name("Smithers^Jonas");
  known.add_name("Müller^Eva");
  known.add_name("Horne^Eva");
  const text::vocabulary words;
  const text::cleaner cleaner(words, known);
  for (const std::string_view gone :
       {"MRSMITHERS",      "MrsSmithers", "drsmithers", "DRSMITHERS",      "HERRSMITHERS",
        "patientsmithers", "SMITHERSCT",  "CTsmithers", "smithersct",      "CTSMITHERSHEAD",
        "SMITHERSCHEST",   "xSMITHERSx",  "SMITHERSmd", "MRSMITHERSJONAS", "mrjonassmithers",
        "T1SMITHERSHEAD",  "DRMÜLLER",    "drmueller",  "müllerct",        "CTMUELLER",
        "MRHORNE",         "drhorne"}) {
    INFO(gone);
    CHECK(cleaner.scrub("CT " + std::string(gone)).text == "CT");
  }
  // Other words, and other names.
  for (const std::string_view other :
       {"Smitherson", "Hoopsmithers", "Smithersen", "smithersby", "horned", "shorne", "HORNECT",
        "evamria", "Müllerei", "xsmithersx", "ASMITHERSON"}) {
    INFO(other);
    CHECK(cleaner.scrub(other).text == other);
  }
}

TEST_CASE("words of the lists hold no name") {
  text::known_values known;
  for (const char* const name : {"Horax^Eva", "Abdom^Eva", "Spine^Eva", "Carot^Eva", "Meter^Eva"})
    known.add_name(name);
  const text::vocabulary words;
  for (const std::string_view word : {"thorax", "abdomen", "carotid", "parameter"})
    CHECK(text::cleaner(words, known).scrub(word).text == word);
}

TEST_CASE("ten thousand names cost what they cost to add") {
  const auto with_names = [](std::size_t count) {
    text::known_values known;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i * 7919);
      std::string name;
      for (const char c : number) name.push_back(static_cast<char>('a' + (c - '0')));
      known.add_name(name + "son^" + name + "ina");
    }
    detail::passage all;
    std::string given;
    for (std::size_t i = 0; i < 200; ++i) given += "bcdeson chest jkl ";
    detail::read_passage(given, 0, 10000, all);
    detail::take_known_values(all, known, false, nullptr);
  };
  CHECK(test::growth_of(1000, with_names) < 40);
}

namespace {

// The texts that lose nothing beside known values.
std::string left_whole(const text::known_values& known,
                       const std::vector<std::string_view>& texts) {
  const text::vocabulary words;
  const text::cleaner cleaner(words, known);
  std::string result;
  for (const std::string_view one : texts)
    if (!cleaner.scrub(one).changed) result.append(one).append("; ");
  return result;
}

text::known_values named(std::string_view pn,
                         text::known_values::person whose = text::known_values::person::patient) {
  text::known_values result;
  result.add_name(pn, whose);
  return result;
}

}  // namespace

TEST_CASE("a name of two or three letters goes beside digits and changes of case") {
  CHECK(left_whole(named("Kim^So"), {"KIM01", "kim2", "1KIM", "S2KIM", "CTKim", "KimCT", "LeeKIM",
                                     "KIMct", "ctKIMct", "So2", "CTSo", "KIM"})
            .empty());
  CHECK(left_whole(named("May^Ray"), {"MAY2 CT", "CTMay", "MAY1CT", "T1MAY", "RAY01"}).empty());
  // Where no border is it is another word.
  const std::vector<std::string_view> others = {"kimono",  "akimbo", "IsoCenter", "iso",
                                                "resolve", "KIMONO", "also12",    "SOL2"};
  CHECK(left_whole(named("Kim^So"), others) ==
        "kimono; akimbo; IsoCenter; iso; resolve; KIMONO; also12; SOL2; ");
  CHECK(left_whole(named("May^Long"), {"Maybe", "longer", "prolonged", "LONGITUDINAL"}) ==
        "Maybe; longer; prolonged; LONGITUDINAL; ");
}

TEST_CASE("words that each study has are no short names within a word, and units are none") {
  CHECK(left_whole(named("CT^Head"), {"CT1", "T1CT"}) == "CT1; T1CT; ");
  CHECK(left_whole(named("Ma^Mo"), {"120kV 200mA", "MoCo", "200mAs"}) ==
        "120kV 200mA; MoCo; 200mAs; ");
}

TEST_CASE("a short name goes with an initial, unless that is a word of its own") {
  CHECK(left_whole(named("Doe^Jane"), {"jdoe", "JDoe", "DOEJ", "DOE1", "jdoe2"}).empty());
  CHECK(left_whole(named("Ray^Tim"), {"tray", "X 1"}) == "tray; X 1; ");
  CHECK(left_whole(named("Иванов^Пётр"), {"ИвановП", "пиванов"}).empty());
  // Nor a longer one of imaging.
  CHECK(left_whole(named("Perez^Elvis"), {"PELVIS", "pelvis"}) == "PELVIS; pelvis; ");
  CHECK(left_whole(named("Rain^Bob"), {"brain"}) == "brain; ");
  CHECK(left_whole(named("Pine^Sarah"), {"C SPINE"}) == "C SPINE; ");
  CHECK(left_whole(named("Quill^Elvis^P"), {"PELVIS"}) == "PELVIS; ");
  CHECK(left_whole(named("Pine^John^S"), {"C SPINE"}) == "C SPINE; ");
  CHECK(left_whole(named("RAIN B", text::known_values::person::other), {"MR BRAIN"}) ==
        "MR BRAIN; ");
  CHECK(left_whole(named("Perez^Elvis"), {"PEREZE", "eperez", "PElvis"}).empty());
}

TEST_CASE("ordinary words of staff keep their meaning in a text") {
  using person = text::known_values::person;
  CHECK(left_whole(named("NO", person::other), {"no contrast", "NO CONTRAST"}) ==
        "no contrast; NO CONTRAST; ");
  CHECK(left_whole(named("Do^Kim", person::other), {"do not rotate", "DO NOT"}) ==
        "do not rotate; DO NOT; ");
  CHECK(
      left_whole(named("Long^White", person::other), {"long axis", "white matter", "6long axis"}) ==
      "long axis; white matter; 6long axis; ");
  // Beside another part, and with a capital letter.
  CHECK(left_whole(named("Do^Kim", person::other), {"Do, Kim", "dokim", "by Kim"}).empty());
  CHECK(
      left_whole(named("Long^White", person::other), {"by Long", "long white", "CTLong"}).empty());
  CHECK(left_whole(named("No^Kim"), {"No"}).empty());
  // Behind a title it is no word of the language.
  CHECK(left_whole(named("So^Han", person::other), {"Dr. So", "DrSo", "dr so"}).empty());
  CHECK(
      left_whole(named("Long^White", person::other), {"dr long", "DRLONG", "prof. white"}).empty());
  CHECK(left_whole(named("Hand^Will", person::other), {"Dr. Hand", "hand", "dr will"}) == "hand; ");
  CHECK(
      left_whole(named("Hand^Will", person::other), {"PROF HAND", "prof hand", "dr hand"}).empty());
  CHECK(left_whole(named("Or^Ann", person::other), {"RefDrOr", "ByDrOr", "by Dr Or"}).empty());
  // But radiography is no title, and some words only look as if they had one.
  CHECK(left_whole(named("CHEST ROOM SMITHERS", person::other), {"DR CHEST", "DR CHEST PA"}) ==
        "DR CHEST; DR CHEST PA; ");
  CHECK(left_whole(named("SMITHERS JOHN PA", person::other), {"DR PA CHEST"}) == "DR PA CHEST; ");
  CHECK(left_whole(named("Smithers^Ain", person::other), {"drain"}) == "drain; ");
}

TEST_CASE("an identifier of four characters goes behind a label") {
  text::known_values number;
  number.add_identifier("4711");
  CHECK(
      left_whole(number, {"MRN4711", "acc4711", "ID4711", "PID4711", "CT4711", "id4711"}).empty());
  CHECK(left_whole(number, {"AB4711", "TR4711", "14711"}) == "AB4711; TR4711; 14711; ");
  text::known_values mixed;
  mixed.add_identifier("AB1234");
  CHECK(left_whole(mixed, {"MRNAB1234", "IDAB1234", "AB1234"}).empty());
  // A label by itself stays.
  const text::vocabulary words;
  CHECK(text::cleaner(words, number).scrub("ID 4711").text == "ID");
  CHECK(text::cleaner(words, mixed).scrub("ID AB1234").text == "ID");
}

TEST_CASE("the digits of an identifier go in groups, with and without leading zeros") {
  text::known_values known;
  known.add_identifier("PAT0778812");
  CHECK(left_whole(known, {"778 812", "77-88-12", "077 8812", "778,812", "778812"}).empty());
  CHECK(left_whole(known, {"77 88", "778 813", "77881"}) == "77 88; 778 813; 77881; ");
  text::known_values zeros;
  zeros.add_identifier("0778812");
  CHECK(left_whole(zeros, {"778 812"}).empty());
  // Digits of other scripts.
  CHECK(left_whole(known, {"٧٧٨٨١٢", "۷۷۸۸۱۲", "๗๗๘๘๑๒", "७७८८१२"}).empty());
  const text::vocabulary words;
  CHECK(text::cleaner(words, known).scrub("x ٧٧٨٨١٢ y").text == "x y");
}
