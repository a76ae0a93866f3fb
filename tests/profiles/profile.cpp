// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/profile.hpp>

#include <map>
#include <string_view>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

static_assert(&da::default_edition == &da::dicom_2023e);
static_assert(da::complete_rule_set<da::profile>);
static_assert(da::default_profile.table().name() == "2023e");
static_assert(da::default_profile.code_for("PatientID"_tag) == da::code::Z);
static_assert(da::profile(da::dicom_2024b).code_for("PatientID"_tag) == da::code::ZD);
static_assert(da::default_profile.find("PatientName"_tag).name() == "empty");

TEST_CASE("every row of every edition leads to the action of its code") {
  const std::map<da::code, std::string_view> names = {
      {da::code::X, "delete"},
      {da::code::Z, "empty"},
      {da::code::D, "replace"},
      {da::code::U, "replace_UID"},
      {da::code::ZD, "empty_or_replace"},
      {da::code::XZ, "delete_or_empty"},
      {da::code::XD, "delete_or_replace"},
      {da::code::XZD, "delete_or_empty_or_replace"},
      {da::code::XZU, "delete_or_empty_or_replace_UID"}};
  for (const da::edition* table : da::editions) {
    const da::profile rules(*table);
    for (const da::tables::row& row : table->rows()) {
      CAPTURE(table->name(), da::to_string(row.id));
      CHECK(rules.code_for(row.id) == row.codes.basic);
      // Group 0004 goes from anything but a DICOMDIR.
      CHECK(rules.find(row.id).name() ==
            (row.id.group == 0x0004 ? "delete" : names.at(row.codes.basic)));
    }
    for (const da::tables::masked_row& row : table->masked()) {
      CHECK(rules.find(row.where.value).name() == names.at(row.codes.basic));
    }
  }
}

TEST_CASE("curves, overlays and private elements are covered by their masks") {
  for (const da::edition* table : da::editions) {
    const da::profile rules(*table);
    CHECK(rules.find(da::tag{0x5012, 0x3000}).name() == "delete");
    CHECK(rules.find(da::tag{0x6002, 0x3000}).name() == "delete");
    CHECK(rules.find(da::tag{0x6002, 0x4000}).name() == "delete");
    CHECK_FALSE(rules.find(da::tag{0x6002, 0x0010}));
    CHECK(rules.find({{0x0019, 0x100C}, "ANY"}).name() == "delete");
    CHECK(rules.find(da::tag{0x0019, 0x0010}).name() == "delete");
  }
}

TEST_CASE("what the table does not list is left alone") {
  CHECK_FALSE(da::default_profile.find("SOPClassUID"_tag));
  CHECK_FALSE(da::default_profile.find("Rows"_tag));
  CHECK_FALSE(da::default_profile.find("PixelData"_tag));
}

TEST_CASE("file meta information keeps only what says what the file is and who wrote it") {
  for (const da::tag id :
       {0x0002'0016_tag, 0x0002'0017_tag, 0x0002'0018_tag, 0x0002'0026_tag, 0x0002'0027_tag,
        0x0002'0028_tag, 0x0002'0031_tag, 0x0002'0032_tag, 0x0002'0033_tag, 0x0002'0035_tag,
        0x0002'0038_tag, 0x0002'0050_tag, 0x0002'0100_tag, 0x0002'0102_tag, 0x0002'FFFF_tag}) {
    CHECK(da::default_profile.find(id).name() == "delete");
    CHECK(da::profile().without_supplement().find(id).name() == "delete");
    CHECK((da::profile() | da::option::retain_uids).find(id).name() == "delete");
  }
  CHECK(da::default_profile.find(da::tag{0x0002, 0x0003}).name() == "replace_UID");
  CHECK_FALSE(da::default_profile.find(da::tag{0x0002, 0x0010}));
  CHECK_FALSE(da::default_profile.find(da::tag{0x0002, 0x0002}));
}

TEST_CASE("dates that are retained modified are moved, each that the column has and all others") {
  for (const da::edition* table : da::editions) {
    const da::profile rules = da::profile(*table).with(da::option::retain_modified_dates);
    std::size_t moved = 0;
    for (const da::tables::row& row : table->rows()) {
      CAPTURE(table->name(), da::to_string(row.id));
      const bool is_cleaned = row.codes.of(da::option::retain_modified_dates) == da::code::C;
      const da::dictionary_entry* known = da::find_attribute(row.id);
      REQUIRE(known != nullptr);
      const bool is_date = known->representation == da::vr::DA ||
                           known->representation == da::vr::TM ||
                           known->representation == da::vr::DT;
      const bool is_moved = rules.find(row.id).name() == "shift_date";
      if (is_moved) ++moved;
      // A date without a cell of the column, such as an expiry date, has its own code.
      CHECK(is_moved == (is_cleaned && (is_date || row.id == da::tag{0x0008, 0x0201})));
      if (is_cleaned && !is_moved) CHECK(known->representation == da::vr::OB);
      if (is_cleaned && !is_moved) CHECK(rules.find(row.id).name() == "replace");
    }
    CHECK(moved > 150);
    // Neither listed nor unknown: the supplement.
    REQUIRE(table->find({0x0014, 0x1020}) == nullptr);
    CHECK(rules.find("ExpiryDate"_tag).name() == "shift_date");
    CHECK(rules.without_supplement().find("ExpiryDate"_tag).name() == "none");
    // No cell of the column: its own code.
    CHECK(rules.find("PatientBirthDate"_tag).name() == "empty");
    CHECK(rules.find("PatientName"_tag).name() ==
          da::profile(*table).find("PatientName"_tag).name());
  }
}

TEST_CASE("a VR as such has the cells of what section E.1.1 says of it") {
  constexpr auto temporal =
      da::tables::cells{da::code::XZD, static_cast<std::uint16_t>(da::option::retain_full_dates),
                        static_cast<std::uint16_t>(da::option::retain_modified_dates)};
  for (const da::vr kind : da::all_vrs) {
    CAPTURE(std::string(da::to_string(kind)));
    const da::tables::cells found = da::detail::cells_for_vr(kind);
    if (kind == da::vr::DA || kind == da::vr::TM || kind == da::vr::DT)
      CHECK(found == temporal);
    else if (kind == da::vr::UI)
      CHECK(found ==
            da::tables::cells{da::code::U, static_cast<std::uint16_t>(da::option::retain_uids), 0});
    else
      CHECK(found.basic ==
            (kind == da::vr::PN || kind == da::vr::UR ? da::code::XZD : da::code::none));
  }
}

TEST_CASE("URLs that the table does not list are replaced") {
  // Retrieve URL, Storage URL, Retrieve URI, Contact URI, Pixel Data Provider URL.
  for (const da::tag id :
       {da::tag{0x0008, 0x1190}, da::tag{0x0040, 0x4073}, da::tag{0x0040, 0xE010},
        da::tag{0x0074, 0x100A}, da::tag{0x0028, 0x7FE0}})
    for (const da::edition* table : da::editions) {
      CAPTURE(table->name(), da::to_string(id));
      const da::profile rules(*table);
      CHECK(rules.find(id).name() == "replace");
      CHECK((rules | da::option::retain_uids | da::option::retain_full_dates).find(id).name() ==
            "replace");
      CHECK_FALSE(rules.without_supplement().find(id));
    }
}
