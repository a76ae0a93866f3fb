// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/statement.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/iod_types.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::option;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The line of the table of attributes that names a tag.
std::string line_of(const std::string& text, std::string_view tag) {
  const std::size_t at = text.find("| " + std::string(tag) + " |");
  if (at == std::string::npos) return {};
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("the statement lists every row of every edition with what is done to it") {
  for (const da::edition* table : da::editions) {
    const da::cli::policy how{da::profile(*table), {}};
    const std::string text = da::cli::conformance_statement(how);
    CAPTURE(table->name());
    CHECK(has(text, "Edition of Table E.1-1: " + std::string(table->name())));
    for (const da::tables::row& row : table->rows()) {
      const std::string tag = da::to_string(da::any_pattern(row.id));
      const std::string line = line_of(text, tag);
      CAPTURE(tag, line);
      // File meta information describes the output.
      const std::string action = row.id == da::tag{0x0002, 0x0003}
                                     ? "written anew"
                                     : std::string(how.base.find(row.id).name());
      CHECK(has(line, "| " + action + " |"));
      CHECK(has(line, "| N |"));
    }
    CHECK(has(text, "| Basic Application Level Confidentiality Profile | 113100 | Y | N | Y |"));
  }
}

TEST_CASE("the statement is that of the options and rules given") {
  da::cli::policy how{da::profile(da::dicom_2026d) | option::retain_uids, {}};
  std::string text = da::cli::conformance_statement(how);
  CHECK(has(line_of(text, "(0020,000D)"), "| keep |"));
  CHECK(has(text, "| Retain UIDs Option | 113110 | Y | N | Y |"));
  CHECK(has(text, "| Clean Graphics Option | 113103 | N | N | Y |"));
  CHECK(has(line_of(text, "(0014,3076)"), "supplement"));

  how.base = how.base.without_supplement().with(da::conditional::by_iod);
  text = da::cli::conformance_statement(how);
  CHECK(line_of(text, "(0014,3076)").empty());
  CHECK(has(line_of(text, "(0008,0012)"), "Type 1, 1C, 2, 2C: replaced; otherwise removed"));

  how.rules.push_back({da::tag{0x0010, 0x0010}, da::keep, "-t (0010,0010)"});
  text = da::cli::conformance_statement(how);
  CHECK(has(text, "No profile is claimed"));
  CHECK(has(text, "- (0010,0010): keep instead of Z"));
  CHECK(has(text, "| Basic Application Level Confidentiality Profile | 113100 | N | N | Y |"));
  CHECK(has(line_of(text, "(0010,0010)"), "-t (0010,0010)"));
}

TEST_CASE("under the option the statement lists every safe private element") {
  const da::cli::policy how{da::profile() | option::retain_safe_private, {}};
  const std::string text = da::cli::conformance_statement(how);
  CHECK(has(text, "(0019,\"SIEMENS MR HEADER\",0C)"));
  std::size_t rows = 0;
  for (std::size_t at = 0; (at = text.find("| safe private element |", at)) != std::string::npos;
       ++at)
    ++rows;
  CHECK(rows == 479);
  CHECK(has(line_of(text, "(0019,\"SIEMENS MR HEADER\",0C)"), "| Retained if its VR is "));
}

TEST_CASE("the statement says what is inserted under these rules") {
  da::cli::policy how{da::profile(da::dicom_2026d) | option::retain_full_dates, {}};
  std::string text = da::cli::conformance_statement(how);
  CHECK(has(text, "| (0012,0062) Patient Identity Removed | YES |"));
  CHECK(has(text, "dicom_anonymizer: PS3.15 2026d |"));
  CHECK(has(text, "| (0028,0303) Longitudinal Temporal Information Modified | UNMODIFIED"));
  how.base = da::profile().without_supplement();
  how.rules.push_back({da::tag{0x0008, 0x0020}, da::keep, "-t (0008,0020)"});
  text = da::cli::conformance_statement(how);
  CHECK(has(text, "| (0012,0062) Patient Identity Removed | not inserted"));
  CHECK(has(text, "dicom_anonymizer: PS3.15 2023e, no supplement, custom rules |"));
  CHECK(has(text, "Modified | not inserted: "));
  how.rules.push_back({da::tag{0x0010, 0x0020}, da::keep, "-t (0010,0020)"});
  text = da::cli::conformance_statement(how);
  CHECK(has(text, "| (0012,0062) Patient Identity Removed | not inserted"));
}

TEST_CASE("what users write stays in its cell") {
  da::cli::policy how;
  how.rules.push_back({da::parse_pattern("(0019,\"A|B\",0C)"), da::keep, "dictionary 'a|b\n'"});
  const std::string text = da::cli::conformance_statement(how);
  CHECK(has(text, "| (0019,\"A\\|B\",0C) | keep | dictionary 'a\\|b"));
  CHECK_FALSE(has(text, "a\\|b\n"));
}

TEST_CASE("the statement says whether runs agree") {
  da::cli::policy how;
  CHECK(da::cli::conformance_statement(how).find("Runs do not agree") != std::string::npos);
  how.has_crosswalk = true;
  const std::string text = da::cli::conformance_statement(how);
  CHECK(text.find("Runs do not agree") == std::string::npos);
  CHECK(text.find("All runs with one crosswalk agree; it re-identifies") != std::string::npos);
}

TEST_CASE("the statement says how dates move and identifiers are replaced") {
  da::cli::policy how;
  CHECK_FALSE(has(da::cli::conformance_statement(how), "## Dates"));
  how.base = da::profile(da::dicom_2026d) | option::retain_modified_dates;
  how.keyed = da::keyed_options{.scope = "CANARY", .days = {-7, 30}, .moves_seconds = true};
  how.rules.push_back({da::tag{0x0010, 0x0020}, da::pseudonymize(), "-t (0010,0020)"});
  const std::string text = da::cli::conformance_statement(how);
  CHECK(has(text,
            "## Dates\n\nAll dates of a patient move by the same number of whole days, from -7 "
            "to 30 back"));
  CHECK(has(text, "HMAC-SHA-256 under a key"));
  CHECK(has(text, "Times of day move by a number of seconds"));
  CHECK(has(text, "| StudyDate | (0008,0020) | shift_date | Moved, see Dates |"));
  CHECK(has(text, "| PatientID | (0010,0020) | pseudonymize | Replaced | N | a pseudonym"));
  CHECK(has(text, "All runs with one key and scope agree"));
  CHECK(has(text, "Modified | MODIFIED |"));
  CHECK_FALSE(has(text, "CANARY"));  // the scope may be a project's secret name
  how.keyed->moves_seconds = false;
  CHECK(has(da::cli::conformance_statement(how), "Times of day stay."));
}

TEST_CASE("the statement says what becomes of attributes that are yet to come") {
  da::cli::policy how;
  CHECK(has(da::cli::conformance_statement(how),
            "that the data set gives it: its value is "
            "replaced: DA DT PN TM UI"));
  how.base = da::profile() | option::retain_uids | option::retain_full_dates;
  const std::string kept = da::cli::conformance_statement(how);
  CHECK(has(kept, "its value is replaced: PN"));
  CHECK(has(kept, "its value stays: AE AS AT CS DA DS DT"));
  how.base = da::profile() | option::retain_modified_dates;
  CHECK(has(da::cli::conformance_statement(how), "its value is moved: DA DT; its value stays: "));
  how.base = da::profile().without_supplement();
  CHECK(has(da::cli::conformance_statement(how), "gives it: its value stays: AE AS"));
}

TEST_CASE("kept private elements of some VRs are replaced all the same") {
  da::cli::policy how;
  how.rules.push_back({da::any_private, da::keep, "--keepPrivateTags"});
  std::string line = line_of(da::cli::conformance_statement(how), "odd groups");
  CHECK(has(line, "it goes: UR; its value is replaced: DA DT PN TM UI; "));
  // A rule for one group says nothing of the others.
  how.rules.front() = {da::parse_pattern("(0009,xxxx)"), da::keep, "-t"};
  line = line_of(da::cli::conformance_statement(how), "odd groups");
  CHECK(has(line, "| delete | Removed |"));
}

TEST_CASE("what follows another attribute is listed with it") {
  da::cli::policy how;
  std::string text = da::cli::conformance_statement(how);
  for (const char* const tag : {"(0070,0002)", "(0070,0295)", "(0042,0015)"}) {
    CAPTURE(tag);
    CHECK(has(line_of(text, tag), "| replace | Replaced |"));
    CHECK(has(line_of(text, tag), "goes with ("));
  }
  CHECK(has(line_of(text, "(60xx,1001)"), "| delete | Removed | N | n/a | goes with"));
  CHECK(has(line_of(text, "(60xx,xxxx)"), "| delete | Removed | N | n/a | goes with (6000,3000)"));
  CHECK(has(text, "What neither this table nor a rule of the user lists is retained."));
  how.rules.push_back({da::parse_pattern("(60xx,3000)"), da::keep, "-t"});
  text = da::cli::conformance_statement(how);
  CHECK(has(line_of(text, "(60xx,xxxx)"), "| keep | Retained |"));
}

TEST_CASE("the statement says of dummies and pixels what is done") {
  const std::string text = da::cli::conformance_statement(da::cli::policy());
  CHECK(has(line_of(text, "(0070,0002)"), "| LAYER1, LAYER2 and so on, see Dummy values |"));
  CHECK(has(line_of(text, "(0070,0295)"), "| 1, 2 and so on, see Dummy values |"));
  CHECK(has(line_of(text, "(0042,0015)"), "| the length of the dummy document |"));
  // PS3.3 counts frames (0008,1160) from 1.
  const std::string dummies = text.substr(text.find("## Dummy values"));
  for (const char* const tag : {"(0070,0021)", "(0070,0256)", "(0008,1160)", "(60xx,1001)"})
    CHECK(has(dummies.substr(0, dummies.find("## Referential")), tag));
  CHECK_FALSE(has(text, "Pixel data are copied as they are"));
  CHECK(has(text, "bytes behind the last frame"));
}

TEST_CASE("the statement counts the random bits of a UID") {
  // RFC 9562: 128 bits less four of the version and two of the variant.
  CHECK(has(da::cli::conformance_statement(da::cli::policy()), "under 2.25 with 122 random bits"));
}
