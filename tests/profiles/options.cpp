// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/options.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::code;
using da::option;
using gdcm::VR;

static_assert(da::find_option("retain-uids")->column == option::retain_uids);
static_assert(da::find_option("retain_uids") == nullptr);
static_assert((da::profile() | option::retain_uids).code_for("StudyInstanceUID"_tag) == code::K);
static_assert((da::profile() | option::retain_uids).code_for("PatientName"_tag) == code::Z);
static_assert((da::profile() | option::retain_uids).find("StudyInstanceUID"_tag).name() == "keep");

TEST_CASE("an option has the code of every cell of its column, the profile that of the rest") {
  for (const da::edition* table : da::editions) {
    for (const da::option_traits& one : da::all_options) {
      if (!one.missing.empty() || one.column == option::retain_safe_private) continue;
      const da::profile rules = da::profile(*table).with(one.column);
      for (const da::tables::row& row : table->rows()) {
        CAPTURE(table->name(), one.name, da::to_string(row.id));
        const code cell = row.codes.of(one.column);
        CHECK(rules.code_for(row.id) == (cell == code::none ? row.codes.basic : cell));
      }
    }
  }
}

TEST_CASE("what one option keeps another does not clean") {
  const da::profile both =
      da::profile(da::dicom_2026d) | option::retain_device_identity | option::retain_full_dates;
  const da::tag calibration{0x0018, 0x1200};  // K for both, C for moved dates
  CHECK(both.code_for(calibration) == code::K);
  CHECK(both.code_for("StationAETitle"_tag) == code::C);
  CHECK(both.find("StationAETitle"_tag).name() == "replace");
}

TEST_CASE("each row with C in the column of descriptors is cleaned by what it holds") {
  std::map<std::string, std::string> kinds;
  for (const auto& row : test::table_of("dictionary.tsv")) kinds[row.at("tag")] = row.at("vr");
  for (const da::edition* table : da::editions) {
    const da::profile rules = da::profile(*table) | option::clean_descriptors;
    const std::string name(table->name());
    std::size_t rows = 0;
    for (const auto& row : test::table_of("confidentiality_" + name + ".tsv")) {
      if (row.at("clean_desc") != "C") continue;
      ++rows;
      const da::tag id = da::parse_pattern(row.at("tag")).where().value;
      const std::string kind = kinds[row.at("tag")];
      const std::string_view expected = kind == "SQ"   ? "clean_codes"
                                        : kind == "CS" ? "keep_terms"
                                        : kind == "OB" ? "delete"
                                                       : "clean_text";
      CAPTURE(name, row.at("keyword"), kind);
      CHECK(rules.find(id).name() == expected);
      CHECK(rules.find_basic(id).name() == da::profile(*table).find(id).name());
    }
    CHECK(rows >= 125);
  }
}

TEST_CASE("texts with C under patient characteristics are cleaned, application entities replaced") {
  const da::profile both = da::profile(da::dicom_2026d) | option::retain_patient_characteristics |
                           option::retain_device_identity;
  for (const da::tag id : {"Allergies"_tag, "SpecialNeeds"_tag, "PatientState"_tag,
                           "PreMedication"_tag, da::tag{0x0010, 0x0042}})
    CHECK(both.find(id).name() == "clean_text");
  CHECK(both.find("StationAETitle"_tag).name() == "replace");
  CHECK(both.cleans_texts());
  CHECK_FALSE((da::profile() | option::retain_device_identity).cleans_texts());
  // Without clean_descriptors each text of content becomes a dummy, so no list was used.
  const da::profile content = da::profile() | option::clean_structured_content;
  CHECK_FALSE(content.cleans_texts());
  CHECK((content | option::clean_descriptors).cleans_texts());
}

TEST_CASE("options that are not there yet, and two of dates, are refused with the reason") {
  const auto reason = [](const da::profile& base, option one) -> std::string {
    try {
      static_cast<void>(base.with(one));
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::bad_arguments);
      return e.reason();
    }
    return {};
  };
  for (const da::option_traits& one : da::all_options) {
    CAPTURE(one.name);
    CHECK(reason(da::profile(), one.column).empty() == one.missing.empty());
  }
  CHECK(reason(da::profile(), option::clean_pixel_data).find("clean-pixel-data") !=
        std::string::npos);
  CHECK(reason(da::profile().with(option::retain_full_dates), option::retain_modified_dates)
            .find("exclude each other") != std::string::npos);
}

TEST_CASE("options are laid on while the program runs, too") {
  const da::edition* const table = da::find_edition("2026d");
  REQUIRE(table != nullptr);
  da::profile rules(*table);
  for (const option one : {option::retain_uids, option::retain_full_dates}) rules = rules | one;
  CHECK(rules.code_for("StudyInstanceUID"_tag) == code::K);
  CHECK(rules.code_for("StudyDate"_tag) == code::K);
  CHECK_THROWS_AS(rules | option::retain_modified_dates, da::error);
}

TEST_CASE("the codes of the options are those of CID 7050") {
  const std::map<std::string, std::string> codes = {
      {"clean-graphics", "113103"},         {"clean-structured-content", "113104"},
      {"clean-descriptors", "113105"},      {"retain-full-dates", "113106"},
      {"retain-modified-dates", "113107"},  {"retain-patient-characteristics", "113108"},
      {"retain-device-identity", "113109"}, {"retain-uids", "113110"},
      {"retain-safe-private", "113111"},    {"retain-institution-identity", "113112"},
      {"clean-pixel-data", "113101"},       {"clean-recognizable-visual-features", "113102"}};
  std::set<std::string> seen;
  for (const da::option_traits& one : da::all_options) {
    CHECK(codes.at(std::string(one.name)) == one.code.value);
    seen.insert(std::string(one.name));
  }
  CHECK(seen.size() == codes.size());
}

TEST_CASE("dates, times and names that no edition lists are protected by their VR") {
  for (const da::edition* table : da::editions) {
    const da::profile rules(*table);
    std::size_t unlisted = 0;
    for (const da::dictionary_entry& one : da::detail::dictionary) {
      if (one.mask() != da::tag{0xFFFF, 0xFFFF} || one.id.is_private()) continue;
      const bool is_date = one.representation == da::vr::DA || one.representation == da::vr::TM ||
                           one.representation == da::vr::DT;
      if (!is_date && one.representation != da::vr::PN) continue;
      CAPTURE(table->name(), da::to_string(one.id));
      CHECK(rules.find(one.id));
      // What the newest edition lists has its code.
      if (table->find(one.id) != nullptr || da::dicom_2026d.find(one.id) != nullptr) continue;
      ++unlisted;
      CHECK(rules.code_for(one.id) == code::XZD);
      CHECK_FALSE(rules.without_supplement().find(one.id));
      CHECK((rules.with(option::retain_full_dates).code_for(one.id) == code::K) == is_date);
    }
    CHECK(unlisted >= 10);
  }
}

TEST_CASE("an attribute too new for the dictionary is protected by the VR that the file gives it") {
  const auto make = [] {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0018, 0x9999}, VR::DA, "19500102");
    test::put(dataset, {0x0018, 0x999A}, VR::PN, "Name^Given");
    test::put(dataset, {0x0018, 0x999B}, VR::UI, std::string("1.2.3.4\0", 8));
    test::put(dataset, {0x0018, 0x999C}, VR::LO, "safe");
    test::put(dataset, {0x0018, 0x999D}, VR::UI, std::string("1.2.840.10008.1.1\0", 18));
    return dataset;
  };
  gdcm::DataSet dataset = make();
  da::anonymize_dataset(dataset);
  CHECK(test::bytes(dataset, {0x0018, 0x9999}) == "19000101");
  CHECK(test::bytes(dataset, {0x0018, 0x999A}) == "ANONYMIZED");
  CHECK(test::bytes(dataset, {0x0018, 0x999B})->substr(0, 5) == "2.25.");
  CHECK(test::bytes(dataset, {0x0018, 0x999C}) == "safe");
  CHECK(test::bytes(dataset, {0x0018, 0x999D}) == std::string("1.2.840.10008.1.1\0", 18));

  gdcm::DataSet kept = make();
  da::anonymize_dataset(kept, da::profile() | option::retain_full_dates | option::retain_uids);
  CHECK(test::bytes(kept, {0x0018, 0x9999}) == "19500102");
  CHECK(test::bytes(kept, {0x0018, 0x999A}) == "ANONYMIZED");
  CHECK(test::bytes(kept, {0x0018, 0x999B}) == std::string("1.2.3.4\0", 8));

  gdcm::DataSet plain = make();
  da::anonymize_dataset(plain, da::profile().without_supplement());
  CHECK(test::bytes(plain, {0x0018, 0x999A}) == "Name^Given");
}

TEST_CASE("the items of a sequence that an option keeps obey the rules") {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x1155}, VR::UI, std::string("1.2.3.4\0", 8));
  test::put(item, {0x0010, 0x0010}, VR::PN, "Name^Given");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0008, 0x1120}, {item});
  da::anonymize_dataset(dataset, da::profile() | option::retain_uids);
  const gdcm::DataSet& left = test::item(dataset, {0x0008, 0x1120});
  CHECK(test::bytes(left, {0x0008, 0x1155}) == std::string("1.2.3.4\0", 8));
  CHECK(test::bytes(left, {0x0010, 0x0010}) == "");
}

TEST_CASE("group 0004 goes from anything but a DICOMDIR") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0004, 0x1130}, VR::CS, "NAME");
  test::put(dataset, {0x0004, 0x1500}, VR::CS, "NAME\\1");
  gdcm::DataSet directory = dataset;
  test::put(directory, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.1.3.10");
  gdcm::DataSet record;
  test::put(record, {0x0004, 0x1500}, VR::CS, "NAME\\1");
  test::put(record, {0x0004, 0x1511}, VR::UI, std::string("1.2.3.4\0", 8));
  test::put_sequence(directory, {0x0004, 0x1220}, {record});
  da::anonymize_dataset(dataset);
  CHECK_FALSE(test::has(dataset, {0x0004, 0x1130}));
  CHECK_FALSE(test::has(dataset, {0x0004, 0x1500}));
  da::anonymize_dataset(directory);
  CHECK(test::bytes(directory, {0x0004, 0x1130}) == "NAME");
  const gdcm::DataSet& left = test::item(directory, {0x0004, 0x1220});
  CHECK(test::bytes(left, {0x0004, 0x1500}) == "NAME\\1");
  CHECK(test::bytes(left, {0x0004, 0x1511})->substr(0, 5) == "2.25.");
  CHECK_FALSE(test::has(directory, {0x0012, 0x0062}));
}
