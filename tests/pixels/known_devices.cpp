// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/known_devices.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/pixels/pixel_risk.hpp>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;

namespace {

using test::table_row;

// The rules of cmake/tables/device_regions.tsv, by name, each with its lines.
std::map<std::string, std::vector<table_row>> rules_of_table() {
  std::map<std::string, std::vector<table_row>> rules;
  for (const table_row& row : test::table_of("device_regions.tsv"))
    rules[row.at("rule")].push_back(row);
  return rules;
}

std::uint32_t number(const table_row& row, const char* column) {
  return static_cast<std::uint32_t>(std::stoul("0" + row.at(column)));
}

struct spelled_condition {
  bool is_alternative = false;
  std::string where;
  std::string how;
  std::string term;
};

// "or imagetype contains screen save; ..."
std::vector<spelled_condition> conditions_of(const table_row& row) {
  std::vector<spelled_condition> found;
  std::string rest = row.at("other_conditions");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("; "), rest.size());
    std::string one = rest.substr(0, end);
    rest.erase(0, std::min(end + 2, rest.size()));
    spelled_condition& spelled = found.emplace_back();
    spelled.is_alternative = one.substr(0, 3) == "or ";
    if (spelled.is_alternative) one.erase(0, 3);
    spelled.where = one.substr(0, one.find(' '));
    one.erase(0, spelled.where.size() + 1);
    spelled.how = one.substr(0, one.find(' '));
    spelled.term = one.substr(spelled.how.size() + 1);
  }
  return found;
}

// Code Meaning (0008,0104) stands in items only.
bool is_offered(const table_row& row) {
  return row.at("other_conditions").find("codemeaning") == std::string::npos;
}

// What an image that a line is for says, in capitals, and with something around each text.
struct made_image {
  std::string manufacturer, model;
  std::map<std::string, std::string> texts;
  std::string modality;
  da::image_facts facts;

  explicit made_image(const table_row& row) {
    const auto around = [](std::string text) {
      std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      return "x" + text + "y ";
    };
    manufacturer = around(row.at("manufacturer_contains"));
    model = around(row.at("model_contains"));
    modality = row.at("modality").empty() ? "OT" : row.at("modality") + " ";
    for (const spelled_condition& one : conditions_of(row)) {
      std::string& text = texts[one.where];
      if (!text.empty()) text += "\\";
      text += one.how == "equals" ? one.term + ".0" : around(one.term);
    }
    facts.manufacturer = manufacturer;
    facts.model = model;
    facts.modality = modality;
    // 1400 x 1920 are the most that the table has.
    facts.rows = number(row, "rows") == 0 ? 3000 : number(row, "rows");
    facts.columns = number(row, "columns") == 0 ? 2500 : number(row, "columns");
    facts.image_type = texts["imagetype"];
    facts.series_description = texts["seriesdescription"];
    facts.protocol_name = texts["protocolname"];
    facts.window_width = texts["windowwidth"];
    facts.burned_in_annotation = texts["burnedinannotation"];
    facts.comments_on_radiation_dose = texts["commentsonradiationdose"];
    facts.overlay_description = texts["overlaydescription"];
    facts.implementation_version = texts["implementationversionname"];
  }
};

// Whether a rule of the table says enough of an image that it is for: model, rows, and columns or
// bars from edge to edge.
bool knows(const std::vector<table_row>& rows, std::uint32_t columns) {
  const table_row& row = rows.front();
  if (row.at("model_contains").empty() || number(row, "rows") == 0) return false;
  return number(row, "columns") != 0 ||
         std::all_of(rows.begin(), rows.end(), [&](const table_row& one) {
           return number(one, "x") == 0 && number(one, "width") >= columns;
         });
}

bool names(const da::pixel_findings& found, std::string_view rule) {
  return std::find(found.matched.begin(), found.matched.end(), rule) != found.matched.end();
}

}  // namespace

TEST_CASE("the rules of known devices are those of the table", "[pixels]") {
  const auto table = rules_of_table();
  CHECK(table.size() == 113);  // 126 rules of the sources without 13 that are slips
  std::map<std::string, da::pixel_rule> rules;
  const std::span<const da::pixel_rule> known = da::known_devices.layers()[0];
  for (const da::pixel_rule& rule : known)
    CHECK(rules.emplace(std::string(rule.name()), rule).second);
  CHECK(rules.size() == 112);
  for (const auto& [name, rows] : table) {
    CAPTURE(name);
    const table_row& row = rows.front();
    if (!is_offered(row)) {
      CHECK(name == "R006");
      CHECK(rules.count(name) == 0);
      continue;
    }
    REQUIRE(rules.count(name) == 1);
    const da::pixel_rule_parts& rule = rules.at(name).parts();
    CHECK(rule.modality == row.at("modality"));
    CHECK(rule.manufacturer == row.at("manufacturer_contains"));
    CHECK(rule.model == row.at("model_contains"));
    CHECK(rule.sop_class.empty());
    CHECK(rule.rows == number(row, "rows"));
    CHECK(rule.columns == number(row, "columns"));
    CHECK_FALSE(rule.blanks_everything);
    const auto conditions = conditions_of(row);
    REQUIRE(rule.conditions.size() == conditions.size());
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const da::text_condition& one = rule.conditions.begin()[i];
      CHECK(one.is_alternative == conditions[i].is_alternative);
      CHECK(to_string(one.where) == conditions[i].where);
      CHECK(conditions[i].how ==
            (one.how == da::text_condition::comparison::equals ? "equals" : "contains"));
      CHECK(one.term == conditions[i].term);
    }
    REQUIRE(rule.regions.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const da::pixel_region& one = rule.regions.begin()[i];
      CHECK(one.what == da::pixel_region::purpose::paint);
      CHECK(one.frames == da::frame_range{});
      CHECK(one.where == da::rectangle{number(rows[i], "x"), number(rows[i], "y"),
                                       number(rows[i], "width"), number(rows[i], "height")});
    }
  }
}

TEST_CASE("an image that a line of the table describes loses its rectangle", "[pixels]") {
  std::size_t known = 0;
  std::size_t unknown = 0;
  const auto table = rules_of_table();
  for (const auto& [name, rows] : table) {
    if (!is_offered(rows.front())) continue;
    for (const table_row& row : rows) {
      CAPTURE(name);
      const made_image image(row);
      const da::pixel_findings found = da::find_regions(da::known_devices, image.facts);
      CHECK(names(found, name));
      const da::rectangle wanted = da::rectangle{number(row, "x"), number(row, "y"),
                                                 number(row, "width"), number(row, "height")}
                                       .clipped_to(image.facts.columns, image.facts.rows);
      CHECK(std::any_of(found.regions.begin(), found.regions.end(),
                        [&](const da::pixel_region& one) { return one.where == wanted; }));
      bool is_any_known = false;
      for (const std::string_view one : found.matched)
        is_any_known = is_any_known || knows(table.at(std::string(one)), image.facts.columns);
      CHECK(found.is_known == is_any_known);
      CHECK(found.is_weak() != found.is_known);
      ++(found.is_known ? known : unknown);
      if (number(row, "rows") == 0 || number(row, "columns") != 0) continue;
      // As wide as the line, and one column wider.
      for (const std::uint32_t more : {0U, 1U}) {
        da::image_facts other = image.facts;
        other.columns = number(row, "width") + more;
        if (knows(rows, other.columns) != (more == 0)) continue;
        CHECK(da::find_regions(da::known_devices, other).is_known == (more == 0));
        ++(more == 0 ? known : unknown);
      }
    }
  }
  CHECK(known > 60);
  CHECK(unknown > 60);
}

TEST_CASE("an image that lacks one of the conditions of a line keeps what the line says",
          "[pixels]") {
  std::size_t tried = 0;
  for (const auto& [name, rows] : rules_of_table()) {
    const table_row& row = rows.front();
    if (!is_offered(row)) continue;
    CAPTURE(name);
    const made_image image(row);
    const auto is_found = [&, rule = name](const da::image_facts& other) {
      ++tried;
      return names(da::find_regions(da::known_devices, other), rule);
    };
    da::image_facts other = image.facts;
    other.modality = "XC";
    CHECK(is_found(other) == row.at("modality").empty());
    other = image.facts;
    other.manufacturer = "nobody";
    CHECK(is_found(other) == row.at("manufacturer_contains").empty());
    other = image.facts;
    other.model = "none";
    CHECK(is_found(other) == row.at("model_contains").empty());
    if (!row.at("rows").empty()) {
      other = image.facts;
      other.rows += 1;
      CHECK_FALSE(is_found(other));
      if (!row.at("model_contains").empty()) {
        const da::pixel_findings found = da::find_regions(da::known_devices, other);
        CHECK((found.model_known_size_unknown || found.is_known));
      }
    }
    if (!row.at("columns").empty()) {
      other = image.facts;
      other.columns += 1;
      CHECK_FALSE(is_found(other));
    }
    if (row.at("other_conditions").empty()) continue;
    other = image.facts;
    other.image_type = other.series_description = other.protocol_name = other.window_width = {};
    other.burned_in_annotation = other.comments_on_radiation_dose = {};
    other.overlay_description = other.implementation_version = {};
    CHECK_FALSE(is_found(other));
    // One alternative is enough, and without one of the others it is not found.
    for (const spelled_condition& one : conditions_of(row)) {
      if (one.is_alternative) continue;
      table_row without = row;
      std::string& cell = without["other_conditions"];
      const std::string spelled = one.where + " " + one.how + " " + one.term;
      cell.replace(cell.find(spelled), spelled.size(), one.where + " contains nothing");
      CHECK_FALSE(is_found(made_image(without).facts));
    }
  }
  CHECK(tried > 400);
}

TEST_CASE("no line of the table without a size paints over what a scanner measured", "[pixels]") {
  std::size_t without_size = 0;
  for (const auto& [name, rows] : rules_of_table()) {
    const table_row& row = rows.front();
    if (!is_offered(row)) continue;
    CAPTURE(name);
    made_image image(row);
    image.facts.rows = image.facts.columns = 511;  // of no line
    // As a CT says of its own slices; what Image Type should say stays behind it.
    const std::string type = "ORIGINAL\\PRIMARY\\" + std::string(image.facts.image_type);
    image.facts.image_type = type;
    image.facts.sop_class = "1.2.840.10008.5.1.4.1.1.2";
    image.facts.photometric = "MONOCHROME2";
    const std::string modality = row.at("modality").empty() ? "CT" : row.at("modality");
    image.facts.modality = modality;
    if (risk_of(image.facts) != da::pixel_risk::low) continue;
    CHECK(da::find_regions(da::known_devices, image.facts).matched.empty());
    ++without_size;
  }
  CHECK(without_size > 20);
  // R001, R105: a protocol of low dose.  R002: a scout.  R008 and R110: any slice may say so.
  const auto painted = [](auto change) {
    da::image_facts image;
    image.manufacturer = "GE MEDICAL SYSTEMS";
    image.model = "LightSpeed VCT";
    image.modality = "CT";
    image.sop_class = "1.2.840.10008.5.1.4.1.1.2";
    image.photometric = "MONOCHROME2";
    image.image_type = "ORIGINAL\\PRIMARY\\AXIAL";
    image.rows = image.columns = 512;
    change(image);
    return !da::find_regions(da::known_devices, image).regions.empty();
  };
  CHECK_FALSE(painted([](auto& image) { image.series_description = "CHEST LOW DOSE"; }));
  CHECK_FALSE(painted([](auto& image) { image.image_type = "ORIGINAL\\PRIMARY\\LOCALIZER"; }));
  CHECK_FALSE(painted([](auto& image) { image.comments_on_radiation_dose = "DLP 12"; }));
  CHECK_FALSE(
      painted([](auto& image) { image.overlay_description = "Siemens MedCom Object Graphics"; }));
  // Reports that look like such a slice are none.
  CHECK(painted([](auto& image) { image.series_description = "Dose Report"; }));
  CHECK(painted([](auto& image) { image.image_type = "DERIVED\\SECONDARY\\SCREEN SAVE"; }));
}

TEST_CASE("no rule of the table lies behind another", "[pixels]") {
  CHECK(da::detail::first_behind(da::known_devices.layers()[0]) == 112);
}

TEST_CASE("the rules of the table that do not say for which size they are, are weak", "[pixels]") {
  std::set<std::string> weak;
  const std::span<const da::pixel_rule> known = da::known_devices.layers()[0];
  for (const da::pixel_rule& rule : known)
    if (rule.is_weak()) weak.emplace(rule.name());
  std::set<std::string> without_size;
  for (const auto& [name, rows] : rules_of_table())
    if (is_offered(rows.front()) && rows.front().at("rows").empty() &&
        rows.front().at("columns").empty())
      without_size.insert(name);
  CHECK(weak == without_size);
  CHECK(weak.count("R024") == 1);  // LOGIQ9
  CHECK(weak.count("R023") == 1);  // Mindray
  CHECK(weak.size() == 21);
}
