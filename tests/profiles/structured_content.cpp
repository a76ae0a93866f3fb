// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/structured_content.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/dicom_2026d.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/structured_content_table.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/option_columns.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::code;
using da::option;
using da::detail::find_content_row;
using gdcm::VR;

namespace {

const gdcm::Tag content{0x0040, 0xA730};
const gdcm::Tag text{0x0040, 0xA160};
constexpr auto cleaning = da::profile(da::dicom_2026d) | option::clean_structured_content;

std::string padded(std::string value) {
  if (value.size() % 2 != 0) value += ' ';
  return value;
}

std::vector<gdcm::DataSet> coded(std::string_view value, std::string_view scheme,
                                 std::string_view meaning = "Some concept") {
  gdcm::DataSet one;
  test::put(one, {0x0008, 0x0100}, VR::SH, padded(std::string(value)));
  test::put(one, {0x0008, 0x0102}, VR::SH, padded(std::string(scheme)));
  test::put(one, {0x0008, 0x0104}, VR::LO, padded(std::string(meaning)));
  return {one};
}

// A content item without its value.
gdcm::DataSet item(std::string_view kind, std::string_view value, std::string_view scheme) {
  gdcm::DataSet made;
  test::put(made, {0x0040, 0xA040}, VR::CS, padded(std::string(kind)));
  test::put_sequence(made, {0x0040, 0xA043}, coded(value, scheme));
  return made;
}

gdcm::DataSet text_item(std::string_view value, std::string_view scheme,
                        std::string_view says = "Jane Doe") {
  gdcm::DataSet made = item("TEXT", value, scheme);
  test::put(made, text, VR::UT, padded(std::string(says)));
  return made;
}

// What keeps the sequence from being left without items.
gdcm::DataSet container() {
  gdcm::DataSet made = item("CONTAINER", "111028", "DCM");
  test::put(made, {0x0040, 0xA050}, VR::CS, "SEPARATE");
  return made;
}

template <da::rule_set R>
gdcm::DataSet done(const std::vector<gdcm::DataSet>& items, const R& rules,
                   gdcm::Tag sequence = content) {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.88.33");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "id12345 ");
  test::put_sequence(dataset, sequence, items);
  da::context shared;
  std::vector<unsigned char> bytes(32);
  bytes[0] = 7;
  shared.pseudonyms = std::make_shared<da::keyed_pseudonyms>(
      da::key(bytes), da::keyed_options{.scope = {}, .days = {10, 30}});
  da::anonymize_dataset(dataset, rules, shared);
  return dataset;
}

// Whether the data set says so of itself (PS3.16 CID 7050).
bool has_code(const gdcm::DataSet& dataset, std::string_view code) {
  for (std::size_t i = 1; i <= test::item_count(dataset, {0x0012, 0x0064}); ++i)
    if (test::bytes(test::item(dataset, {0x0012, 0x0064}, i), {0x0008, 0x0100}) == code)
      return true;
  return false;
}

// The value of the one item that was given beside another one; nothing where it went.
template <da::rule_set R>
std::optional<std::string> value_of(const gdcm::DataSet& one, const R& rules, gdcm::Tag value) {
  const gdcm::DataSet left = done({container(), one}, rules);
  if (test::item_count(left, content) == 1) return std::nullopt;
  return test::bytes(test::item(left, content, 2), value);
}

}  // namespace

TEST_CASE("the table of content items says what PS3.15 Table E.3.4-1 says") {
  std::size_t count = 0;
  for (const test::table_row& row : test::table_of("structured_content.tsv")) {
    const da::tables::cells* const found =
        find_content_row({row.at("code_value"), row.at("coding_scheme")}, row.at("value_type"));
    CAPTURE(row.at("code_value"), row.at("coding_scheme"), row.at("value_type"));
    REQUIRE(found != nullptr);
    CHECK(to_string(found->basic) == row.at("basic"));
    for (const auto& [column, one] : test::option_columns)
      if (row.count(column) != 0) CHECK(to_string(found->of(one)) == row.at(column));
    ++count;
  }
  CHECK(count == 214);
  CHECK(std::size(da::tables::content_rows) == count);
}

TEST_CASE("a concept is found by code and scheme, whatever it was called before") {
  const auto* const site = find_content_row({"363698007", "SCT"}, "TEXT");
  REQUIRE(site != nullptr);
  CHECK(find_content_row({"G-C0E3", "SRT"}, "TEXT") == site);
  CHECK(find_content_row({"G-C0E3", "SNM3"}, "TEXT") == site);
  CHECK(find_content_row({"G-C0E3", "99SDM"}, "TEXT") == site);
  CHECK(find_content_row({"G-C0E3", "DCM"}, "TEXT") == nullptr);
  CHECK(find_content_row({"G-C0E4", "SRT"}, "TEXT") == nullptr);
  CHECK(find_content_row({"15", "NCDR"}, "DATETIME") ==
        find_content_row({"15", "NCDR [2.0b]"}, "DATETIME"));
  CHECK(find_content_row({"C67447", "NCIT"}, "TEXT") ==
        find_content_row({"C67447", "NCIt"}, "TEXT"));
  // The Value Type belongs to it.
  CHECK(find_content_row({"121071", "DCM"}, "TEXT") != nullptr);
  CHECK(find_content_row({"121071", "DCM"}, "CODE") == nullptr);
  CHECK(find_content_row({"371524004", "SCT"}, "COMPOSITE")->of(option::retain_uids) == code::K);
  CHECK(find_content_row({"371524004", "SCT"}, "TEXT")->of(option::clean_descriptors) == code::C);
  CHECK(find_content_row({"", ""}, "") == nullptr);
}

TEST_CASE("a listed item goes, gets a dummy or stays as the table and the options want it") {
  CHECK(value_of(text_item("121106", "DCM"), cleaning, text) == std::nullopt);     // X
  CHECK(value_of(text_item("363698007", "SCT"), cleaning, text) == "ANONYMIZED");  // D
  CHECK(value_of(text_item("G-C0E3", "SRT"), cleaning, text) == "ANONYMIZED");     // its twin
  CHECK(value_of(text_item("121071", "DCM"), cleaning, text) == "ANONYMIZED");     // X/D
  CHECK(value_of(text_item("371524004", "SCT"), cleaning, text) == std::nullopt);
  // Never by the meaning: "Some concept" is that of all.
  CHECK(value_of(text_item("121106", "99HOSP"), cleaning, text) == "ANONYMIZED");
  // K of an option, and only of that.
  const auto device = text_item("113877", "DCM", "scanner 3");
  CHECK(value_of(device, cleaning, text) == std::nullopt);
  CHECK(value_of(device, cleaning | option::retain_device_identity, text) == "scanner 3 ");
  CHECK(value_of(device, cleaning | option::retain_institution_identity, text) == std::nullopt);
  gdcm::DataSet report = item("COMPOSITE", "371524004", "SCT");
  CHECK(value_of(report, cleaning, {0x0040, 0xA040}) == std::nullopt);
  CHECK(value_of(report, cleaning | option::retain_uids, {0x0040, 0xA040}) == "COMPOSITE ");
}

TEST_CASE("a Device Observer UID stays where device identity or UIDs are retained") {
  gdcm::DataSet one = item("UIDREF", "121012", "DCM");
  const gdcm::Tag uid{0x0040, 0xA124};
  test::put(one, uid, VR::UI, std::string("1.2.3.4\0", 8));
  const std::string before("1.2.3.4\0", 8);
  CHECK(value_of(one, cleaning, uid)->substr(0, 5) == "2.25.");
  CHECK(value_of(one, cleaning | option::retain_device_identity, uid) == before);
  CHECK(value_of(one, cleaning | option::retain_uids, uid) == before);
  // One that the table does not list.
  gdcm::DataSet other = item("UIDREF", "1", "99HOSP");
  test::put(other, uid, VR::UI, before);
  CHECK(value_of(other, cleaning, uid)->substr(0, 5) == "2.25.");
  CHECK(value_of(other, cleaning | option::retain_device_identity, uid)->substr(0, 5) == "2.25.");
  CHECK(value_of(other, cleaning | option::retain_uids, uid) == before);
}

TEST_CASE("dates of content items follow the options, but for a birth date, which goes") {
  const gdcm::Tag date{0x0040, 0xA121};
  const auto dated = [&](std::string_view value, std::string_view scheme) {
    gdcm::DataSet one = item("DATE", value, scheme);
    test::put(one, date, VR::DA, "20200102");
    return one;
  };
  for (const auto& [value, scheme] : {std::pair{"111018", "DCM"}, std::pair{"5", "99HOSP"}}) {
    CAPTURE(value);
    const gdcm::DataSet one = dated(value, scheme);
    CHECK(value_of(one, cleaning, date) == "19000101");
    CHECK(value_of(one, cleaning | option::retain_full_dates, date) == "20200102");
    const auto moved = value_of(one, cleaning | option::retain_modified_dates, date);
    REQUIRE(moved.has_value());
    CHECK(moved != "20200102");
    CHECK(moved->substr(0, 6) == "201912");
  }
  for (const auto& rules :
       {cleaning, cleaning | option::retain_full_dates, cleaning | option::retain_modified_dates})
    CHECK(value_of(dated("121031", "DCM"), rules, date) == std::nullopt);
  const gdcm::DataSet processed = dated("126201", "DCM");  // X, K, C
  CHECK(value_of(processed, cleaning, date) == std::nullopt);
  CHECK(value_of(processed, cleaning | option::retain_full_dates, date) == "20200102");
}

TEST_CASE("a name that says to be a text is none the less one") {
  CHECK(value_of(text_item("121008", "DCM"), cleaning, text) == "ANONYMIZED");
  gdcm::DataSet name = item("PNAME", "121008", "DCM");
  test::put(name, {0x0040, 0xA123}, VR::PN, "Doe^Jane");
  CHECK(value_of(name, cleaning, {0x0040, 0xA123}) == "ANONYMIZED");
  gdcm::DataSet unlisted = item("PNAME", "17", "99HOSP");
  test::put(unlisted, {0x0040, 0xA123}, VR::PN, "Doe^Jane");
  CHECK(value_of(unlisted, cleaning, {0x0040, 0xA123}) == "ANONYMIZED");
}

TEST_CASE("labels get a number each, the same for the same one") {
  const gdcm::DataSet left =
      done({text_item("112039", "DCM", "clvovj8vyt5"), text_item("112039", "DCM", "clvovj8vyt6"),
            text_item("112039", "DCM", "clvovj8vyt5 ")},
           cleaning);
  const auto label = [&](std::size_t number) {
    return test::bytes(test::item(left, content, number), text);
  };
  CHECK(label(1) == label(3));
  CHECK(label(1) != label(2));
  CHECK(label(1)->find("clv") == std::string::npos);
}

TEST_CASE("codes of private schemes lose value and meaning, those of the standard nothing") {
  gdcm::DataSet one = item("CODE", "121071", "DCM");
  test::put_sequence(one, {0x0040, 0xA168}, coded("W5", "99HOSP", "Ward 5 Dr Head"));
  gdcm::DataSet other = item("CODE", "2230", "99HOSP");
  test::put_sequence(other, {0x0040, 0xA168}, coded("T-D0050", "SRT", "Tissue"));
  gdcm::DataSet third = item("CODE", "121071", "DCM");
  test::put_sequence(third, {0x0040, 0xA168}, coded("W6", "99HOSP", "Ward 6"));
  const gdcm::DataSet left = done({one, other, third, one}, cleaning);
  const auto in = [&](std::size_t number, gdcm::Tag sequence, gdcm::Tag id) {
    return *test::bytes(test::item(test::item(left, content, number), sequence), id);
  };
  const gdcm::Tag value{0x0008, 0x0100};
  const gdcm::Tag scheme{0x0008, 0x0102};
  const gdcm::Tag meaning{0x0008, 0x0104};
  const gdcm::Tag concept_code{0x0040, 0xA168};
  const gdcm::Tag concept_name{0x0040, 0xA043};
  CHECK(in(1, concept_code, value).find("W5") == std::string::npos);
  CHECK(in(1, concept_code, meaning) == "ANONYMIZED");
  CHECK(in(1, concept_code, scheme) == "99HOSP");
  CHECK(in(1, concept_code, value) == in(4, concept_code, value));
  CHECK(in(1, concept_code, value) != in(3, concept_code, value));
  CHECK(in(1, concept_name, meaning) == "Some concept");
  CHECK(in(2, concept_code, value) == "T-D0050 ");
  CHECK(in(2, concept_code, meaning) == "Tissue");
  // What names a concept keeps its code, by which programs know it.
  CHECK(in(2, concept_name, value) == "2230");
  CHECK(in(2, concept_name, meaning) == "ANONYMIZED");
}

TEST_CASE("ages over 89 get a dummy in whatever unit, other numbers stay") {
  const gdcm::Tag number{0x0040, 0xA30A};
  const auto aged = [&](std::string_view concept_name, std::string_view scheme,
                        std::string_view age, std::string_view unit) {
    gdcm::DataSet measured;
    test::put_sequence(measured, {0x0040, 0x08EA}, coded(unit, "UCUM"));
    test::put(measured, number, VR::DS, padded(std::string(age)));
    test::put(measured, {0x0040, 0xA162}, VR::SL, std::string("\x5D\0\0\0", 4));
    gdcm::DataSet one = item("NUM", concept_name, scheme);
    test::put_sequence(one, {0x0040, 0xA300}, {measured});
    return one;
  };
  constexpr auto keeping = cleaning | option::retain_patient_characteristics;
  const auto left = [&](const gdcm::DataSet& one) -> std::optional<std::string> {
    const gdcm::DataSet all = done({container(), one}, keeping);
    return test::bytes(test::item(test::item(all, content, 2), {0x0040, 0xA300}), number);
  };
  CHECK(value_of(aged("121033", "DCM", "93", "a"), cleaning, {0x0040, 0xA040}) == std::nullopt);
  for (const auto& [age, unit] :
       {std::pair{"93", "a"}, std::pair{"90", "a"}, std::pair{"1100", "mo"},
        std::pair{"5000", "wk"}, std::pair{"34000", "d"}, std::pair{"93", ""}}) {
    CAPTURE(age, unit);
    CHECK(left(aged("121033", "DCM", age, unit)) == "0 ");
    CHECK(left(aged("30525-0", "LN", age, unit)) == "0 ");
    CHECK(left(aged("111010", "DCM", age, unit)) == padded(age));  // no age
  }
  for (const auto& [age, unit] : {std::pair{"89", "a"}, std::pair{"1079", "mo"},
                                  std::pair{"4600", "wk"}, std::pair{"32000", "d"}}) {
    CAPTURE(age, unit);
    CHECK(left(aged("121033", "DCM", age, unit)) == padded(age));
  }
}

// Table E.3.4-1 keeps (121033, DCM) under that option, so that its code is no true one without it.
TEST_CASE("the age that an option keeps and that goes all the same costs the code of the option") {
  const auto count_of_codes = [](const gdcm::DataSet& one) {
    return test::item_count(
        done({container(), one}, cleaning | option::retain_patient_characteristics),
        {0x0012, 0x0064});
  };
  const auto aged = [](const std::string& age) {
    gdcm::DataSet measured;
    test::put_sequence(measured, {0x0040, 0x08EA}, coded("a", "UCUM"));
    test::put(measured, {0x0040, 0xA30A}, VR::DS, age);
    gdcm::DataSet one = item("NUM", "121033", "DCM");
    test::put_sequence(one, {0x0040, 0xA300}, {measured});
    return one;
  };
  CHECK(count_of_codes(aged("41")) == 3);  // 113100, 113104 and 113108
  CHECK(count_of_codes(aged("93")) == 2);
}

TEST_CASE("a public scheme with anything in brackets is a private one") {
  CHECK(da::detail::is_private_scheme("DCM [Dr Head]"));
  CHECK(da::detail::is_private_scheme("NCDR [Dr Head]"));
  CHECK_FALSE(da::detail::is_private_scheme("NCDR [2.0b] "));
  CHECK_FALSE(da::detail::is_private_scheme("DCM "));
}

// As PS3.3 table 10-2 has it, which Acquisition Context and others follow: no Measured Value
// Sequence.
gdcm::DataSet numeric_item(std::string_view concept_name, std::string_view scheme,
                           std::string_view number, std::string_view unit) {
  gdcm::DataSet one = item("NUMERIC", concept_name, scheme);
  test::put_sequence(one, {0x0040, 0x08EA}, coded(unit, "UCUM"));
  test::put(one, {0x0040, 0xA30A}, VR::DS, padded(std::string(number)));
  test::put(one, {0x0040, 0xA161}, VR::FD, std::string("\0\0\0\0\0\x40\x57\x40", 8));  // 93
  test::put(one, {0x0040, 0xA162}, VR::SL, std::string("\x5D\0\0\0", 4));
  return one;
}

TEST_CASE("ages above 89 years go where the number stands in the item itself, too") {
  const gdcm::Tag context{0x0040, 0x0555};
  const gdcm::Tag number{0x0040, 0xA30A};
  constexpr auto keeping = cleaning | option::retain_patient_characteristics;
  const auto left = [&](const auto& rules, std::string_view concept_name, std::string_view scheme,
                        std::string_view age, std::string_view unit) -> std::optional<std::string> {
    const gdcm::DataSet all = done({numeric_item(concept_name, scheme, age, unit)}, rules, context);
    if (test::item_count(all, context) == 0) return std::nullopt;
    const gdcm::DataSet& one = test::item(all, context);
    const bool is_age = concept_name != "111010";
    CHECK(test::has(one, {0x0040, 0xA161}) != is_age);
    CHECK(test::has(one, {0x0040, 0xA162}) != is_age);
    return test::bytes(one, number);
  };
  // The row of the table, under the name that this Value Type has there.
  CHECK(left(cleaning, "121033", "DCM", "41", "a") == std::nullopt);
  for (const auto& [age, unit] : {std::pair{"93", "a"}, std::pair{"1100", "mo"},
                                  std::pair{"5000", "wk"}, std::pair{"34000", "d"}}) {
    CAPTURE(age, unit);
    CHECK(left(keeping, "121033", "DCM", age, unit) == "0 ");
    CHECK(left(keeping, "30525-0", "LN", age, unit) == "0 ");
    CHECK(left(cleaning, "30525-0", "LN", age, unit) == "0 ");
    CHECK(left(keeping, "111010", "DCM", age, unit) == padded(age));  // no age
  }
  CHECK(left(keeping, "121033", "DCM", "89", "a") == "89");
  CHECK(left(keeping, "30525-0", "LN", "1079", "mo") == "1079");
}

TEST_CASE("a number in an item that ought to go and stays is a dummy") {
  gdcm::DataSet by_place;
  test::put(by_place, {0x0040, 0xDB73}, VR::UL, std::string("\1\0\0\0\2\0\0\0", 8));
  const gdcm::DataSet left =
      done({numeric_item("121033", "DCM", "93", "a"), by_place}, cleaning, content);
  REQUIRE(test::item_count(left, content) == 2);
  const gdcm::DataSet& one = test::item(left, content);
  CHECK(test::bytes(one, {0x0040, 0xA30A}) == "0 ");
  CHECK_FALSE(test::has(one, {0x0040, 0xA161}));
  CHECK_FALSE(test::has(one, {0x0040, 0xA162}));
}

TEST_CASE("what a private code is equal to, by its own words, is a private code as well") {
  // PS3.3 table 8.8-1b, Equivalent Code Sequence, in that of a value and in that of a name.
  const gdcm::Tag equal{0x0008, 0x0121};
  const auto with_equals = [&](gdcm::Tag sequence) {
    std::vector<gdcm::DataSet> around = coded("W5", "99HOSP", "Ward 5");
    std::vector<gdcm::DataSet> first = coded("W6", "99HOSP", "Ward 6 Dr Qqqxy");
    test::put_sequence(first[0], equal, coded("W7", "99HOSP", "Ward 7"));
    first.push_back(coded("T-D0050", "SRT", "Tissue")[0]);
    test::put_sequence(around[0], equal, first);
    gdcm::DataSet one = item("CODE", "121071", "DCM");
    test::put_sequence(one, sequence, around);
    const gdcm::DataSet all = done({one}, cleaning);
    return test::item(test::item(all, content), sequence);
  };
  const auto value = [](const gdcm::DataSet& code) { return test::bytes(code, {0x0008, 0x0100}); };
  const auto meaning = [](const gdcm::DataSet& code) {
    return test::bytes(code, {0x0008, 0x0104});
  };
  for (const gdcm::Tag& sequence : {gdcm::Tag(0x0040, 0xA168), gdcm::Tag(0x0040, 0xA301),
                                    gdcm::Tag(0x0040, 0xA170), gdcm::Tag(0x0040, 0xA043)}) {
    const bool is_value = sequence != gdcm::Tag(0x0040, 0xA043);
    const gdcm::DataSet code = with_equals(sequence);
    const gdcm::DataSet& own = test::item(code, equal);
    CHECK(meaning(own) == "ANONYMIZED");
    CHECK((value(own) == "W6") != is_value);
    CHECK(meaning(test::item(own, equal)) == "ANONYMIZED");
    CHECK((value(test::item(own, equal)) == "W7") != is_value);
    CHECK(meaning(test::item(code, equal, 2)) == "Tissue");
    CHECK(value(test::item(code, equal, 2)) == "T-D0050 ");
  }
  // Outside of content it is nobody's.
  gdcm::DataSet view = coded("W5", "99HOSP", "Ward 5")[0];
  test::put_sequence(view, equal, coded("W6", "99HOSP", "Ward 6"));
  const gdcm::DataSet all = done({view}, cleaning, {0x0054, 0x0220});
  CHECK(meaning(test::item(test::item(all, {0x0054, 0x0220}), equal)) == "Ward 6");
}

TEST_CASE("an item that goes takes along what is nested in it") {
  gdcm::DataSet around = text_item("121106", "DCM");
  test::put_sequence(around, content, {text_item("1", "99HOSP", "Jane")});
  const gdcm::DataSet left = done({around, container(), around}, cleaning);
  REQUIRE(test::item_count(left, content) == 1);
  CHECK(test::bytes(test::item(left, content), {0x0040, 0xA040}) == "CONTAINER ");
}

TEST_CASE("a sequence keeps one item, with a dummy and alone, unless it may be without any") {
  gdcm::DataSet around = text_item("121106", "DCM");
  test::put_sequence(around, content, {container()});
  const gdcm::DataSet left = done({text_item("121106", "DCM", "first"), around}, cleaning);
  REQUIRE(test::item_count(left, content) == 1);
  CHECK(test::bytes(test::item(left, content), text) == "ANONYMIZED");
  CHECK_FALSE(test::has(test::item(left, content), content));
  // PS3.3 gives Acquisition Context Sequence Type 2.
  const gdcm::Tag context{0x0040, 0x0555};
  const gdcm::DataSet empty = done({text_item("121106", "DCM")}, cleaning, context);
  CHECK(test::has(empty, context));
  CHECK(test::item_count(empty, context) == 0);
}

TEST_CASE("items that others refer to by their place stay where they are") {
  gdcm::DataSet around = text_item("121106", "DCM");
  test::put_sequence(around, content, {text_item("111700", "DCM"), container()});
  gdcm::DataSet by_place;
  test::put(by_place, {0x0040, 0xA010}, VR::CS, "INFERRED FROM ");
  test::put(by_place, {0x0040, 0xDB73}, VR::UL, std::string("\1\0\0\0\2\0\0\0", 8));
  gdcm::DataSet last = container();
  test::put_sequence(last, content, {by_place});
  const gdcm::DataSet left = done({around, last}, cleaning);
  REQUIRE(test::item_count(left, content) == 2);
  const gdcm::DataSet& first = test::item(left, content);
  CHECK(test::bytes(first, text) == "ANONYMIZED");
  REQUIRE(test::item_count(first, content) == 2);
  CHECK(test::bytes(test::item(first, content), text) == "ANONYMIZED");
}

TEST_CASE("acquisition context, specimen preparation and annotations are structured content") {
  const auto gone = text_item("121106", "DCM");
  const auto stays = text_item("17", "99HOSP");
  const gdcm::Tag context{0x0040, 0x0555};
  CHECK(test::item_count(done({gone, stays}, cleaning, context), context) == 1);

  gdcm::DataSet step;
  const gdcm::Tag in_step{0x0040, 0x0612};
  test::put_sequence(step, in_step, {gone, stays, gone});
  const gdcm::Tag preparation{0x0040, 0x0610};
  const gdcm::DataSet specimen = done({step}, cleaning, preparation);
  REQUIRE(test::item_count(specimen, preparation) == 1);
  CHECK(test::item_count(test::item(specimen, preparation), in_step) == 1);
  // Z without the option.
  CHECK(test::item_count(done({step}, da::profile(da::dicom_2026d), preparation), preparation) ==
        0);

  gdcm::DataSet note;
  test::put_sequence(note, {0x0040, 0xA043}, coded("1", "99HOSP", "Dr Head"));
  test::put(note, {0x0070, 0x0006}, VR::ST, "Jane Doe");
  const gdcm::Tag annotations{0x0040, 0xB020};
  const gdcm::DataSet left = done({note}, cleaning, annotations);
  REQUIRE(test::item_count(left, annotations) == 1);
  const gdcm::DataSet& one = test::item(left, annotations);
  CHECK(test::bytes(one, {0x0070, 0x0006}) == "ANONYMIZED");
  CHECK(test::bytes(test::item(one, {0x0040, 0xA043}), {0x0008, 0x0104}) == "ANONYMIZED");
}

TEST_CASE("64 levels of content are cleaned to the last") {
  gdcm::DataSet innermost = text_item("17", "99HOSP");
  for (int i = 0; i < 62; ++i) {
    gdcm::DataSet around = container();
    test::put_sequence(around, content, {innermost});
    innermost = around;
  }
  const gdcm::DataSet left = done({innermost}, cleaning);
  const gdcm::DataSet* at = &test::item(left, content);
  while (test::has(*at, content)) at = &test::item(*at, content);
  CHECK(test::bytes(*at, text) == "ANONYMIZED");
}

TEST_CASE("without the option each UID of content stays apart from the others") {
  gdcm::DataSet one = item("UIDREF", "112040", "DCM");
  gdcm::DataSet other = one;
  const gdcm::Tag uid{0x0040, 0xA124};
  test::put(one, uid, VR::UI, std::string("1.2.3.4\0", 8));
  test::put(other, uid, VR::UI, std::string("1.2.3.5\0", 8));
  for (const auto& rules : {da::profile(da::dicom_2026d), cleaning}) {
    gdcm::DataSet referenced;
    test::put(referenced, {0x0008, 0x1155}, VR::UI, std::string("1.2.3.5\0", 8));
    gdcm::DataSet image = item("IMAGE", "121112", "DCM");
    test::put_sequence(image, {0x0008, 0x1199}, {referenced});
    const gdcm::DataSet left = done({one, other, one, image}, rules);
    const auto of = [&](std::size_t number) {
      return *test::bytes(test::item(left, content, number), uid);
    };
    CHECK(of(1) == of(3));
    CHECK(of(1) != of(2));
    CHECK(of(1).substr(0, 5) == "2.25.");
    CHECK(of(2) == *test::bytes(test::item(test::item(left, content, 4), {0x0008, 0x1199}),
                                {0x0008, 0x1155}));
  }
}

TEST_CASE("a text that an option keeps loses what the data set says of its patient") {
  constexpr auto keeping = cleaning | option::retain_device_identity;
  const auto device = [](std::string_view says) {
    return std::vector{text_item("113877", "DCM", says)};
  };
  const gdcm::DataSet sound = done(device("scanner 3"), keeping);
  CHECK(test::bytes(test::item(sound, content), text) == "scanner 3 ");
  CHECK(has_code(sound, "113109"));
  const gdcm::DataSet told = done(device("scanner of id12345"), keeping);
  CHECK(test::bytes(test::item(told, content), text) == "scanner of");
  CHECK_FALSE(has_code(told, "113109"));
  CHECK(has_code(told, "113104"));
  const gdcm::DataSet nothing_left = done(device("id12345"), keeping);
  CHECK(test::bytes(test::item(nothing_left, content), text) == "ANONYMIZED");
  const gdcm::DataSet unscrubbed = done(device("scanner of id12345"), keeping.scrubbed(false));
  CHECK(test::bytes(test::item(unscrubbed, content), text) == "scanner of id12345");
}

TEST_CASE("a rule of the user's goes before what an item settles, and the mark does not stand") {
  const auto has_mark = [](const gdcm::DataSet& dataset) { return has_code(dataset, "113104"); };
  const std::vector<gdcm::DataSet> items = {container(), text_item("17", "99HOSP")};
  CHECK(has_mark(done(items, cleaning)));
  CHECK_FALSE(has_mark(done(items, da::profile(da::dicom_2026d))));
  const auto keeps_text = cleaning | da::rule{"TextValue"_tag, da::keep};
  const gdcm::DataSet kept = done(items, keeps_text);
  CHECK(test::bytes(test::item(kept, content, 2), text) == "Jane Doe");
  CHECK_FALSE(has_mark(kept));
  CHECK_FALSE(has_mark(done(items, cleaning | da::rule{"ContentSequence"_tag, da::keep})));
  CHECK_FALSE(has_mark(done(items, cleaning | da::rule{"ConceptNameCodeSequence"_tag, da::keep})));
  CHECK(has_mark(done(items, cleaning | da::rule{"ContentSequence"_tag, da::remove})));
  CHECK(has_mark(done(items, cleaning | da::rule{"TextValue"_tag, da::remove})));
}

TEST_CASE("an age or a code that a rule of the user's leaves costs the marks of the data set") {
  const auto age = [] {
    gdcm::DataSet measured;
    test::put_sequence(measured, {0x0040, 0x08EA}, coded("a", "UCUM"));
    test::put(measured, {0x0040, 0xA30A}, VR::DS, "93");
    gdcm::DataSet one = item("NUM", "30525-0", "LN");
    test::put_sequence(one, {0x0040, 0xA300}, {measured});
    return std::vector{one};
  };
  constexpr auto keeping = cleaning | option::retain_patient_characteristics;
  const auto number = [](const gdcm::DataSet& all) {
    return test::bytes(test::item(test::item(all, content), {0x0040, 0xA300}), {0x0040, 0xA30A});
  };
  const auto is_marked = [](const gdcm::DataSet& all) {
    const bool is_removed = test::bytes(all, {0x0012, 0x0062}) == "YES ";
    CHECK(is_removed == has_code(all, "113100"));
    return is_removed || has_code(all, "113104") || has_code(all, "113108");
  };
  const gdcm::DataSet usual = done(age(), keeping);
  CHECK(number(usual) == "0 ");
  CHECK(is_marked(usual));
  for (const da::tag id : {"MeasuredValueSequence"_tag, "NumericValue"_tag}) {
    const gdcm::DataSet kept = done(age(), keeping | da::rule{id, da::keep});
    CHECK(number(kept).value_or("(none)") == "93");
    CHECK_FALSE(is_marked(kept));
  }
  CHECK(is_marked(done(age(), keeping | da::rule{"MeasuredValueSequence"_tag, da::remove})));
  for (const da::tag id : {"ConceptNameCodeSequence"_tag, "CodeMeaning"_tag})
    CHECK_FALSE(is_marked(
        done({container(), text_item("17", "99HOSP")}, cleaning | da::rule{id, da::keep})));
}
