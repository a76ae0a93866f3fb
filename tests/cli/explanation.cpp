// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/explanation.hpp>

#include <fstream>
#include <string>
#include <vector>

#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/cli/run.hpp>

#include "support/catch.hpp"
#include "support/command_line.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
using test::has;
using test::parsed;
using test::reason;

TEST_CASE("explain says which rule decides, wherever it was written") {
  const test::folder place;
  const std::string dictionary = place / "rules.json";
  std::ofstream(dictionary) << "{\n  \"(0008,0020)\": \"keep\",\n"
                               "  \"(0010,1010)\": {\"action\": \"replace_with_value\", "
                               "\"value\": \"StudyTime\"},\n  \"StudyTime\": \"keep\"\n}\n";
  const auto explained = [&](const std::string& tag, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--explain", tag});
    return parsed(more).answer;
  };
  CHECK(has(explained("PatientName"), "PS3.15 2023e, Table E.1-1: Z of the Basic Profile"));
  CHECK(has(explained("PatientName", {"-t", "PatientName", "keep"}), "because: -t (0010,0010)"));
  CHECK(has(explained("StudyTime", {"--dictionary", dictionary}), "line 4"));
  CHECK(has(explained("StudyDate", {"--dictionary", dictionary}), "line 2"));
  CHECK(has(explained("StudyDate", {"--dictionary", dictionary, "-t", "StudyDate", "empty"}),
            "because: -t"));
  CHECK(has(explained("(0009,1001)", {"--keepPrivateTags"}), "because: --keepPrivateTags"));
  CHECK(has(explained("StudyInstanceUID", {"--option", "retain-uids"}),
            "K of the option retain-uids, U of the Basic Profile"));
  CHECK(has(explained("StationAETitle", {"--option", "retain-device-identity"}),
            "C of the option retain-device-identity"));
  CHECK(has(explained("(60xx,0022)"), "supplement to the table: X"));
  CHECK(has(explained("(0014,3076)"), "supplement to the table: X/Z/D"));
  CHECK(has(explained("StudyUpdateDateTime"), "supplement to the table: X/Z/D"));
  CHECK(has(explained("(0018,9999)"), "the dictionary does not know"));
  CHECK(has(explained("(0004,1500)"), "group 0004"));
  CHECK(has(explained("(0002,0016)"), "file meta information"));
  CHECK(has(explained("Rows"), "no rule covers it"));
  CHECK(has(explained("(0019,\"SIEMENS MR HEADER\",0C)", {"--option", "retain-safe-private"}),
            "Table E.3.10-1"));
  const std::string path = explained("(0040,0275)/(0010,0010)");
  CHECK(has(path, "what is in its items goes with it"));
  CHECK(has(path, "  (0010,0010) PatientName\n    here: goes with (0040,0275) "));
  CHECK(has(reason({"--explain", "PatientNam"}), "did you mean 'PatientName'?"));
}

TEST_CASE("explain says what is left, whatever deals with it") {
  const auto explained = [](const std::string& tag, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--explain", tag});
    return parsed(more).answer;
  };
  CHECK(has(explained("PatientName"), "left: it stays without a value"));
  CHECK(has(explained("InstitutionName"), "left: "));
  CHECK(has(explained("Rows"), "left: its value stays"));
  CHECK(has(explained("StudyDate", {"--option", "retain-modified-dates"}),
            "left: its value is moved"));
  CHECK(has(explained("TimezoneOffsetFromUTC", {"--option", "retain-modified-dates"}),
            "left: its value stays"));
  // Group lengths and file meta information are the library's, whatever a rule says.
  CHECK(has(explained("(0008,0000)", {"-t", "(0008,xxxx)", "keep"}), "at the top level: delete\n"));
  CHECK(has(explained("(0002,0003)", {"-t", "(0002,xxxx)", "keep"}), "written anew"));
  CHECK(has(explained("(0002,0013)"), "written anew"));
  CHECK(has(explained("(0002,0013)", {"-t", "(0002,0013)", "keep"}), "because: -t"));
  // The group of an overlay goes with its data.
  for (const char* const one : {"(6000,1001)", "(6000,0010)", "(60xx,0010)"}) {
    CHECK(has(explained(one), "at the top level: delete\n"));
    CHECK(has(explained(one), "goes with "));
    CHECK(has(explained(one), "OverlayData"));
    CHECK(has(explained(one), "left: it goes"));
  }
  CHECK(has(explained("(6000,0010)", {"-t", "(60xx,3000)", "keep"}), "left: its value stays"));
  CHECK(has(explained("(6000,0010)", {"-t", "(60xx,3000)", "keep"}), "at the top level: keep\n"));
  // Marks are written.
  CHECK(has(explained("PatientIdentityRemoved"), "written by this program: YES"));
  CHECK(has(explained("(0028,0303)", {"--option", "retain-full-dates"}),
            "written by this program: UNMODIFIED"));
  CHECK_FALSE(has(explained("PatientIdentityRemoved", {"-t", "PatientID", "keep"}),
                  "written by this program"));
  CHECK(has(explained("(0018,9999)", {"--option", "retain-uids"}), "left, by its VR: "));
  CHECK(has(explained("(0018,9999)", {"--option", "retain-full-dates"}),
            "its value is replaced: PN"));
}

TEST_CASE("explain follows a path through everything that deals with items") {
  const auto explained = [](const std::string& tag, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--explain", tag});
    return parsed(more).answer;
  };
  // X, X/Z and D of the table, and the same by rules of the user's.
  const std::vector<std::pair<std::string, std::vector<std::string>>> ways = {
      {"goes with", {"-t", "PurposeOfReferenceCodeSequence", "delete"}},
      {"goes with", {"-t", "PurposeOfReferenceCodeSequence", "empty"}},
      {"goes with", {"-t", "PurposeOfReferenceCodeSequence", "delete_or_empty"}},
      {"its value is replaced, as", {"-t", "PurposeOfReferenceCodeSequence", "replace"}},
      {"its value is replaced, as", {"-t", "PurposeOfReferenceCodeSequence", "empty_or_replace"}},
      {"its value is replaced, as", {"-t", "PurposeOfReferenceCodeSequence", "delete_or_replace"}},
      {"its value is replaced, as",
       {"-t", "PurposeOfReferenceCodeSequence", "delete_or_empty_or_replace"}}};
  for (const auto& [words, rule] : ways) {
    CAPTURE(words, rule[2]);
    const std::string text = explained("PurposeOfReferenceCodeSequence/CodeMeaning", rule);
    CHECK(has(text, "    here: " + words));
    CHECK(has(text, "(0040,A170) PurposeOfReferenceCodeSequence"));
    // Further down as well.
    CHECK(
        has(explained("ReferencedSeriesSequence/PurposeOfReferenceCodeSequence/CodeMeaning", rule),
            "      here: " + words));
  }
  CHECK(has(explained("PurposeOfReferenceCodeSequence/PatientName"),
            "    here: empty\n    because: PS3.15 2023e, Table E.1-1: Z of the Basic Profile\n"
            "    left: it stays without a value\n"));
  CHECK(
      has(explained("ContentSequence/PersonName"), "here: its value is replaced, as (0040,A730)"));
  CHECK(has(explained("(0009,\"A\",01)/PatientName", {"--keepPrivateTags"}), "here: empty\n"));
  CHECK(has(explained("(0009,\"A\",01)/PatientName"), "here: goes with (0009,\"A\",01)"));
}

TEST_CASE("explain says what becomes of earlier marks that are not true any more") {
  const auto explained = [](const std::string& tag) {
    return parsed({"--explain", tag, "-t", "PatientID", "keep"}).answer;
  };
  std::string text = explained("(0012,0062)");
  CHECK(has(text, "at the top level: not written\n"));
  CHECK(has(text,
            "an earlier one: goes where it says YES; stays where it says NO; goes where the file "
            "contradicts it\n"));
  text = explained("(0012,0064)");
  CHECK(has(text, "an earlier one: goes where it says 113100, "));
  CHECK_FALSE(has(text, "left: "));
  CHECK(has(explained("(0012,0063)"), "an earlier one: stays, and this is added\n"));
  CHECK(has(explained("(0028,0303)"), "an earlier one: "));
  text = parsed({"--explain", "(0012,0062)", "-t", "(0012,0062)", "delete"}).answer;
  CHECK(has(text, "left: it goes\n"));
}

TEST_CASE("explain says what stays of values that are replaced") {
  const auto explained = [](const std::string& tag) { return parsed({"--explain", tag}).answer; };
  const std::string_view term = "    but: a term that PS3.3 defines for it stays\n";
  CHECK(has(explained("ContentSequence/ValueType"), term));
  CHECK(has(explained("ContentSequence/RelationshipType"), term));
  CHECK_FALSE(has(explained("ContentSequence/PersonName"), "but: "));
  CHECK(has(explained("(0008,1111)/(0008,1150)"),
            "    but: a UID that PS3.6 annex A registers stays\n"));
}

TEST_CASE("explain says what depends on the Private Creator") {
  const std::vector<std::string> rule = {"-t", "(0009,\"CANPRIV\",11)", "keep", "--explain"};
  const auto explained = [&](const char* tag) {
    auto words = rule;
    words.emplace_back(tag);
    return parsed(words).answer;
  };
  const std::string_view line = "of the Private Creator \"CANPRIV\": keep, because: -t";
  CHECK(has(explained("(0009,1011)"), line));
  CHECK(has(explained("(0009,xxxx)"), line));
  CHECK_FALSE(has(explained("(0009,1012)"), line));
  CHECK_FALSE(has(explained("(000B,1011)"), line));
  CHECK(has(parsed({"--explain", "(0019,100C)", "--option", "retain-safe-private"}).answer,
            "of the Private Creator \"SIEMENS MR HEADER\": keep_safe_private"));
}

TEST_CASE("a mask whose attributes are treated differently is refused") {
  CHECK(has(reason({"--explain", "(0010,xxxx)"}), "attributes that are treated differently"));
  CHECK(has(reason({"--explain", "(60xx,0022)", "-t", "(6002,0022)", "keep"}), "differently"));
  CHECK(reason({"--explain", "(0010,xxxx)", "-t", "(0010,xxxx)", "delete"}).empty());
  CHECK(reason({"--explain", "(60xx,3000)"}).empty());
}

TEST_CASE("a path that cannot be is refused") {
  for (const char* const path :
       {"PatientName/PatientID", "ContentSequence/PatientName/PatientID", "(0008,0000)/PatientID",
        "(0009,0010)/PatientID", "(0008,xxxx)/PatientID", "ContentSequence/(0002,0003)",
        "(0002,0016)/PatientID", "/PatientID", "ContentSequence/", "Rows/Columns"}) {
    CAPTURE(path);
    CHECK(has(reason({"--explain", path}), "--explain: "));
  }
  CHECK(has(reason({"--explain", "PatientName/PatientID"}),
            "(0010,0010) PatientName is no sequence: it has no items"));
}

TEST_CASE("an action of the user's own is the user's under whatever name") {
  da::action_registry known = da::cli::all_actions();
  int calls = 0;
  known.add("keep", da::any_action([&calls](da::element& e) {
              ++calls;
              e.remove();
            }));
  known.add("mine", da::any_action(da::remove));
  const auto answer = [&](std::vector<const char*> words) {
    words.insert(words.begin(), "dicom-anonymizer");
    return da::cli::parse_arguments(static_cast<int>(words.size()), words.data(), known).answer;
  };
  CHECK(has(answer({"-t", "PatientName", "keep", "--explain", "PatientName"}),
            "left: as the user's action has it"));
  CHECK(has(answer({"-t", "ContentSequence", "keep", "--explain", "ContentSequence/PersonName"}),
            "here: as the user's action has it"));
  CHECK(has(answer({"-t", "PatientName", "keep", "--conformance-statement"}),
            "| PatientName | (0010,0010) | keep | By the user's action | N |"));
  CHECK(has(answer({"-t", "PatientName", "mine", "--conformance-statement"}),
            "| PatientName | (0010,0010) | mine | Removed | N |"));
  CHECK(calls == 0);
}
