// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/known_values.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/cleaner.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;

namespace {

std::string scrub(std::string_view given, const text::known_values& known) {
  const text::vocabulary words;
  return text::cleaner(words, known).scrub(given).text;
}

text::known_values name(std::string_view pn,
                        text::known_values::person whose = text::known_values::person::patient) {
  text::known_values result;
  result.add_name(pn, whose);
  return result;
}

}  // namespace

TEST_CASE("each part of a name is known, and parts written together are") {
  const text::known_values known = name("Smythe^Jon Paul^Q^Dr^MD");
  for (const std::string_view found :
       {"SMYTHE", "jon", "Paul", "Smythe,Jon", "SmytheJon", "JonSmythe", "smythejon",
        "jonpaulsmythe", "jsmythe", "SMYTHE12", "Smythe's", "SMYTHEJon", "Jon_Smythe_T1"}) {
    INFO(found);
    CHECK(scrub("CT " + std::string(found) + " axial", known).find("CT") == 0);
    CHECK(scrub("CT " + std::string(found), known).size() < 3 + found.size());
  }
  CHECK(scrub("CT Smythe axial", known) == "CT axial");
}

TEST_CASE("titles, degrees, initials and other words are not known by a name") {
  const text::known_values known = name("Smythe^Jon^Q^Dr^MD");
  for (const std::string_view other :
       {"DR Chest", "MD q Q", "Smith", "Jonathan", "Smythes", "paul"})
    CHECK(scrub(other, known) == other);
}

TEST_CASE("names are compared without marks, and with umlauts written out") {
  for (const std::string_view written : {"M\xC3\xBCller", "Mueller", "MULLER", "Mu\xCC\x88ller"}) {
    CHECK(scrub("CT " + std::string(written), name("M\xC3\xBCller^Eva")) == "CT");
    CHECK(scrub("CT " + std::string(written), name("MUELLER^EVA")) ==
          (written == "MULLER" ? "CT MULLER" : "CT"));
  }
}

TEST_CASE("particles count with the rest of the name only") {
  const text::known_values known = name("van der Berg^Anna");
  CHECK(scrub("van der Berg", known).empty());
  CHECK(scrub("der Kopf", known) == "der Kopf");
  CHECK(scrub("Berg", known).empty());
}

TEST_CASE("the patient's name counts though it is a word, that of another person beside a name") {
  CHECK(scrub("CT HEAD", name("Head^Jon")) == "CT");
  using person = text::known_values::person;
  CHECK(scrub("CT HEAD", name("Head^Smythe", person::other)) == "CT HEAD");
  CHECK(scrub("CT Head, Smythe", name("Head^Smythe", person::other)) == "CT");
  CHECK(scrub("MR CT", name("CT^MR", person::other)) == "MR CT");
}

TEST_CASE("ideographic and phonetic names are found inside words") {
  const text::known_values known = name(
      "Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE4\xB8\x9C=\xE3\x83\xA4\xE3\x83\x9E\xE3\x83\x80^"
      "\xE3\x82\xBF\xE3\x83\xAD");
  // Wang Xiaodong's head: what is left is what no value is.
  CHECK(scrub("\xE7\x8E\x8B\xE5\xB0\x8F\xE4\xB8\x9C\xE5\xA4\xB4\xE9\x83\xA8", known) ==
        "\xE5\xA4\xB4\xE9\x83\xA8");
  CHECK(scrub("\xE3\x82\x84\xE3\x81\xBE\xE3\x81\xA0\xE9\xA0\xAD", known) == "\xE9\xA0\xAD");
  // The family name alone is an everyday character.
  CHECK(scrub("\xE7\x8E\x8B\xE5\x9B\xBD", known) == "\xE7\x8E\x8B\xE5\x9B\xBD");
}

TEST_CASE("a Latin name goes where it touches a script without spaces") {
  const text::known_values known = name("Yamada^Tarou=山田^太郎");
  CHECK(scrub("患者YAMADA様", known) == "患者様");
  CHECK(scrub("YAMADA様", known) == "様");
  CHECK(scrub("Yamadaさんの胸部CT", known) == "さんの胸部CT");
  CHECK(scrub("CT用YAMADA", known) == "CT用");
  CHECK(scrub("Yamada님", known) == "님");
  CHECK(scrub("ＹＡＭＡＤＡ様", known) == "様");
  CHECK(scrub("CT Yamada山田", known) == "CT");
  CHECK(scrub("患者Yamada Tarou", known) == "患者");
  CHECK(scrub("YamadaTarou様", known) == "様");
  CHECK(scrub("頭部Yamadas様", known) == "頭部Yamadas様");
  CHECK(scrub("患者Müller様", name("Müller^Eva")) == "患者様");
  CHECK(scrub("患者Mueller様", name("Müller^Eva")) == "患者様");
  CHECK(scrub("ผู้ป่วยSmythe", name("Smythe^Jon")) == "ผู้ป่วย");
  CHECK(scrub("患者Li様のLine", name("Li^Wu")) == "患者様のLine");
  CHECK(scrub("頭部CT", name("Yamada^Tarou")) == "頭部CT");
}

TEST_CASE("an identifier goes as a whole, and by its digits") {
  text::known_values known;
  known.add_identifier("MRN-00123456");
  for (const std::string_view found :
       {"mrn00123456", "MRN-00123456", "00123456", "123456", "X123456", "9912345601"})
    CHECK(scrub("CT " + std::string(found), known) == "CT");
  CHECK(scrub("12345 MRN", known) == "12345 MRN");
}

TEST_CASE("short identifiers go as whole words, and no measure does") {
  text::known_values known;
  known.add_identifier("12");
  known.add_identifier("A-7");
  known.add_identifier("Q4X");
  CHECK(scrub("case 12", known) == "case");
  CHECK(scrub("12 mm 512 1.2 12mm", known) == "12 mm 512 1.2 12mm");
  CHECK(scrub("A7 and a-7", known) == "and");
  CHECK(scrub("q4x q4xy", known) == "q4xy");
  text::known_values none;
  none.add_identifier("7");
  none.add_identifier("HEAD");
  none.add_identifier("");
  CHECK(none.empty());
}

TEST_CASE("a date goes in every spelling, a birth date without the year, too") {
  text::known_values known;
  known.add_date("19580712", true);
  known.add_date("20191205103000.000+0100", false);
  for (const std::string_view found : {"19580712", "1958-07-12", "12.07.1958", "12.7.58", "7/12/58",
                                       "12 July 1958", "12th of July 1958", "Jul 12, 1958",
                                       "12jul58", "580712", "12/07", "12 Jul", "July 12", "12.07.",
                                       "1958\xE5\xB9\xB4"
                                       "7\xE6\x9C\x88"
                                       "12\xE6\x97\xA5",
                                       "20191205", "5.12.2019", "5 Dez 19", "20191205103000"}) {
    INFO(found);
    CHECK(scrub("CT " + std::string(found), known).size() <= 3);
  }
  for (const std::string_view other :
       {"1958", "12.07", "13.07.1958", "12/05", "5 Dec", "1957-07-12", "12 mm", "1 2 3"})
    CHECK(scrub(other, known) == other);
}

TEST_CASE("where dates may stay only that of the birth goes") {
  text::known_values known;
  known.add_date("19580712", true);
  known.add_date("20191205", false);
  const text::vocabulary words;
  text::allowances allowed;
  allowed.dates = true;
  CHECK(text::cleaner(words, known, allowed).scrub("on 5.12.2019, 12.7.1958").text ==
        "on 5.12.2019");
}

TEST_CASE("dates that are none count as nothing") {
  text::known_values known;
  for (const std::string_view none : {"", "1958", "19581301", "00000000", "abc", "1958-07"})
    known.add_date(none, true);
  CHECK(known.empty());
}

TEST_CASE("an institution goes as a phrase and by its words that no list has") {
  text::known_values known;
  known.add_phrase("Redlands Clinic, Hauptstr. 12, 92373 Redlands");
  known.add_phrase("CT Scanner");
  CHECK(scrub("CT at redlands", known) == "CT at");
  CHECK(scrub("Redlands-Clinic chest", known) == "chest");
  CHECK(scrub("clinic", known) == "clinic");
  CHECK(scrub("CT scanner", known) == "CT scanner");
  CHECK(scrub("92373", known).empty());
}

TEST_CASE("of a phrase that is cleaned itself the words that no list has are known") {
  text::known_values known;
  known.add_words_of("chest CT, Redlands Clinic");
  CHECK(scrub("chest CT at Redlands clinic", known) == "chest CT at clinic");
  known.add_words_of("CT 東京 病院");
  CHECK(scrub("CT 東京の病院", known) == "CT の");
}

TEST_CASE("a phone goes however it is grouped") {
  text::known_values known;
  known.add_phone("+49 89 1234567");
  for (const std::string_view found :
       {"+49 89 1234567", "089 1234567", "(089) 123-4567", "1234567", "49891234567",
        "0049891234567", "0049 89 1234567", "００４９８９１２３４５６７"})
    CHECK(scrub(found, known).empty());
  CHECK(scrub("123456", known) == "123456");
}

TEST_CASE("safe phrases are no known values") {
  text::known_values known;
  known.add_safe_phrase("SIEMENS Avanto");
  CHECK(known.empty());
  CHECK(known.is_safe("avanto"));
  known.add_name("Avanto^X");
  CHECK(scrub("Avanto", known).empty());
}

TEST_CASE("text of any kind counts as nothing or as a value, and adding never fails") {
  text::known_values known;
  for (const std::string_view text : {"^^^^", "=", "==^", "\xFF\xFE", "^\xCC\x81", "-", " "}) {
    known.add_name(text);
    known.add_identifier(text);
    known.add_phrase(text);
    known.add_phone(text);
    known.add_safe_phrase(text);
  }
  CHECK(scrub("CT ^= head", known) == "CT ^= head");
}

TEST_CASE("a family is named by a title, and parts of names are names") {
  const auto stays = [](std::string_view given, const text::known_values& known) {
    return scrub(given, known) == given;
  };
  for (const std::string_view found : {"HERR", "Michael Herr", "HerrMichael"})
    CHECK(scrub(found, name("Herr^Michael")).empty());
  CHECK(scrub("ING", name("Ing^Peter")).empty());
  CHECK(scrub("Miss", name("Miss^Karla")).empty());
  CHECK(stays("Herr Kopf", name("Herr Dorn^Michael")));
  CHECK(stays("MR DR", name("MR^Dr")));
  using person = text::known_values::person;
  CHECK(stays("Herr", name("Herr^Michael", person::other)));

  CHECK(scrub("Neill", name("O'Neill^D'Angelo")).empty());
  CHECK(scrub("ANGELO", name("O'Neill^D'Angelo")).empty());
  CHECK(scrub("Ben, BEN", name("Smith^Ben Josef")).find_first_of("Bb") == std::string::npos);
  CHECK(scrub("VDBERG", name("van der Berg^Jan")).empty());
  CHECK(stays("VD", name("van der Berg^Jan")));
  CHECK(scrub("Dong Xiao", name("Wang^XiaoDong")).empty());
  CHECK(stays("Donggu", name("Wang^XiaoDong")));
  CHECK(stays("Long", name("Dorn^DeLong")));
  CHECK(stays("MAGNETOM Vida", name("Test^VIDA1")));
}
