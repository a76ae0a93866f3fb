// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/supplement_table.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/option_columns.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using da::code;
using gdcm::VR;
using test::option_columns;

static_assert(da::tables::is_sorted_and_unique(da::tables::supplement_rows));

namespace {

da::tag tag_of(std::string text) {
  std::replace(text.begin(), text.end(), 'x', '0');
  const auto number = static_cast<std::uint32_t>(std::stoul(text, nullptr, 16));
  return {static_cast<std::uint16_t>(number >> 16), static_cast<std::uint16_t>(number)};
}

// Whether a cell of the table names a column.
bool names(const std::string& cell, const std::string& column) {
  return (' ' + cell + ' ').find(' ' + column + ' ') != std::string::npos;
}

}  // namespace

TEST_CASE("nothing that may hold more than numbers and defined terms is without a ruling") {
  std::set<std::string> ruled;
  for (const test::table_row& row : test::table_of("supplement.tsv")) {
    CAPTURE(row.at("tag"));
    CHECK(ruled.insert(row.at("tag")).second);
    CHECK(row.at("reason").size() > 5);
  }
  std::set<std::string> listed;
  for (const test::table_row& row : test::table_of("confidentiality_2026d.tsv"))
    listed.insert(row.at("tag"));
  // CS, AS, numbers, tags and pixels say nothing in words; DA, DT, TM, PN go by their VR, the items
  // of a sequence by the rules.
  const std::set<std::string> speaking = {"AE", "LO", "LT", "OB", "SH", "ST",
                                          "UC", "UI", "UN", "UR", "UT"};
  std::size_t seen = 0;
  for (const test::table_row& row : test::table_of("dictionary.tsv")) {
    const std::string& tag = row.at("tag");
    // Curves have one row for all, group 0004 a rule of its own.
    if (speaking.count(row.at("vr")) == 0 || listed.count(tag) != 0 || tag.substr(0, 2) == "50" ||
        tag.substr(0, 4) == "0004")
      continue;
    ++seen;
    CAPTURE(tag, row.at("keyword"));
    CHECK(ruled.count(tag) == 1);
  }
  CHECK(seen > 500);
}

TEST_CASE("each ruling is in force in every edition that does not list the attribute") {
  std::map<std::string, code> codes;
  for (const code one : {code::X, code::Z, code::D, code::U, code::XD})
    codes[std::string(da::to_string(one))] = one;
  codes["leave"] = code::none;
  std::size_t protected_rows = 0;
  for (const test::table_row& row : test::table_of("supplement.tsv")) {
    const da::tag id = tag_of(row.at("tag"));
    if (id.group == 0x0004 || id.group == 0x0002) continue;  // rules of their own
    CAPTURE(row.at("tag"));
    const code wanted = codes.at(row.at("code"));
    if (wanted != code::none) ++protected_rows;
    for (const da::edition* table : da::editions) {
      if (table->find(id) != nullptr) continue;
      CAPTURE(table->name());
      const da::profile rules(*table);
      CHECK(rules.code_for(id) == wanted);
      CHECK(static_cast<bool>(rules.find(id)) == (wanted != code::none));
      for (const auto& [column, option] : option_columns)
        CHECK(rules.cells_for(id).of(option) == (names(row.at("kept_by"), column) ? code::K
                                                 : names(row.at("cleaned_by"), column)
                                                     ? code::C
                                                     : code::none));
      CHECK(rules.without_supplement().code_for(id) == code::none);
    }
  }
  CHECK(protected_rows > 300);
}

TEST_CASE("what the newest edition lists is treated alike under every edition") {
  std::size_t seen = 0;
  for (const da::tables::row& row : da::dicom_2026d.rows())
    for (const da::edition* table : da::editions) {
      if (table->find(row.id) != nullptr) continue;
      ++seen;
      CAPTURE(table->name(), da::to_string(row.id));
      CHECK(da::profile(*table).cells_for(row.id) == row.codes);
    }
  CHECK(seen > 100);
}

TEST_CASE(
    "orders, people, places, devices and typed text are protected though no edition lists them") {
  // PS3.3 defines each of them as one of these.
  constexpr std::array<da::tag, 34> telling = {{
      {0x0040, 0x1006}, {0x0040, 0x1007}, {0x0040, 0x2006}, {0x0040, 0x2007},  // orders
      {0x0074, 0x100C}, {0x2100, 0x0160}, {0x0072, 0x0008}, {0x0014, 0x0100},  // people
      {0x0032, 0x1031}, {0x0040, 0x0031}, {0x0040, 0x0032}, {0x0010, 0x0024},
      {0x0020, 0x3404}, {0x3002, 0x0020}, {0x300A, 0x0294}, {0x0018, 0x1003},  // devices
      {0x300A, 0x00E5}, {0x300A, 0x00F5}, {0x300A, 0x00FE}, {0x2110, 0x0030},
      {0x4010, 0x102A}, {0x4010, 0x101A}, {0x0018, 0x1803},                    // places
      {0x0040, 0x0400}, {0x0042, 0x0010}, {0x0070, 0x0081}, {0x0070, 0x0080},  // typed text
      {0x0062, 0x0020}, {0x0062, 0x0006}, {0x300A, 0x00C2}, {0x0074, 0x1238},
      {0x0040, 0xA160}, {0x0088, 0x0130}, {0x0040, 0xE001},
  }};
  for (const da::edition* table : da::editions)
    for (const da::tag id : telling) {
      CAPTURE(table->name(), da::to_string(id));
      const da::profile rules(*table);
      CHECK(table->find(id) == nullptr);
      const da::action_ref act = rules.find(id);
      REQUIRE(act);
      CHECK((act.name() == "delete" || act.name() == "empty" || act.name() == "replace"));
      CHECK_FALSE(rules.without_supplement().find(id));
    }
}

TEST_CASE("codes, products and techniques stay") {
  constexpr std::array<da::tag, 20> safe = {{
      {0x0008, 0x0070}, {0x0008, 0x1090}, {0x0018, 0x1020}, {0x0008, 0x0100}, {0x0008, 0x0102},
      {0x0008, 0x0104}, {0x0018, 0x0024}, {0x0018, 0x1210}, {0x0018, 0x9005}, {0x0018, 0x1250},
      {0x0018, 0x1023}, {0x0018, 0x1160}, {0x0018, 0x0034}, {0x0028, 0x1054}, {0x0028, 0x1055},
      {0x0028, 0x2000}, {0x0042, 0x0012}, {0x0054, 0x1103}, {0x0020, 0x1040}, {0x0062, 0x0009},
  }};
  for (const da::edition* table : da::editions)
    for (const da::tag id : safe) {
      CAPTURE(table->name(), da::to_string(id));
      CHECK_FALSE(da::profile(*table).find(id));
    }
}

TEST_CASE("typed text goes at every depth, and options keep what they promise") {
  const auto made = [] {
    gdcm::DataSet item;
    test::put(item, {0x0062, 0x0020}, VR::UT, "DOE^JANE");
    test::put(item, {0x0018, 0x1003}, VR::LO, "CT OF DOE ");
    gdcm::DataSet dataset;
    test::put(dataset, {0x0018, 0x1003}, VR::LO, "CT OF DOE ");
    test::put(dataset, {0x0040, 0x1006}, VR::SH, "4711");
    test::put_sequence(dataset, {0x5200, 0x9230}, {item});
    return dataset;
  };
  gdcm::DataSet plain = made();
  da::anonymize_dataset(plain);
  const gdcm::DataSet& inner = test::item(plain, {0x5200, 0x9230});
  CHECK_FALSE(test::has(plain, {0x0018, 0x1003}));
  CHECK_FALSE(test::has(plain, {0x0040, 0x1006}));
  CHECK_FALSE(test::has(inner, {0x0018, 0x1003}));
  CHECK(test::bytes(inner, {0x0062, 0x0020}).value_or("DOE").find("DOE") == std::string::npos);

  gdcm::DataSet with_devices = made();
  da::anonymize_dataset(with_devices, da::default_profile | da::option::retain_device_identity);
  CHECK(test::bytes(with_devices, {0x0018, 0x1003}) == "CT OF DOE ");
  CHECK_FALSE(test::has(with_devices, {0x0040, 0x1006}));

  gdcm::DataSet without = made();
  da::anonymize_dataset(without, da::default_profile.without_supplement());
  CHECK(test::bytes(without, {0x0040, 0x1006}) == "4711");
}
