// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/clean_codes.hpp>

#include <string>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

namespace {

constexpr auto rules = da::profile(da::dicom_2026d) | da::option::clean_descriptors;
const gdcm::Tag diagnoses(0x0008, 0x1084);
const gdcm::Tag requests(0x0040, 0x0275);
const gdcm::Tag protocol_codes(0x0040, 0x0008);
const gdcm::Tag value(0x0008, 0x0100);
const gdcm::Tag scheme(0x0008, 0x0102);
const gdcm::Tag meaning(0x0008, 0x0104);
const gdcm::Tag long_value(0x0008, 0x0119);

gdcm::DataSet code(const std::string& of, const std::string& by, const std::string& means) {
  gdcm::DataSet result;
  test::put(result, value, VR::SH, of);
  test::put(result, scheme, VR::SH, by);
  test::put(result, meaning, VR::LO, means);
  return result;
}

}  // namespace

TEST_CASE("codes of the standard's schemes stay, and their meanings are cleaned") {
  gdcm::DataSet data;
  test::put_sequence(data, diagnoses,
                     {code("R-42453 ", "SRT ", "Chest Qzlxkv"), code("121071", "DCM ", "Chest ")});
  da::anonymize_dataset(data, rules);
  REQUIRE(test::item_count(data, diagnoses) == 2);
  const gdcm::DataSet& first = test::item(data, diagnoses, 1);
  CHECK(test::bytes(first, value) == "R-42453 ");
  CHECK(test::bytes(first, scheme) == "SRT ");
  CHECK(test::bytes(first, meaning) == "Chest ");
  CHECK(test::bytes(test::item(data, diagnoses, 2), meaning) == "Chest ");
}

TEST_CASE("of a private scheme value, designator and meaning are cleaned") {
  gdcm::DataSet data;
  gdcm::DataSet extended = code("Qzlxkv", "99QZLXKV", "Qzlxkv");
  test::put(extended, long_value, VR::UC, "Qzlxkv of ward Qzlxkv ");
  test::put_sequence(data, diagnoses, {extended});
  da::anonymize_dataset(data, rules);
  const gdcm::DataSet& item = test::item(data, diagnoses);
  for (const gdcm::Tag& one : {value, scheme, meaning})
    CHECK(test::bytes(item, one) == "ANONYMIZED");
  CHECK(test::bytes(item, long_value)->find("Qzlxkv") == std::string::npos);
  CHECK(!test::bytes(item, long_value)->empty());
}

TEST_CASE("items obey the rules, and codes are cleaned at any depth") {
  gdcm::DataSet request;
  test::put(request, {0x0008, 0x0050}, VR::SH, "4711");
  test::put(request, {0x0040, 0x0007}, VR::LO, "Chest Qzlxkv");
  test::put_sequence(request, protocol_codes, {code("Qzlxkv", "L ", "Chest Qzlxkv")});
  test::put_sequence(request, {0x0040, 0x100A}, {code("Qzlxkv", "L ", "Chest Qzlxkv")});
  gdcm::DataSet data;
  test::put_sequence(data, requests, {request});
  da::anonymize_dataset(data, rules);
  REQUIRE(test::item_count(data, requests) == 1);
  const gdcm::DataSet& item = test::item(data, requests);
  CHECK(test::bytes(item, {0x0008, 0x0050}) == "");
  CHECK(test::bytes(item, {0x0040, 0x0007}) == "Chest ");
  for (const gdcm::Tag& one : {protocol_codes, gdcm::Tag(0x0040, 0x100A)}) {
    REQUIRE(test::item_count(item, one) == 1);
    CHECK(test::bytes(test::item(item, one), value) == "ANONYMIZED");
    CHECK(test::bytes(test::item(item, one), meaning) == "Chest ");
  }
}

TEST_CASE("a sequence in the items that an option retains keeps its codes") {
  const gdcm::Tag institution_codes(0x0008, 0x0082);
  const auto made = [&](const auto& chosen) {
    gdcm::DataSet request;
    test::put_sequence(request, institution_codes, {code("Qzlxkv", "L ", "Ward Qzlxkv ")});
    test::put_sequence(request, {0x0040, 0x100A}, {code("Wlzqkt", "L ", "Chest Wlzqkt")});
    gdcm::DataSet data;
    test::put_sequence(data, requests, {request});
    da::anonymize_dataset(data, chosen);
    return test::item(data, requests);
  };
  const gdcm::DataSet retained = made(rules | da::option::retain_institution_identity);
  CHECK(test::bytes(test::item(retained, institution_codes), value) == "Qzlxkv");
  CHECK(test::bytes(test::item(retained, institution_codes), meaning) == "Ward Qzlxkv ");
  CHECK(test::bytes(test::item(retained, {0x0040, 0x100A}), meaning) == "Chest ");
  // A rule of the user is no option: the marks of the profile stay true.
  const gdcm::DataSet ruled = made(rules | da::rule{da::tag{0x0040, 0x100A}, da::keep});
  CHECK(test::bytes(test::item(ruled, {0x0040, 0x100A}), value) == "ANONYMIZED");
}

TEST_CASE("a rule of the user's for a part of codes decides, and the marks tell") {
  const auto made = [&](const auto& all, const std::string& by) {
    gdcm::DataSet data;
    test::put(data, {0x0008, 0x0060}, VR::CS, "MR");
    test::put_sequence(data, diagnoses, {code("Wlzqkt", by, "Chest Qzlxkv")});
    da::anonymize_dataset(data, all);
    return data;
  };
  const auto claims = [&](const gdcm::DataSet& data) {
    return test::bytes(data, {0x0012, 0x0062}) == "YES " &&
           test::item_count(data, {0x0012, 0x0064}) == 2;
  };
  const gdcm::DataSet kept = made(rules | da::rule{da::tags::CodeMeaning, da::keep}, "L ");
  CHECK(test::bytes(test::item(kept, diagnoses), meaning) == "Chest Qzlxkv");
  CHECK(test::bytes(test::item(kept, diagnoses), value) == "ANONYMIZED");
  CHECK_FALSE(claims(kept));
  CHECK_FALSE(test::has(kept, {0x0012, 0x0064}));
  const gdcm::DataSet less = made(rules | da::rule{da::tags::CodeMeaning, da::replace}, "L ");
  CHECK(test::bytes(test::item(less, diagnoses), meaning) == "ANONYMIZED");
  CHECK(claims(less));
  // The code of a scheme of the standard stays anyway, and which one it is counts as it was.
  CHECK(claims(made(rules | da::rule{da::tags::CodeValue, da::keep}, "SRT ")));
  CHECK_FALSE(claims(made(rules | da::rule{da::tags::CodeValue, da::keep}, "L ")));
  const gdcm::DataSet private_scheme =
      made(rules | da::rule{da::tags::CodingSchemeDesignator, da::keep}, "L ");
  CHECK(test::bytes(test::item(private_scheme, diagnoses), scheme) == "L ");
  CHECK(test::bytes(test::item(private_scheme, diagnoses), value) == "ANONYMIZED");
}

TEST_CASE("what is no sequence under a tag of one meets the basic code") {
  gdcm::DataSet data;
  test::put(data, diagnoses, VR::LO, "Chest ");
  da::anonymize_dataset(data, rules);
  CHECK_FALSE(test::has(data, diagnoses));
}
