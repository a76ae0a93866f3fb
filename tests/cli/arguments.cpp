// SPDX-License-Identifier: BSD-3-Clause
// The command line: every option, their order of precedence, and what is refused.
#include <dicom_anonymizer/cli/arguments.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;

namespace {

da::cli::arguments parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "dicom-anonymizer");
  static const da::action_registry known = da::default_actions();
  return da::cli::parse_arguments(static_cast<int>(words.size()), words.data(), known);
}

struct refusal {
  da::errc code;
  std::string reason;
};

refusal refused(const std::vector<const char*>& words) {
  try {
    (void)parsed(words);
  } catch (const da::error& e) {
    return {e.code(), e.reason()};
  }
  FAIL("was not refused");
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr da::tag patient_name{0x0010, 0x0010};

std::string action_of(const da::cli::arguments& all, const da::element_key& key) {
  const da::dynamic_rule_map rules = all.how.user_rules();
  return std::string(rules.find(key).name());
}

}  // namespace

TEST_CASE("two paths are enough, and everything else has a default") {
  const da::cli::arguments just_paths = parsed({"in", "out"});
  CHECK(just_paths.input == "in");
  CHECK(just_paths.output == "out");
  CHECK(just_paths.answer.empty());
  CHECK(just_paths.how.rules.empty());
  CHECK(just_paths.how.base.table().name() == da::default_edition.name());
  CHECK(just_paths.jobs == 0);
  CHECK_FALSE(just_paths.quiet);
}

TEST_CASE("options may stand anywhere") {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"--quiet", "-j", "3", "--edition", "2024b", "in", "out"},
           {"in", "--quiet", "-j3", "--edition=2024b", "out"},
           {"in", "out", "--edition", "2024b", "-j", "3", "--quiet"}}) {
    const da::cli::arguments all = parsed(words);
    CHECK(all.input == "in");
    CHECK(all.output == "out");
    CHECK(all.quiet);
    CHECK(all.jobs == 3);
    CHECK(all.how.base.table().name() == da::dicom_2024b.name());
  }
}

TEST_CASE("paths may begin with a dash after --") {
  const da::cli::arguments dashed = parsed({"--quiet", "--", "-t", "--quiet"});
  CHECK(dashed.input == "-t");
  CHECK(dashed.output == "--quiet");
}

TEST_CASE("paths are taken as they are") {
  const da::cli::arguments odd = parsed({"[a,b]", "a b=c;d"});
  CHECK(odd.input == "[a,b]");
  CHECK(odd.output == "a b=c;d");
}

TEST_CASE("a path that is missing, empty or too many is refused") {
  CHECK(refused({}).code == da::errc::bad_arguments);
  CHECK(contains(refused({}).reason, "INPUT"));
  CHECK(contains(refused({"in"}).reason, "OUTPUT"));
  CHECK(refused({"in", "out", "more"}).code == da::errc::bad_arguments);
}

TEST_CASE("an unknown option is refused with the nearest one") {
  CHECK(contains(refused({"in", "out", "--quite"}).reason, "did you mean '--quiet'"));
  CHECK(contains(refused({"in", "out", "--keepPrivateTgas"}).reason, "'--keepPrivateTags'"));
  CHECK(refused({"in", "out", "--frobnicate"}).code == da::errc::bad_arguments);
  CHECK(refused({"in", "out", "-x"}).code == da::errc::bad_arguments);
}

TEST_CASE("help names every option, action and edition and needs no paths") {
  for (const char* option : {"-h", "--help"}) {
    const std::string help = parsed({option}).answer;
    for (const char* word :
         {"INPUT", "OUTPUT", "-t", "TAG ACTION [ARG...]", "--dictionary", "--keepPrivateTags",
          "--edition", "-j", "--quiet", "--version", "--help", "replace_with_value VALUE",
          "2023e (default)", "2026d", "Exit status"})
      CHECK(contains(help, word));
    const da::action_registry known = da::default_actions();
    for (const da::action_registry::entry& one : known.entries())
      CHECK(contains(help, "  " + one.name));
  }
}

TEST_CASE("the version is a line") {
  CHECK(parsed({"-v"}).answer == "dicom-anonymizer " + std::string(da::version) + "\n");
  CHECK(parsed({"--version", "in"}).answer == parsed({"-v"}).answer);
}

TEST_CASE("jobs are a number from 0 to 1024") {
  CHECK(parsed({"in", "out", "-j", "0"}).jobs == 0);
  CHECK(parsed({"in", "out", "-j", "1024"}).jobs == 1024);
  for (const char* wrong : {"1025", "99999999999999999999", "two", "2x", "", " 2", "1.5", "0x2"}) {
    CAPTURE(wrong);
    CHECK(refused({"in", "out", "-j", wrong}).code == da::errc::bad_arguments);
  }
  CHECK(refused({"in", "out", "-j", "-1"}).code == da::errc::bad_arguments);
  CHECK(refused({"in", "out", "-j=-1"}).code == da::errc::bad_arguments);
  CHECK(refused({"in", "out", "-j"}).code == da::errc::bad_arguments);
}

TEST_CASE("an edition is found under the Python package's spellings too") {
  CHECK(parsed({"in", "out", "--edition", "dicomfields_2023"}).how.base.table().name() ==
        da::dicom_2023e.name());
  CHECK(parsed({"in", "out", "--edition", "dicomfields_2024b"}).how.base.table().name() ==
        da::dicom_2024b.name());
  CHECK(parsed({"in", "out", "--edition", "2026d"}).how.base.table().name() ==
        da::dicom_2026d.name());
}

TEST_CASE("an unknown edition is refused with the nearest and all") {
  const refusal near = refused({"in", "out", "--edition", "2024c"});
  CHECK(near.code == da::errc::unknown_edition);
  CHECK(contains(near.reason, "'2024c'"));
  CHECK(contains(near.reason, "did you mean '2024"));
  CHECK(contains(near.reason, "2026d"));
  const refusal far = refused({"in", "out", "--edition", "newest"});
  CHECK_FALSE(contains(far.reason, "did you mean"));
  CHECK(contains(far.reason, "2026d"));
  CHECK(refused({"in", "out", "--edition", ""}).code == da::errc::unknown_edition);
}

TEST_CASE("keepPrivateTags keeps what only vendors understand") {
  const da::element_key vendors({0x0019, 0x100C}, "ACME");
  const da::cli::arguments kept = parsed({"in", "out", "--keepPrivateTags"});
  CHECK(action_of(kept, vendors) == "keep");
  CHECK(action_of(kept, patient_name) == "none");
  const da::cli::arguments plain = parsed({"in", "out"});
  CHECK(action_of(plain, vendors) == "none");
}

TEST_CASE("-t wins over the dictionary, which wins over keepPrivateTags") {
  const test::folder place;
  const std::string file = (place / "rules.json").string();
  test::write(file,
              R"json({"PatientName": "empty", "PatientID": "empty", "(0019,xxxx)": "empty"})json");
  for (const auto& words :
       std::vector<std::vector<const char*>>{{"in", "out", "--keepPrivateTags", "--dictionary",
                                              file.c_str(), "-t", "PatientName", "keep"},
                                             {"-t", "PatientName", "keep", "--dictionary",
                                              file.c_str(), "--keepPrivateTags", "in", "out"}}) {
    const da::cli::arguments all = parsed(words);
    CHECK(action_of(all, patient_name) == "keep");
    CHECK(action_of(all, da::tag{0x0010, 0x0020}) == "empty");
    CHECK(action_of(all, da::tag{0x0019, 0x1001}) == "empty");
    CHECK(action_of(all, da::tag{0x0021, 0x1001}) == "keep");
    CHECK(action_of(all, da::tag{0x0010, 0x0030}) == "none");
  }
}

TEST_CASE("a dictionary that is missing or wrong is refused with its name") {
  CHECK(refused({"in", "out", "--dictionary", "no/such.json"}).code == da::errc::unreadable);
  CHECK(contains(refused({"in", "out", "--dictionary", "no/such.json"}).reason, "no/such.json"));
  CHECK(refused({"in", "out", "--dictionary"}).code == da::errc::bad_arguments);
  const test::folder place;
  const std::string file = (place / "rules.json").string();
  test::write(file, "{");
  CHECK(refused({"in", "out", "--dictionary", file.c_str()}).code == da::errc::bad_dictionary);
}

TEST_CASE("a program without even a name is refused") {
  const da::action_registry known = da::default_actions();
  CHECK_THROWS_AS(da::cli::parse_arguments(0, nullptr, known), da::error);
}

TEST_CASE("outputs are called as the inputs are unless another way is named") {
  CHECK(parsed({"in", "out"}).names == da::output_names::same);
  CHECK(parsed({"in", "out", "--output-names", "same"}).names == da::output_names::same);
  CHECK(parsed({"in", "out", "--output-names", "uid"}).names == da::output_names::uid);
  CHECK(parsed({"in", "out", "--output-names", "sequence"}).names == da::output_names::sequence);
  CHECK(contains(refused({"in", "out", "--output-names", "uids"}).reason, "did you mean 'uid'?"));
  CHECK(contains(refused({"in", "out", "--output-nmaes", "uid"}).reason,
                 "did you mean '--output-names'?"));
}

TEST_CASE("references are checked if that is asked for") {
  CHECK_FALSE(parsed({"in", "out"}).checks_references);
  CHECK(parsed({"in", "out", "--check-references"}).checks_references);
}

TEST_CASE("a crosswalk is a file, and its export needs no paths") {
  CHECK(parsed({"in", "out"}).crosswalk.empty());
  const da::cli::arguments all = parsed({"in", "out", "--crosswalk", "c.sqlite"});
  CHECK(all.crosswalk == "c.sqlite");
  CHECK(all.how.has_crosswalk);
  CHECK_FALSE(all.exports_crosswalk);
  CHECK(parsed({"--crosswalk", "c.sqlite", "--crosswalk-export", "csv"}).exports_crosswalk);
  CHECK(contains(refused({"in", "out", "--crosswalk", ""}).reason, "the name of a file"));
  CHECK(contains(refused({"--crosswalk-export", "csv"}).reason, "--crosswalk FILE"));
  CHECK(contains(refused({"--crosswalk", "c", "--crosswalk-export", "json"}).reason, "write csv"));
}

TEST_CASE("a key says how pseudonyms are made") {
  CHECK_FALSE(parsed({"in", "out"}).how.keyed);
  const da::cli::arguments all =
      parsed({"in", "out", "--key-file", "k", "--scope", "trial 7", "--date-shift-days=-3:30",
              "--date-shift-seconds", "--option", "retain-modified-dates"});
  CHECK(all.key_file == "k");
  REQUIRE(all.how.keyed);
  CHECK(all.how.keyed->scope == "trial 7");
  CHECK(all.how.keyed->days == da::shift_range(-3, 30));
  CHECK(all.how.keyed->moves_seconds);
  const da::cli::arguments usual = parsed({"in", "out", "--key-file", "k"});
  REQUIRE(usual.how.keyed);
  CHECK(usual.how.keyed->scope.empty());
  CHECK(usual.how.keyed->days == da::shift_range(1, 3650));
  CHECK_FALSE(usual.how.keyed->moves_seconds);
  // Of a crosswalk, too.
  CHECK(parsed({"in", "out", "--crosswalk", "c.sqlite", "--scope", "x"}).scope == "x");
}

TEST_CASE("a new key is made alone") {
  CHECK(parsed({"--new-key", "k"}).new_key == "k");
  CHECK(contains(refused({"--new-key", "k", "in", "out"}).reason, "write it alone"));
  CHECK(contains(refused({"--new-key", "k", "--key-file", "k"}).reason, "write it alone"));
}

TEST_CASE("what needs a key is refused without one, and explained all the same") {
  const auto code = [](std::vector<const char*> words) {
    words.insert(words.begin(), {"in", "out"});
    return refused(words).code;
  };
  CHECK(code({"--option", "retain-modified-dates"}) == da::errc::no_key);
  CHECK(code({"-t", "StudyDate", "shift_date"}) == da::errc::no_key);
  CHECK(code({"-t", "PatientID", "pseudonymize"}) == da::errc::no_key);
  CHECK(code({"-t", "PatientID", "pseudonymize_as", "8", "", ""}) == da::errc::no_key);
  CHECK(code({"--scope", "x"}) == da::errc::bad_arguments);
  CHECK(code({"--date-shift-days", "1:2"}) == da::errc::bad_arguments);
  CHECK(code({"--date-shift-seconds"}) == da::errc::bad_arguments);
  CHECK(contains(parsed({"--option", "retain-modified-dates", "--explain", "StudyDate"}).answer,
                 "shift_date"));
  CHECK(parsed({"in", "out", "-t", "StudyDate", "shift_date", "--crosswalk", "c"}).answer.empty());
}

TEST_CASE("days to move dates are two numbers") {
  const auto reason = [](const char* days) {
    return refused({"in", "out", "--key-file", "k", "--date-shift-days", days}).reason;
  };
  for (const char* const wrong : {"7", "1:", ":7", "a:b", "1:7x", "1::7", "1:99999999999"})
    CHECK(contains(reason(wrong), "write MIN:MAX"));
  for (const char* const empty : {"7:1", "0:0", "1:1000001"})
    CHECK(contains(reason(empty), "a range with more in it than 0"));
}

TEST_CASE("what moves dates is refused where no rule does") {
  for (const char* const option :
       {"--date-shift-days=1:400", "--date-shift-seconds", "--separate-issuers"}) {
    CAPTURE(option);
    const refusal why = refused({"in", "out", "--key-file", "k", option});
    CHECK(why.code == da::errc::bad_arguments);
    CHECK(contains(why.reason, "no rule moves dates"));
    CHECK(contains(why.reason, std::string_view(option).substr(0, 12)));
    // Identifiers are no dates.
    CHECK(contains(
        refused({"in", "out", "--key-file", "k", option, "-t", "PatientID", "pseudonymize"}).reason,
        "no rule moves dates"));
    CHECK(parsed({"in", "out", "--key-file", "k", option, "-t", "StudyDate", "shift_date"})
              .warnings.empty());
    CHECK(parsed({"in", "out", "--key-file", "k", option, "--option", "retain-modified-dates"})
              .warnings.empty());
  }
}

TEST_CASE("an action that cannot work on the VR of its attribute is refused before any file") {
  const auto reason = [](std::vector<const char*> words) {
    words.insert(words.begin(), {"in", "out", "--crosswalk", "c", "-t"});
    return refused(words).reason;
  };
  CHECK(reason({"PatientID", "shift_date"}) ==
        "-t (0010,0020): shift_date cannot work on PatientID, whose VR is LO");
  CHECK(reason({"StudyDate", "pseudonymize"}) ==
        "-t (0008,0020): pseudonymize cannot work on StudyDate, whose VR is DA");
  CHECK(contains(reason({"StudyInstanceUID", "pseudonymize_as", "16", "", ""}), "whose VR is UI"));
  CHECK(contains(reason({"ContentSequence", "replace_with_value", "x"}), "whose VR is SQ"));
  CHECK(contains(reason({"(60xx,3000)", "replace_with_value", "x"}), "cannot work on OverlayData"));
  // A mask covers others as well, and nobody knows the VR of a private element.
  for (const char* const where :
       {"(0010,xxxx)", "(0019,\"A\",01)", "StudyTime", "AcquisitionDateTime", "ContentSequence",
        "TimezoneOffsetFromUTC"})
    CHECK(parsed({"in", "out", "--crosswalk", "c", "-t", where, "shift_date"}).answer.empty());
  const test::folder place;
  test::write(place / "rules.json", "{\n\"PatientID\": \"shift_date\"}");
  const std::string file = (place / "rules.json").string();
  CHECK(contains(refused({"in", "out", "--crosswalk", "c", "--dictionary", file.c_str()}).reason,
                 "rules.json', line 2: shift_date cannot work on PatientID"));
}

TEST_CASE("rules for what no rule decides are refused before any file") {
  const auto reason = [](const char* where, const char* action) {
    const refusal why = refused({"in", "out", "-t", where, action});
    CHECK(why.code == da::errc::bad_arguments);
    return why.reason;
  };
  for (const char* const where : {"(0002,0001)", "(0002,0002)", "(0002,0003)", "(0002,0010)",
                                  "TransferSyntaxUID", "MediaStorageSOPInstanceUID"}) {
    CHECK(contains(reason(where, "keep"), "always written anew"));
    CHECK(contains(reason(where, "delete"), "always written anew"));
  }
  CHECK(contains(reason("(0002,0000)", "keep"), "always written anew"));
  for (const char* const where : {"(0008,0000)", "(0019,0000)", "(xxxx,0000)"})
    CHECK(contains(reason(where, "keep"), "group lengths always go"));
  const test::folder place;
  test::write(place / "rules.json", "{\n\"(0x0002, 0x0010)\": \"keep\"}");
  const std::string file = (place / "rules.json").string();
  CHECK(contains(refused({"in", "out", "--dictionary", file.c_str()}).reason,
                 "rules.json', line 2: keep does nothing to (0002,0010)"));
  // What is done is no fault to say, nor is a mask that covers more; who writes may be said.
  CHECK(parsed({"in", "out", "-t", "(0008,0000)", "delete"}).warnings.empty());
  CHECK(parsed({"in", "out", "-t", "(0002,0003)", "replace_UID"}).warnings.empty());
  for (const char* const where :
       {"(0002,xxxx)", "(0008,000x)", "(0002,0012)", "(0002,0013)", "(0002,0016)", "(0008,0001)"})
    CHECK(parsed({"in", "out", "-t", where, "keep"}).warnings.empty());
}

TEST_CASE("what writes invalid values is refused where no rule writes any") {
  CHECK(contains(refused({"in", "out", "--allow-invalid"}).reason, "--allow-invalid does nothing"));
  CHECK(contains(refused({"in", "out", "--allow-invalid", "-t", "PatientID", "keep"}).reason,
                 "--allow-invalid does nothing"));
  CHECK(parsed({"in", "out", "--allow-invalid", "-t", "PatientID", "replace_with_value", "x"})
            .allows_invalid);
}

TEST_CASE("what prints and stops is refused beside what does nothing then") {
  const auto reason = [](const std::vector<const char*>& words) { return refused(words).reason; };
  CHECK(reason({"--list-options", "--edition", "2026d"}) ==
        "--edition does nothing beside --list-options, which prints and stops");
  CHECK(contains(reason({"--list-editions", "in", "out"}), "INPUT does nothing"));
  CHECK(contains(reason({"--list-actions", "-t", "PatientID", "keep"}), "-t does nothing"));
  CHECK(contains(reason({"--list-actions", "-j", "2"}), "-j does nothing"));
  CHECK(contains(reason({"--list-actions", "--quiet"}), "--quiet does nothing"));
  CHECK_FALSE(parsed({"--list-actions", "--list-editions"}).answer.empty());
  CHECK_FALSE(parsed({"--list-actions", "--explain", "Rows", "--edition", "2026d"}).answer.empty());
  const std::vector<const char*> exported = {"--crosswalk", "c", "--crosswalk-export", "csv"};
  const auto beside = [&](std::vector<const char*> words) {
    words.insert(words.begin(), exported.begin(), exported.end());
    return reason(words);
  };
  CHECK(contains(beside({"in", "out"}), "INPUT does nothing beside --crosswalk-export"));
  CHECK(contains(beside({"--scope", "x"}), "--scope does nothing"));
  CHECK(contains(beside({"--crosswalk-wait", "3"}), "--crosswalk-wait does nothing"));
  CHECK(contains(beside({"--option", "retain-uids"}), "--option does nothing"));
  CHECK(contains(beside({"-t", "PatientID", "keep"}), "-t does nothing"));
  CHECK(contains(beside({"--list-actions"}), "does nothing beside"));
  CHECK(contains(reason({"--new-key", "k", "--quiet"}), "write it alone"));
  CHECK(contains(reason({"--new-key", "k", "-t", "PatientID", "keep"}), "write it alone"));
}

TEST_CASE("few pseudonyms and few shifts are warned of with the figure") {
  const auto warnings = [](std::vector<const char*> words) {
    words.insert(words.begin(), {"in", "out", "--key-file", "k"});
    return parsed(words).warnings;
  };
  // 10^4: 13.29 bits; 1.1774 times the root of 10000 identifiers.
  const auto few = warnings({"-t", "PatientID", "pseudonymize_as", "4", "0123456789", ""});
  REQUIRE(few.size() == 1);
  CHECK(few[0] ==
        "-t (0010,0020): pseudonymize_as: pseudonyms of 13.3 bits: among 118 identifiers two share "
        "one as likely as not");
  CHECK(warnings({"-t", "PatientID", "pseudonymize_as", "9", "0123456789", ""}).size() == 1);
  CHECK(warnings({"-t", "PatientID", "pseudonymize_as", "10", "0123456789", ""}).empty());
  CHECK(warnings({"-t", "PatientID", "pseudonymize"}).empty());
  const auto days = warnings({"--option", "retain-modified-dates", "--date-shift-days", "10:10"});
  REQUIRE(days.size() == 1);
  CHECK(contains(days[0], "one of 1 numbers of days"));
  CHECK(contains(days[0], "right once in 1"));
  CHECK(contains(warnings({"-t", "StudyDate", "shift_date", "--date-shift-days=-1:363"})[0],
                 "one of 364 numbers"));
  CHECK(warnings({"-t", "StudyDate", "shift_date", "--date-shift-days=-1:364"}).empty());
}

TEST_CASE("a tag that a dictionary has twice is warned of, however it is written") {
  const test::folder place;
  test::write(place / "twice.json",
              "{\"(0x0010, 0x0010)\": \"keep\",\n\"PatientID\": \"keep\",\n\"(16, 16)\": "
              "\"empty\",\n\"PatientID\": \"delete\"}");
  const std::string file = (place / "twice.json").string();
  const da::cli::arguments all = parsed({"in", "out", "--dictionary", file.c_str()});
  CHECK(action_of(all, patient_name) == "empty");
  CHECK(action_of(all, da::tag{0x0010, 0x0020}) == "delete");
  REQUIRE(all.warnings.size() == 2);
  CHECK(contains(all.warnings[0], "(0010,0010) of line 1 is there again in line 3, which holds"));
  CHECK(contains(all.warnings[1], "(0010,0020) of line 2 is there again in line 4, which holds"));
}

TEST_CASE("long options may be abbreviated") {
  const test::folder place;
  test::write(place / "rules.json", R"json({"PatientName": "keep"})json");
  const std::string file = (place / "rules.json").string();
  const da::cli::arguments all = parsed({"in", "out", "--dict", file.c_str(), "--keepP"});
  CHECK(action_of(all, patient_name) == "keep");
  CHECK(action_of(all, {{0x0019, 0x1001}, "ANY"}) == "keep");
  CHECK(parsed({"in", "out", "--edi=2024b"}).how.base.table().name() == "2024b");
  CHECK(contains(refused({"in", "out", "--li"}).reason,
                 "may be --list-editions or --list-options or --list-actions"));
}
