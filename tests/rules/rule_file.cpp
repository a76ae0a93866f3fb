// SPDX-License-Identifier: BSD-3-Clause
// Dictionary files: the Python package's form is read, everything else is refused with its place.
#include <dicom_anonymizer/rules/rule_file.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/anonymize.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/folder.hpp"
#include "support/growth.hpp"
#include "support/noting_registry.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

using test::noting_registry;
using texts = std::vector<std::string>;

std::string_view action_for(const da::dynamic_rule_map& rules, da::tag id) {
  return rules.find(id).name();
}

struct refusal {
  da::errc code;
  std::string reason;
};

refusal refused(std::string_view text) {
  const noting_registry known;
  try {
    (void)da::parse_rules(text, known.actions);
  } catch (const da::error& e) {
    return {e.code(), e.reason()};
  }
  FAIL("was not refused");
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// A dictionary file of its own.
struct written_file {
  test::folder place;
  std::filesystem::path path = place / "dictionary.json";
  explicit written_file(std::string_view content) { test::write(path, content); }
};

}  // namespace

TEST_CASE("a dictionary in the Python package's form is read") {
  noting_registry known;
  const da::dynamic_rule_map rules = da::parse_rules(R"json({
    "(0x0010, 0x0010)": "empty",
    "(0x0008, 0x0020)": {"action": "noted", "first": "0701$", "second": "0000"},
    "(0x5000, 0x0000, 0xFF00, 0x0000)": "delete",
    "(0020,000D)": {"action": "replace_UID"}
  })json",
                                                     known.actions);
  CHECK(rules.size() == 4);
  CHECK(action_for(rules, {0x0010, 0x0010}) == "empty");
  CHECK(action_for(rules, {0x0008, 0x0020}) == "noted");
  CHECK(action_for(rules, {0x5012, 0x3456}) == "delete");
  CHECK(action_for(rules, {0x5112, 0x3456}) == "none");
  CHECK(action_for(rules, {0x0020, 0x000D}) == "replace_UID");
  CHECK(action_for(rules, {0x0010, 0x0020}) == "none");
  CHECK(known.seen == texts{"0701$", "0000"});
}

TEST_CASE("a dictionary may name keywords, masks and private elements") {
  const noting_registry known;
  const da::dynamic_rule_map rules = da::parse_rules(
      R"json({"PatientName": "keep", "(60xx,3000)": "keep", "(0019,\"ACME 1.0\",0C)": "keep"})json",
      known.actions);
  CHECK(action_for(rules, {0x0010, 0x0010}) == "keep");
  CHECK(action_for(rules, {0x6002, 0x3000}) == "keep");
  CHECK(rules.find({{0x0019, 0x100C}, "ACME 1.0"}).name() == "keep");
  CHECK(rules.find({{0x0019, 0x100C}, "ACME 2.0"}).name() == "none");
}

TEST_CASE("arguments are found by name, not by order") {
  noting_registry known;
  (void)da::parse_rules(R"json({"00100010": {"second": "b", "action": "noted", "first": "a"}})json",
                        known.actions);
  CHECK(known.seen == texts{"a", "b"});
}

TEST_CASE("a number is an argument as it is written") {
  noting_registry known;
  (void)da::parse_rules(R"json({"00100010": {"action": "noted", "first": -7, "second": 1.50}})json",
                        known.actions);
  CHECK(known.seen == texts{"-7", "1.50"});
  (void)da::parse_rules(
      R"json({"00100010": {"action": "noted", "first": 18446744073709551615, "second": 1e2}})json",
      known.actions);
  CHECK(known.seen == texts{"18446744073709551615", "1e2"});
}

TEST_CASE("an escaped text is an argument as it is meant") {
  noting_registry known;
  (void)da::parse_rules(
      R"json({"00100010": {"action": "noted", "first": "\\d+\"", "second": "\u00e9\\1"}})json",
      known.actions);
  CHECK(known.seen == texts{"\\d+\"", "\xC3\xA9\\1"});
}

TEST_CASE("of two rules for an element the one further down wins") {
  const noting_registry known;
  const auto mask_last =
      da::parse_rules(R"json({"(0010,0010)": "keep", "(0010,xxxx)": "empty"})json", known.actions);
  CHECK(action_for(mask_last, {0x0010, 0x0010}) == "empty");
  const auto exact_last =
      da::parse_rules(R"json({"(0010,xxxx)": "empty", "(0010,0010)": "keep"})json", known.actions);
  CHECK(action_for(exact_last, {0x0010, 0x0010}) == "keep");
  CHECK(action_for(exact_last, {0x0010, 0x0020}) == "empty");
  const auto other_spelling =
      da::parse_rules(R"json({"(0010,0010)": "keep", "00100010": "empty"})json", known.actions);
  CHECK(other_spelling.size() == 1);
  CHECK(action_for(other_spelling, {0x0010, 0x0010}) == "empty");
}

TEST_CASE("an empty dictionary holds no rules") {
  const noting_registry known;
  CHECK(da::parse_rules(" { } ", known.actions).size() == 0);
}

TEST_CASE("text that is not JSON is refused with line and column") {
  const refusal missing_comma = refused("{\n  \"(0010,0010)\": \"keep\"\n  \"(0010,0020)\": 1\n}");
  CHECK(missing_comma.code == da::errc::bad_dictionary);
  CHECK(contains(missing_comma.reason, "line 3"));
  const refusal first = refused("nonsense");
  CHECK(first.code == da::errc::bad_dictionary);
  CHECK(contains(first.reason, "line 1"));
  CHECK(refused("").code == da::errc::bad_dictionary);
  CHECK(refused("{").code == da::errc::bad_dictionary);
  CHECK(refused("{} {}").code == da::errc::bad_dictionary);
  CHECK(refused("{\"00100010\": \"\xFF\"}").code == da::errc::bad_dictionary);
}

TEST_CASE("what is read by mistake is not quoted") {
  // The beginning of a data set, given as a dictionary.
  const std::string_view bytes("\x10\x00\x10\x00PN\x0C\x00Canary^Yellow", 21);
  CHECK(refused(bytes).code == da::errc::bad_dictionary);
  CHECK_FALSE(contains(refused(bytes).reason, "Canary"));
  // The DICOM JSON model of PS3.18 annex F.
  const refusal model =
      refused(R"json({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Canary^Yellow"}]}})json");
  CHECK(model.code == da::errc::bad_dictionary);
  CHECK(contains(model.reason, "00100010"));
  CHECK_FALSE(contains(model.reason, "Canary"));
}

TEST_CASE("JSON of another form is refused with its key") {
  for (const std::string_view text : {"[]", "[[]]", "null", "true", "1", "1.5", "\"keep\""}) {
    CAPTURE(text);
    CHECK(refused(text).code == da::errc::bad_dictionary);
    CHECK(contains(refused(text).reason, "not an object"));
  }
  for (const std::string_view value : {"[]", "[\"keep\"]", "null", "true", "1", "1.5", "{}"}) {
    const std::string text = "{\"(0010,0010)\": " + std::string(value) + "}";
    CAPTURE(text);
    CHECK(refused(text).code == da::errc::bad_dictionary);
    CHECK(contains(refused(text).reason, "(0010,0010)"));
  }
  for (const std::string_view value : {"[]", "null", "true", "{}", "{\"a\": 1}"}) {
    const std::string text =
        R"json({"(0010,0010)": {"action": "noted", "second": "b", "first": )json" +
        std::string(value) + "}}";
    CAPTURE(text);
    CHECK(refused(text).code == da::errc::bad_dictionary);
    CHECK(contains(refused(text).reason, "(0010,0010)"));
    CHECK(contains(refused(text).reason, "first"));
  }
  CHECK(refused(R"json({"(0010,0010)": {"action": 1}})json").code == da::errc::bad_dictionary);
}

TEST_CASE("of a key that is there twice the last one holds, and each has its line") {
  const noting_registry known;
  const std::string_view text =
      "{\"(0010,0010)\": \"keep\",\n \"(0010,0020)\": \"keep\",\n \"(0010,0010)\": \"empty\"}";
  const da::dynamic_rule_map rules = da::parse_rules(text, known.actions);
  CHECK(rules.size() == 2);
  CHECK(action_for(rules, {0x0010, 0x0010}) == "empty");
  const auto written = da::parse_written_rules(text, known.actions);
  REQUIRE(written.size() == 3);
  CHECK(written[0].line == 1);
  CHECK(written[1].line == 2);
  CHECK(written[2].line == 3);
}

TEST_CASE("an argument that is there twice is refused") {
  const refusal argument = refused(
      R"json({"(0010,0010)": {"action": "noted", "first": "a", "first": "b", "second": "c"}})json");
  CHECK(argument.code == da::errc::bad_dictionary);
  CHECK(contains(argument.reason, "'first'"));
}

TEST_CASE("replace_with_value takes a list, and null for no value") {
  const da::action_registry known = da::default_actions();
  const auto written = [&](std::string_view value) {
    gdcm::DataSet data;
    test::put(data, {0x0008, 0x1060}, gdcm::VR::PN, "Old^Name");
    const da::dynamic_rule_map rules =
        da::parse_rules("{\"(0x0008, 0x1060)\": {\"value\": " + std::string(value) +
                            ", \"action\": \"replace_with_value\"}}",
                        known);
    da::anonymize_dataset(data, da::keep_everything{} | rules);
    return test::bytes(data, {0x0008, 0x1060}).value_or("absent");
  };
  CHECK(written(R"json(["Roe^A", "Roe^B"])json") == "Roe^A\\Roe^B ");
  CHECK(written(R"json(["Roe^A"])json") == "Roe^A ");
  CHECK(written(R"json([1, "B", 2.50])json") == "1\\B\\2.50");
  CHECK(written("[]").empty());
  CHECK(written("null").empty());
  for (const std::string_view wrong : {"[null]", "[[]]", "[{}]", "[true]", "true", "{}"}) {
    CAPTURE(wrong);
    CHECK(test::refused([&] { (void)written(wrong); }).code == da::errc::bad_dictionary);
  }
  // No other action has a use for them.
  for (const std::string_view value : {"[\"a\"]", "[]", "null"})
    CHECK(refused(R"json({"(0010,0010)": {"action": "noted", "first": )json" + std::string(value) +
                  R"json(, "second": "b"}})json")
              .code == da::errc::bad_dictionary);
}

TEST_CASE("wrong tags, actions and arguments are refused with their key") {
  const refusal tag = refused(R"json({"(0010,001)": "keep"})json");
  CHECK(tag.code == da::errc::bad_tag);
  CHECK(contains(tag.reason, "(0010,001)"));

  const refusal action = refused(R"json({"(0010,0010)": "kepe"})json");
  CHECK(action.code == da::errc::unknown_action);
  CHECK(contains(action.reason, "(0010,0010)"));
  CHECK(contains(action.reason, "kepe"));
  CHECK(contains(action.reason, "keep"));
  // What is not like any may be a value of a data set.
  for (const std::string word : {"Kepe", "KEEN", "smith", "", "k1ep", "e"}) {
    CAPTURE(word);
    const refusal other = refused("{\"(0010,0010)\": \"" + word + "\"}");
    CHECK(other.code == da::errc::unknown_action);
    CHECK(contains(other.reason, "no such action"));
  }

  const refusal missing = refused(R"json({"(0010,0010)": {"action": "noted", "first": "a"}})json");
  CHECK(missing.code == da::errc::bad_arguments);
  CHECK(contains(missing.reason, "(0010,0010)"));
  CHECK(contains(missing.reason, "second"));
  CHECK(refused(R"json({"(0010,0010)": "noted"})json").code == da::errc::bad_arguments);

  const refusal surplus = refused(R"json({"(0010,0010)": {"action": "keep", "value": "a"}})json");
  CHECK(surplus.code == da::errc::bad_arguments);
  CHECK(contains(surplus.reason, "value"));

  const refusal factory = refused(R"json({"(0010,0010)": {"action": "never", "value": "a"}})json");
  CHECK(factory.code == da::errc::bad_arguments);
  CHECK(contains(factory.reason, "(0010,0010)"));
  CHECK(contains(factory.reason, "not today"));
}

TEST_CASE("a data set in JSON is refused by its keys, and no value of it is told") {
  for (const std::string text :
       {R"json({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "canary"}]}})json",
        R"json({"00100020": {"vr": "LO", "Value": ["canary"]}})json",
        R"json([{"00100020": {"vr": "LO", "Value": ["canary"]}}])json",
        R"json({"PatientName": "canary"})json",
        R"json({"PatientName": {"Alphabetic": "canary"}})json",
        R"json({"PatientName": ["canary"]})json", R"json({"PatientID": "canary", "x})json",
        R"json({"OtherPatientIDsSequence": [{"PatientID": "canary"}]})json",
        R"json({"PixelData": {"vr": "OW", "InlineBinary": "canary"}})json"}) {
    CAPTURE(text);
    const refusal found = refused(text);
    CHECK((found.code == da::errc::bad_dictionary || found.code == da::errc::unknown_action));
    CHECK_FALSE(contains(found.reason, "canary"));
  }
}

TEST_CASE("neither depth nor length of a dictionary can do harm") {
  CHECK(refused(std::string(1'000'000, '[')).code == da::errc::bad_dictionary);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"json({"(0010,0010)":)json";
  CHECK(refused(deep).code == da::errc::bad_dictionary);

  const noting_registry known;
  CHECK(da::rule_file_limit == 64U * 1024 * 1024);
  const std::string longer = "{}" + std::string(da::rule_file_limit - 1, ' ');
  CHECK(refused(longer).code == da::errc::bad_dictionary);
  CHECK(contains(refused(longer).reason, "longer than"));
}

TEST_CASE("a dictionary of 40,000 rules as the Python package writes them is read") {
  const noting_registry known;
  std::string all = "{";
  for (unsigned i = 0; i < 40'000; ++i)
    all += fmt::format("{}\n  \"(0x{:04x}, 0x{:04x})\": \"keep\"", i == 0 ? "" : ",",
                       0x0010U + 2 * (i / 10'000), 0x1000U + i % 10'000);
  all += "\n}";
  REQUIRE(all.size() > 1'048'576);
  const written_file file(all);
  const auto rules = da::read_written_rules(file.path, known.actions);
  REQUIRE(rules.size() == 40'000);
  CHECK(rules.back().line == 40'001);
  CHECK(da::read_rule_file(file.path, known.actions).size() == 40'000);
}

TEST_CASE("a dictionary file is read, and an error names the file") {
  const noting_registry known;
  {
    const written_file good(R"json({"PatientName": "keep"})json");
    CHECK(action_for(da::read_rule_file(good.path, known.actions), {0x0010, 0x0010}) == "keep");
  }
  const written_file bad(R"json({"PatientName": "kepe"})json");
  try {
    (void)da::read_rule_file(bad.path, known.actions);
    FAIL("was not refused");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::unknown_action);
    CHECK(contains(e.reason(), bad.path.string()));
    CHECK(contains(e.reason(), "PatientName"));
  }
}

TEST_CASE("a dictionary file that cannot be read is refused with its name") {
  const noting_registry known;
  for (const char* name : {"no/such/dictionary.json", "/"}) {
    CAPTURE(name);
    try {
      (void)da::read_rule_file(name, known.actions);
      FAIL("was not refused");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::unreadable);
      CHECK(contains(e.reason(), name));
    }
  }
}

TEST_CASE("an endless dictionary file is refused") {
  const noting_registry known;
  try {
    (void)da::read_rule_file("/dev/zero", known.actions);
    FAIL("was not refused");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::bad_dictionary);
  }
}

TEST_CASE("each rule knows its line, however its key is spelled") {
  const std::string text =
      "{\"PatientName\": \"empty\",\n"
      "\n"
      " \"Patient\\u0049D\" :\n"
      "   {\"action\": \"noted\", \"first\": \"{\\\"}\",\n"
      "    \"second\": \"PatientName\"}, \"(0008,0080)\": \"keep\"}";
  std::vector<std::size_t> lines;
  for (const da::written_rule& one : da::parse_written_rules(text, noting_registry().actions))
    lines.push_back(one.line);
  CHECK(lines == std::vector<std::size_t>{1, 3, 5});
}

TEST_CASE("time to read a dictionary grows with its length and no faster") {
  CHECK(test::growth_of(2'000, [](std::size_t count) {
          std::string text = "{";
          for (std::size_t i = 0; i < count; ++i)
            text += fmt::format("{}\"{:08X}\": \"keep\"", i == 0 ? "" : ",\n",
                                0x00180000 + i * 7919 % count);
          if (da::parse_rules(text + "}", da::default_actions()).size() != count)
            throw std::logic_error("a rule was lost");
        }) < 40);
}
