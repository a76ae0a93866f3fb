// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/pixel_rule_file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <utility>

#include <unistd.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/known_devices.hpp>
#include <dicom_anonymizer/pixels/pixel_rules.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

const std::string names =
    "rule\tmodality\tmanufacturer_contains\tmodel_contains\trows\tcolumns\tother_conditions\tx\ty\t"
    "width\theight\n";

std::span<const da::pixel_rule> rules_of(const da::pixel_rule_file& file) {
  return file.layers()[0];
}

// What a text is refused with; empty if it is not.
std::string reason(const std::string& text) {
  try {
    (void)da::parse_pixel_rules(text);
    return {};
  } catch (const da::error& failed) {
    CHECK(failed.code() == da::errc::bad_dictionary);
    return failed.reason();
  }
}
bool is_in_line(const std::string& text, std::size_t line) {
  return reason(text).find("line " + std::to_string(line) + ":") != std::string::npos;
}

}  // namespace

TEST_CASE("a file of rules about pixels is read", "[pixels]") {
  const da::pixel_rule_file file =
      da::parse_pixel_rules("# ours\n\n" + names +
                            "a\tUS\tPhilips\tEPIQ\t768\t1024\t\t0\t0\t1024\t49\n"
                            "a\tUS\tPhilips\tEPIQ\t768\t1024\t\t5\t700\t20\t10\n"
                            "# by hand\n"
                            "b\tCT\t\t\t\t\timagetype contains secondary; or ImageType contains "
                            "dose info ;or windowwidth "
                            "equals 1\t1\t2\t3\t4\n");
  REQUIRE(rules_of(file).size() == 2);
  const da::pixel_rule_parts& a = rules_of(file)[0].parts();
  CHECK(a.name == "a");
  CHECK(a.modality == "US");
  CHECK(a.manufacturer == "Philips");
  CHECK(a.model == "EPIQ");
  CHECK(a.rows == 768);
  CHECK(a.columns == 1024);
  CHECK(a.conditions.empty());
  REQUIRE(a.regions.size() == 2);
  CHECK(a.regions.begin()[0].where == da::rectangle{0, 0, 1024, 49});
  CHECK(a.regions.begin()[1].where == da::rectangle{5, 700, 20, 10});
  const da::pixel_rule_parts& b = rules_of(file)[1].parts();
  CHECK(b.rows == 0);
  REQUIRE(b.conditions.size() == 3);
  CHECK(b.conditions.begin()[0] == da::text_contains(da::image_text::image_type, "secondary"));
  CHECK(b.conditions.begin()[1] ==
        da::or_else(da::text_contains(da::image_text::image_type, "dose info")));
  CHECK(b.conditions.begin()[2] == da::or_else(da::text_equals(da::image_text::window_width, "1")));
  // A file from Windows, with the mark that editors there put before it, and no last line feed.
  std::string windows = "\xEF\xBB\xBF" + names + "a\tUS\t\tx\t\t\t\t0\t0\t9\t9";
  for (std::size_t at = 0; (at = windows.find('\n', at)) != std::string::npos; at += 2)
    windows.insert(at, "\r");
  CHECK(rules_of(da::parse_pixel_rules(windows))[0].parts().regions.begin()->where ==
        da::rectangle{0, 0, 9, 9});
}

TEST_CASE("columns stand in any order, and some may be left out or are not read", "[pixels]") {
  const da::pixel_rule_file file = da::parse_pixel_rules(
      "note\theight\twidth\ty\tx\twhat\tsop_class\tother_conditions\tcolumns\trows\tmodel_"
      "contains\t"
      "manufacturer_contains\tmodality\trule\tverdict\n"
      "\t1\t2\t3\t4\tkeep\t\t\t\t\tm\t\t\tone\t\n"
      "\t5\t6\t7\t8\tblank\t\t\t\t\tm\t\t\tone\tsingle\n"
      "\t\t\t\t\teverything\t1.2.840.10008.5.1.4.1.1.7\t\t\t\t\t\t\ttwo\t\n"
      "\tx\tx\t\t\t\t\t\t\t\t\t\tPET/CT\tthree\tdrop\n");
  REQUIRE(rules_of(file).size() == 2);
  const da::pixel_rule_parts& one = rules_of(file)[0].parts();
  REQUIRE(one.regions.size() == 2);
  CHECK(one.regions.begin()[0].where == da::rectangle{4, 3, 2, 1});
  CHECK(one.regions.begin()[0].what == da::pixel_region::purpose::keep_only);
  CHECK(one.regions.begin()[1].where == da::rectangle{8, 7, 6, 5});
  CHECK(one.regions.begin()[1].what == da::pixel_region::purpose::paint);
  const da::pixel_rule_parts& two = rules_of(file)[1].parts();
  CHECK(two.blanks_everything);
  CHECK(two.sop_class == "1.2.840.10008.5.1.4.1.1.7");
}

TEST_CASE("what is no file of rules about pixels is refused with the number of the line",
          "[pixels]") {
  const std::string good = "a\tUS\t\tx\t768\t\t\t0\t0\t9\t9\n";
  CHECK(reason(names + good).empty());
  const auto second = [&](const std::string& line) { return is_in_line(names + line, 2); };
  const auto third = [&](const std::string& line) { return is_in_line(names + good + line, 3); };

  CHECK(reason("").find("no rules") != std::string::npos);
  CHECK(reason(names).find("no rules") != std::string::npos);
  CHECK(is_in_line("modalty\t" + names + "\t" + good, 1));
  CHECK(is_in_line("rule\t" + names + "a\t" + good, 1));
  CHECK(is_in_line(good, 1));
  for (const char* const column :
       {"rule\t", "modality\t", "model_contains\t", "rows\t", "other_conditions\t", "\theight"}) {
    std::string without = names;
    without.erase(without.find(column), std::string(column).size());
    CAPTURE(column);
    CHECK(is_in_line(without, 1));
  }
  CHECK(is_in_line("#\n\n" + names + "a\tUS\n", 4));

  CHECK(third("b\tUS\t\ty\t768\t\t\t0\t0\t9\n"));       // a cell too few
  CHECK(third("b\tUS\t\ty\t768\t\t\t0\t0\t9\t9\t\n"));  // and too many
  CHECK(third("\tUS\t\ty\t768\t\t\t0\t0\t9\t9\n"));     // no name
  CHECK(third("b\tMRI\t\ty\t768\t\t\t0\t0\t9\t9\n"));   // no modality
  CHECK(third("b\tUS\t\ty\t0\t\t\t0\t0\t9\t9\n"));      // Rows 0
  CHECK(third("b\tUS\t\ty\t\t0\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t65536\t\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t7 68\t\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t-1\t\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t4294967296\t\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t768\t\t\t\t0\t9\t9\n"));  // no x
  CHECK(third("b\tUS\t\ty\t768\t\t\t0x1\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t768\t\t\t0\t0\t0\t9\n"));  // nothing to paint
  CHECK(third("b\tUS\t\ty\t768\t\t\t0\t0\t9\t0\n"));
  CHECK(third("b\tUS\t\ty\t768\t\t\t0\t768\t9\t9\n"));  // outside of the image
  CHECK(third("b\tUS\t\ty\t768\t10\t\t10\t0\t9\t9\n"));
  CHECK(third("b\t\t\t\t\t\t\t0\t0\t9\t9\n"));  // no condition
  CHECK(third("b\tUS\t\ty\t\t\tcodemeaning contains x\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t\t\timagetype\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t\t\timagetype has x\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t\t\timagetype contains\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t\t\timagetype contains x;\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\ty\t\t\t;\t0\t0\t9\t9\n"));
  CHECK(third("a\tUS\t\tx\t769\t\t\t0\t0\t9\t9\n"));  // the same name, another condition
  CHECK(third("a\tUS\tp\tx\t768\t\t\t0\t0\t9\t9\n"));
  CHECK(third("b\tUS\t\txy\t768\t\t\t1\t1\t3\t3\n"));  // behind the first
  CHECK(is_in_line(names + "b\tUS\t\txy\t768\t\t\t1\t1\t3\t3\n" + good, 2));
  CHECK(is_in_line(names + good + "b\tUS\t\ty\t768\t\t\t0\t0\t9\t9\n" + good, 4));  // a again
  // The line where the rule begins, if the rule as a whole is wrong.
  CHECK(third("b\tMRI\t\ty\t768\t\t\t0\t0\t9\t9\nb\tMRI\t\ty\t768\t\t\t5\t5\t9\t9\n"));
  std::string many;
  for (int i = 0; i < 9; ++i) many += "b\tUS\t\ty\t768\t\t\t" + std::to_string(i) + "\t0\t9\t9\n";
  CHECK(is_in_line(names + many, 10));
  CHECK(reason(names + many).find("more than 8 rectangles") != std::string::npos);
  CHECK(second("b\tUS\t\ty\t\t\timagetype contains " + std::string(65, 'x') + "\t0\t0\t9\t9\n"));
  std::string conditions = "imagetype contains a";
  for (int i = 0; i < 8; ++i)
    conditions += "; imagetype contains " + std::string(1, static_cast<char>('b' + i));
  CHECK(second("b\tUS\t\ty\t\t\t" + conditions + "\t0\t0\t9\t9\n"));

  const std::string what = "what\t" + names;
  CHECK(is_in_line(what + "cover\tb\tUS\t\ty\t\t\t\t0\t0\t9\t9\n", 2));
  CHECK(is_in_line(what + "everything\tb\tUS\t\ty\t\t\t\t0\t0\t9\t9\n", 2));
  CHECK(reason(what + "everything\tb\tUS\t\ty\t\t\t\t\t\t\t\n").empty());
  CHECK(is_in_line(what + "everything\tb\tUS\t\ty\t\t\t\t\t\t\t\n"
                          "blank\tb\tUS\t\ty\t\t\t\t0\t0\t1\t1\n",
                   2));
}

TEST_CASE("what stands in a file of rules about pixels is in no message", "[pixels]") {
  for (const std::string& line :
       {names + "Doe^John\tUS\t\ty\t768\t\t\tDoe^John\t0\t9\t9\n",
        names + "b\tDoe^John\t\ty\t768\t\t\t0\t0\t9\t9\n",
        names + "b\tUS\t\ty\t768\t\tDoe^John\t0\t0\t9\t9\n", std::string("Doe^John\n"),
        "what\t" + names + "Doe^John\tb\tUS\t\ty\t\t\t\t0\t0\t9\t9\n"}) {
    const std::string said = reason(line);
    CHECK_FALSE(said.empty());
    CHECK(said.find("Doe") == std::string::npos);
  }
}

TEST_CASE("a file of rules about pixels has limits", "[pixels]") {
  std::string text = names;
  for (std::size_t i = 0; i < 512; ++i)
    text += "r" + std::to_string(i) + "\tUS\t\tm" + std::to_string(10'000 + i) +
            "\t768\t\t\t0\t0\t9\t9\n";
  CHECK(rules_of(da::parse_pixel_rules(text)).size() == 512);
  CHECK(is_in_line(text + "last\tUS\t\tz\t768\t\t\t0\t0\t9\t9\n", 514));
  // A comment up to the limit.
  text.append(4'194'304 - text.size(), '#');
  CHECK(rules_of(da::parse_pixel_rules(text)).size() == 512);
  CHECK(reason(text + "#").find("4194304 bytes") != std::string::npos);
  // 98 bytes name the columns, and stand in the line behind the others.
  CHECK(reason(std::string(4'194'304 - 98, '\n') + names) ==
        "rules about pixels, line 4194207: no rules");
  CHECK(reason(std::string(4'194'305, '\n')).find("4194304 bytes") != std::string::npos);
}

TEST_CASE("texts of rules in a file have limits", "[pixels]") {
  const auto line = [](const std::string& name, const std::string& maker, const std::string& model,
                       const std::string& term) {
    return name + "\tUS\t" + maker + "\t" + model + "\t\t\timagetype contains " + term +
           "\t0\t0\t9\t9\n";
  };
  const std::string most(64, 'x');
  CHECK(reason(names + line(most, most, most, most)).empty());
  CHECK(is_in_line(names + line(most + "x", "m", "m", "m"), 2));
  CHECK(is_in_line(names + line("n", most + "x", "m", "m"), 2));
  CHECK(is_in_line(names + line("n", "m", most + "x", "m"), 2));
  CHECK(is_in_line(names + line("n", "m", "m", most + "x"), 2));

  // 256 rules with 128 bytes each, of which the search for one in another compares many.
  const auto hard = [&](std::size_t count) {
    std::string text = names;
    for (std::size_t i = 0; i < count; ++i) {
      std::string model(i % 2 == 0 ? 64 : 32, 'a');
      for (std::size_t bit = 0; bit < 8; ++bit)
        model[model.size() - 1 - bit] = (i >> bit & 1) == 0 ? 'b' : 'c';
      text += line(std::to_string(i), std::string(i % 2 == 0 ? 32 : 64, 'a'), model,
                   std::string(32, 'a'));
    }
    return text;
  };
  CHECK(rules_of(da::parse_pixel_rules(hard(256))).size() == 256);
  CHECK(is_in_line(hard(257), 258));
  CHECK(reason(hard(257)).find("32768 bytes") != std::string::npos);
  // Each is compared with each: 100 times as long for 10 times as many, and no more.
  CHECK(test::growth_of(25, [&](std::size_t count) { (void)da::parse_pixel_rules(hard(count)); }) <
        200);
  CHECK(test::seconds_of([&] { (void)da::parse_pixel_rules(hard(256)); }) < 5);
}

TEST_CASE("damaged files of rules about pixels are refused or read", "[pixels]") {
  const std::string whole = names +
                            "a\tUS\tPhilips\tEPIQ\t768\t1024\timagetype contains x; or "
                            "windowwidth equals 1\t0\t0\t1024\t49\n";
  std::size_t read = 0;
  for (std::size_t end = 0; end <= whole.size(); ++end)
    read += reason(whole.substr(0, end)).empty();
  CHECK(read == 3);  // without the line feed, without the 9, and whole
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'\t', '\n', '\0', ';', '\xFF'}) {
      std::string damaged = whole;
      damaged[at] = c;
      (void)reason(damaged);
    }
}

TEST_CASE("the table of known devices is a file of rules about pixels", "[pixels]") {
  std::ifstream in(DICOM_ANONYMIZER_SOURCE_DIR "/cmake/tables/device_regions.tsv");
  std::string text(std::istreambuf_iterator<char>(in), {});
  // R006 asks for Code Meaning, which rules do not know.
  CHECK(reason(text).find("an attribute that rules do not know") != std::string::npos);
  const std::size_t sixth = text.find("R006");
  text.erase(sixth, text.find('\n', sixth) + 1 - sixth);
  const da::pixel_rule_file file = da::parse_pixel_rules(text);
  const auto known = da::known_devices.layers()[0];
  REQUIRE(rules_of(file).size() == known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    const da::pixel_rule_parts& one = rules_of(file)[i].parts();
    const da::pixel_rule_parts& other = known[i].parts();
    CAPTURE(std::string(other.name));
    CHECK(one.name == other.name);
    CHECK(one.modality == other.modality);
    CHECK(one.manufacturer == other.manufacturer);
    CHECK(one.model == other.model);
    CHECK(one.rows == other.rows);
    CHECK(one.columns == other.columns);
    CHECK(one.conditions == other.conditions);
    CHECK(one.regions == other.regions);
  }
}

TEST_CASE("a file of rules about pixels is read from where it is, and lasts", "[pixels]") {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("pixel_rules_" + std::to_string(::getpid()));
  std::ofstream(path) << names << "mine\t\t\tEPIQ\t768\t\t\t0\t0\t9\t9\n";
  const auto over = [&] { return da::known_devices | da::read_pixel_rules(path); }();
  std::filesystem::remove(path);
  da::image_facts image;
  image.manufacturer = "Philips";
  image.model = "epiq 7";
  image.modality = "US";
  image.rows = 768;
  image.columns = 1024;
  const da::pixel_findings found = da::find_regions(over, image);
  REQUIRE(found.matched.size() == 1);
  CHECK(*found.matched.begin() == "mine");
  // A set that was given away still has its rules.
  da::pixel_rule_file first = da::parse_pixel_rules(names + "a\tUS\t\tx\t\t\t\t0\t0\t9\t9\n");
  const da::pixel_rule_file second = std::move(first);
  CHECK(rules_of(first).size() == 1);
  CHECK(rules_of(second).size() == 1);
  CHECK(found.regions == da::region_set::paint({0, 0, 9, 9}));
  CHECK(test::refused([&] { (void)da::read_pixel_rules(path); }).code == da::errc::unreadable);
  CHECK(test::refused([&] { (void)da::read_pixel_rules(path.parent_path()); }).code ==
        da::errc::unreadable);
  CHECK(test::refused([&] { (void)da::read_pixel_rules(std::string("a\0b", 3)); }).code ==
        da::errc::bad_arguments);
}
