// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/known_text.hpp>

#include <algorithm>
#include <iterator>
#include <string>

#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;
using da::vr;
using da::tags::PatientName;

namespace {

// What is left of a text beside one value.
std::string left(tells what, std::string_view value, vr kind, std::string_view text,
                 std::string_view characters = "") {
  known_text known;
  known.meet(what, value, kind, da::character_set(characters), "ANONYMIZED");
  const da::text::vocabulary words;
  return da::text::cleaner(words, known.values()).scrub(text).text;
}

}  // namespace

static_assert(std::is_sorted(std::begin(telling_attributes), std::end(telling_attributes),
                             [](const telling_attribute& a, const telling_attribute& b) {
                               return a.id < b.id;
                             }));
static_assert(told_by(PatientName, vr::PN, false) == tells::patient_name);
static_assert(told_by(da::tags::OperatorsName, vr::PN, false) == tells::other_name);
static_assert(told_by(da::tags::StudyDate, vr::DA, false) == tells::date);
static_assert(told_by(da::tags::PatientBirthDate, vr::DA, false) == tells::birth_date);
static_assert(told_by(da::tags::StudyDescription, vr::LO, false) == tells::nothing);
// What stays may be said.
static_assert(told_by(PatientName, vr::PN, true) == tells::nothing);
static_assert(told_by(da::tags::StudyDate, vr::DA, true) == tells::nothing);
static_assert(told_by(da::tags::InstitutionName, vr::LO, true) == tells::device);
static_assert(told_by(da::tags::InstitutionName, vr::LO, false) == tells::phrase);
// What is cleaned may say of itself what is safe of it.
static_assert(told_if_cleaned(told_by(da::tags::RequestingService, vr::LO)) == tells::words);
static_assert(told_if_cleaned(told_by(da::tags::AccessionNumber, vr::SH)) == tells::identifier);
static_assert(told_by(da::tags::Manufacturer, vr::LO, true) == tells::device);
static_assert(told_by(da::tags::Manufacturer, vr::LO, false) == tells::nothing);

// PS3.6 chapter 6 and PS3.15 Table E.1-1.
static_assert(told_by({0x0010, 0x0012}, vr::LT, false) == tells::name_to_use);  // Name to Use
static_assert(told_by({0x0016, 0x004D}, vr::UT, false) == tells::other_name);   // Camera Owner Name
static_assert(told_by({0x0010, 0x2295}, vr::LO, false) == tells::identifier);
static_assert(told_by({0x0018, 0x1009}, vr::UT, false) ==
              tells::number);  // Unique Device Identifier
static_assert(told_by({0x0018, 0x700A}, vr::SH, false) == tells::number);  // Detector ID
static_assert(told_by({0x0018, 0x700A}, vr::SH, true) == tells::nothing);
static_assert(told_by({0x0040, 0xA353}, vr::ST, false) == tells::phrase);  // Address (Trial)
static_assert(told_by({0x0040, 0xA354}, vr::LO, false) == tells::phone);
static_assert(told_by({0x300A, 0x00B2}, vr::SH, false) == tells::phrase);  // Treatment Machine Name
static_assert(told_by({0x3008, 0x0105}, vr::LO, false) == tells::number);  // Source Serial Number

TEST_CASE("attributes that tell something are texts of the dictionary") {
  for (const telling_attribute& one : telling_attributes) {
    const da::dictionary_entry* const known = da::find_attribute(one.id);
    REQUIRE(known != nullptr);
    CHECK(is_text(known->representation));
    CHECK((one.what == tells::patient_name) == (known->representation == vr::PN));
    CHECK((one.what == tells::birth_date) == (known->representation == vr::DA));
  }
}

TEST_CASE("names, identifiers, places and phones are known, each value of several") {
  CHECK(left(tells::patient_name, "Zebulon^Quill", vr::PN, "chest of Quill") == "chest of");
  CHECK(left(tells::patient_name, "Some^One\\Zebulon^Quill ", vr::PN, "Zebulon") == "");
  CHECK(left(tells::identifier, "PX99812 ", vr::LO, "see PX99812") == "see");
  CHECK(left(tells::identifier, "AB\\PX99812", vr::LO, "see PX99812") == "see");
  CHECK(left(tells::phrase, "Kreuzbach", vr::LO, "chest Kreuzbach") == "chest");
  CHECK(left(tells::phrase, "chest Kreuzbach", vr::LO, "chest Kreuzbach") == "");
  CHECK(left(tells::words, "chest Kreuzbach", vr::LO, "chest Kreuzbach") == "chest");
}

TEST_CASE("of contacts each phone number and address of mail is known") {
  constexpr std::string_view all =
      "0176 5554321 zqx@qorst.example; fax: (030) 55-77-123\r\ntel:+49301239876";
  for (const std::string_view said :
       {"0176 5554321", "01765554321", "zqx@qorst.example", "030/5577123", "+49 30 1239876"})
    CHECK(left(tells::contact, all, vr::LT, "call " + std::string(said)) == "call");
  CHECK(left(tells::contact, all, vr::LT, "fax of 17 mm") == "fax of 17 mm");
  CHECK(left(tells::contact, "mailto:zqx@qorst.example", vr::LT, "to zqx@qorst.example") == "to");
}

TEST_CASE("what is in the character set of the data set is known as UTF-8") {
  CHECK(left(tells::patient_name, "M\xFCller", vr::PN, "chest M\xC3\xBCller", "ISO_IR 100") ==
        "chest");
}

TEST_CASE("a short number, a dummy and nothing at all are not known") {
  CHECK(left(tells::number, "A12", vr::SH, "phase A12") == "phase A12");
  CHECK(left(tells::number, "A123", vr::SH, "phase A123") == "phase");
  CHECK(left(tells::patient_name, "ANONYMIZED", vr::PN, "was ANONYMIZED") == "was ANONYMIZED");
  CHECK(left(tells::nothing, "Zebulon", vr::LO, "Zebulon") == "Zebulon");
}

TEST_CASE("what no sound data set has ends the collection") {
  known_text known;
  const da::character_set letters("");
  known.meet(tells::identifier, std::string(known_text::longest, 'x'), vr::LO, letters, "");
  CHECK(known.is_complete());
  known.meet(tells::identifier, std::string(known_text::longest + 1, 'x'), vr::LO, letters, "");
  CHECK_FALSE(known.is_complete());

  known_text many;
  for (std::size_t i = 0; i < known_text::most; ++i) {
    const std::string one = "N" + std::to_string(i);
    many.meet(tells::identifier, one, vr::LO, letters, "");
    many.meet(tells::identifier, one, vr::LO, letters, "");  // it counts once
  }
  CHECK(many.is_complete());
  many.meet(tells::identifier, "ONE MORE", vr::LO, letters, "");
  CHECK_FALSE(many.is_complete());
}

TEST_CASE("unmistakable are names that no list has, and identifiers of some length with digits") {
  const da::text::vocabulary words;
  const da::character_set letters("");
  known_text known;
  known.meet(tells::patient_name, "Head^Zebulon", vr::PN, letters, "");
  known.meet(tells::other_name, "CT-Waxwing", vr::PN, letters, "");
  known.meet(tells::identifier, "PX99812", vr::LO, letters, "");
  known.meet(tells::identifier, "X1", vr::LO, letters, "");
  known.meet(tells::identifier, "SPINE", vr::LO, letters, "");
  known.meet(tells::phrase, "Kreuzbach", vr::LO, letters, "");
  const da::text::cleaner all(words, known.values());
  const da::text::cleaner few(words, known.unmistakable(words));
  for (const std::string_view one : {"Zebulon", "Waxwing", "PX99812"}) {
    CHECK(all.scrub(one).changed);
    CHECK(few.scrub(one).changed);
  }
  for (const std::string_view one : {"Head", "SPINE", "Kreuzbach"})
    CHECK_FALSE(few.scrub(one).changed);
  CHECK(all.scrub("Kreuzbach").changed);
}

TEST_CASE("what is left of Name to Use without words of a list is not read as a saying") {
  const da::text::vocabulary words;
  const da::character_set letters("");
  known_text known;
  known.meet(tells::name_to_use, "Head Sheher", vr::LT, letters, "");
  known.meet(tells::name_to_use, "No preference", vr::LT, letters, "");
  const da::text::cleaner all(words, known.values());
  const da::text::cleaner few(words, known.unmistakable(words));
  CHECK(all.scrub("Sheher").changed);
  CHECK(few.scrub("Sheher").changed);
  CHECK(all.scrub("Head").changed);
  CHECK_FALSE(all.scrub("preference").changed);
}

TEST_CASE("items inherit the characters around them") {
  characters_in_force outer("ISO_IR 100");
  characters_in_force inner = outer;
  CHECK(inner.letters().decode("\xFC", vr::LO) == "\xC3\xBC");
  inner.declare("ISO_IR 144");
  CHECK(inner.letters().decode("\xBF", vr::LO) == "\xD0\x9F");
  CHECK(outer.letters().decode("\xFC", vr::LO) == "\xC3\xBC");
}
