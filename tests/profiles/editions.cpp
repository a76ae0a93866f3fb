// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/editions.hpp>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/option_columns.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using test::option_columns;

static_assert(std::size(da::editions) == 9);
static_assert(da::find_edition("2023e") == &da::dicom_2023e);
static_assert(da::find_edition("2026d") == &da::dicom_2026d);
static_assert(da::find_edition("dicom_2025b") == &da::dicom_2025b);
static_assert(da::find_edition("dicomfields_2023") == &da::dicom_2023e);
static_assert(da::find_edition("dicomfields_2024b") == &da::dicom_2024b);
static_assert(da::find_edition("dicomfields_2026d") == &da::dicom_2026d);

// PatientID is what the Python package's two lists differ in.
static_assert(da::dicom_2023e.find({0x0010, 0x0020})->basic == da::code::Z);
static_assert(da::dicom_2024b.find({0x0010, 0x0020})->basic == da::code::ZD);
// A row that a later edition brings.
static_assert(da::dicom_2023e.find({0x3006, 0x002D}) == nullptr);
static_assert(da::dicom_2024a.find({0x3006, 0x002D}) != nullptr);
static_assert(da::dicom_2023e.find({0x5002, 0x0110})->basic == da::code::X);
static_assert(da::dicom_2023e.find({0x6002, 0x3000})->of(da::option::clean_graphics) ==
              da::code::C);
static_assert(da::dicom_2023e.find({0x6002, 0x0010}) == nullptr);
static_assert(da::dicom_2023e.find({0x0009, 0x0010})->of(da::option::retain_safe_private) ==
              da::code::C);

namespace {

const std::map<std::string_view, std::size_t> rows_of = {
    {"2023e", 610}, {"2024a", 614}, {"2024b", 621}, {"2024e", 623}, {"2025a", 631},
    {"2025b", 647}, {"2025e", 655}, {"2026c", 656}, {"2026d", 657}};

const std::map<std::string, da::code> codes = {
    {"", da::code::none},  {"X", da::code::X},       {"Z", da::code::Z},
    {"D", da::code::D},    {"U", da::code::U},       {"K", da::code::K},
    {"C", da::code::C},    {"X/Z", da::code::XZ},    {"X/D", da::code::XD},
    {"Z/D", da::code::ZD}, {"X/Z/D", da::code::XZD}, {"X/Z/U*", da::code::XZU}};

std::vector<test::table_row> table_of(const da::edition& edition) {
  const auto rows = test::table_of("confidentiality_" + std::string(edition.name()) + ".tsv");
  REQUIRE(rows.front().size() == 16);
  return rows;
}

const da::tables::cells* cells_at(const da::edition& edition, const std::string& tag) {
  const auto masked = [&](da::tag_pattern where) -> const da::tables::cells* {
    for (const da::tables::masked_row& row : edition.masked())
      if (row.where == where) return &row.codes;
    return nullptr;
  };
  if (tag == "ggggeeee_odd") return masked({{1, 0}, {1, 0}});
  if (tag == "50xxxxxx") return masked({{0x5000, 0x0000}, {0xFF00, 0x0000}});
  if (tag == "60xx3000") return masked({{0x6000, 0x3000}, {0xFF00, 0xFFFF}});
  if (tag == "60xx4000") return masked({{0x6000, 0x4000}, {0xFF00, 0xFFFF}});
  const unsigned long value = std::stoul(tag, nullptr, 16);
  for (const da::tables::row& row : edition.rows())
    if (row.id.value() == value) return &row.codes;
  return nullptr;
}

}  // namespace

// Here and not in the headers, where every user would wait for them.
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2023e_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2024a_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2024b_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2024e_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2025a_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2025b_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2025e_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2026c_rows));
static_assert(da::tables::is_sorted_and_unique(da::tables::dicom_2026d_rows));

TEST_CASE("every row of every edition says what the table says") {
  for (const da::edition* edition : da::editions) {
    CAPTURE(edition->name());
    const auto table = table_of(*edition);
    CHECK(table.size() == rows_of.at(edition->name()));
    CHECK(edition->rows().size() + edition->masked().size() == table.size());
    for (const auto& row : table) {
      const std::string& tag = row.at("tag");
      CAPTURE(tag);
      const da::tables::cells* found = cells_at(*edition, tag);
      REQUIRE(found != nullptr);
      CHECK(found->basic == codes.at(row.at("basic")));
      CHECK(da::to_string(found->basic) == row.at("basic"));
      for (const auto& [column, option] : option_columns)
        CHECK(found->of(option) == codes.at(row.at(column)));
      CHECK((found->keep & found->clean) == 0);
      CHECK((found->keep | found->clean) < 1 << 10);
    }
  }
}

TEST_CASE("every listed tag is found by its row") {
  for (const da::edition* edition : da::editions) {
    for (const da::tables::row& row : edition->rows()) {
      CAPTURE(edition->name(), row.id.group, row.id.element);
      CHECK(edition->find(row.id) == &row.codes);
    }
    for (const da::tables::masked_row& row : edition->masked())
      CHECK(edition->find(row.where.value) == &row.codes);
  }
}

TEST_CASE("the lists of the codes part the list of all tags") {
  for (const da::edition* edition : da::editions) {
    CAPTURE(edition->name());
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> seen;
    const auto key = [](const da::tag_pattern& where) {
      return std::pair(where.value.value(), where.mask.value());
    };
    for (const da::tag_pattern& where : edition->all_tags()) seen.emplace(key(where), 0);
    CHECK(seen.size() == edition->all_tags().size());
    CHECK(seen.size() == rows_of.at(edition->name()) - 1);  // without private elements
    CHECK(seen.count(key(da::any_private)) == 0);
    for (const auto& [text, code] : codes)
      for (const da::tag_pattern& where : edition->tags(code)) {
        REQUIRE(seen.count(key(where)) == 1);
        ++seen[key(where)];
        CHECK(edition->find(where.value)->basic == code);
      }
    for (const auto& [where, times] : seen) CHECK(times == 1);
  }
}

TEST_CASE("the lists of an edition hold what the table gives that code") {
  for (const da::edition* edition : da::editions) {
    CAPTURE(edition->name());
    std::map<da::code, std::size_t> counts;
    for (const auto& row : table_of(*edition))
      if (row.at("tag") != "ggggeeee_odd") ++counts[codes.at(row.at("basic"))];
    for (const auto& [text, code] : codes) {
      CAPTURE(text);
      CHECK(edition->tags(code).size() == counts[code]);
    }
  }
}

TEST_CASE("an edition is found by its name and by the Python package's") {
  const da::edition* before = nullptr;
  for (const da::edition* edition : da::editions) {
    const std::string name(edition->name());
    CHECK(da::find_edition(name) == edition);
    CHECK(da::find_edition("dicom_" + name) == edition);
    CHECK(da::find_edition("dicomfields_" + name) == edition);
    if (before != nullptr) CHECK(before->name() < edition->name());
    before = edition;
  }
  CHECK(da::find_edition("dicomfields_2023") == &da::dicom_2023e);
}

TEST_CASE("a name that no edition has finds none") {
  for (const char* name :
       {"", "2023", "2024c", "2026D", " 2026d", "2026d ", "dicom_", "dicomfields_", "dicom_2023",
        "dicomfields_2024", "dicom_dicom_2026d", "dicomfields_dicom_2026d", "dicomfields2023"}) {
    CAPTURE(name);
    CHECK(da::find_edition(name) == nullptr);
  }
}
