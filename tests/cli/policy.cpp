// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/policy.hpp>

#include <string>
#include <vector>

#include <dicom_anonymizer/cli/arguments.hpp>
#include <dicom_anonymizer/cli/run.hpp>

#include "support/catch.hpp"
#include "support/command_line.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
using da::option;
using test::has;
using test::parsed;
using test::reason;

TEST_CASE("options of the profile are taken by name, any number of them") {
  const da::cli::arguments all = parsed({"--option", "retain-uids", "in", "--option",
                                         "retain-full-dates", "out", "--edition", "2026d"});
  CHECK(all.how.base.options().has(option::retain_uids));
  CHECK(all.how.base.options().has(option::retain_full_dates));
  CHECK_FALSE(all.how.base.options().has(option::retain_device_identity));
  CHECK(all.how.base.table().name() == "2026d");
  CHECK(all.how.base.has_supplement());
  CHECK(all.input == "in");
  CHECK(all.output == "out");
  const da::cli::arguments plain =
      parsed({"in", "out", "--no-supplement", "--conditional", "by-iod"});
  CHECK_FALSE(plain.how.base.has_supplement());
  CHECK(plain.how.base.choice().name == "by-iod");
}

TEST_CASE("a misspelled option names the nearest, one that is not there yet says so") {
  CHECK(has(reason({"in", "out", "--option", "retain-uid"}), "did you mean 'retain-uids'?"));
  CHECK(has(reason({"in", "out", "--option", "clean-pixel-data"}), "not available yet"));
  CHECK(has(reason({"in", "out", "--option", "retain-modified-dates"}), "--key-file FILE"));
  CHECK(has(reason({"in", "out", "--conditional", "by-idd"}), "did you mean 'by-iod'?"));
  CHECK(has(
      reason({"in", "out", "--option", "retain-full-dates", "--option", "retain-modified-dates"}),
      "exclude each other"));
}

TEST_CASE("every option that is not there yet is refused by name") {
  for (const da::option_traits& one : da::all_options) {
    if (one.missing.empty()) continue;
    const std::string name(one.name);
    CAPTURE(name);
    const std::string why = reason({"in", "out", "--option", name});
    CHECK(has(why, name));
    CHECK(has(why, "not available yet"));
  }
}

TEST_CASE("an option may be written twice, two that contradict each other may not") {
  const da::cli::arguments twice =
      parsed({"in", "out", "--option", "retain-full-dates", "--option", "retain-full-dates"});
  CHECK(twice.how.base.options().has(option::retain_full_dates));
  CHECK(has(
      reason({"in", "out", "--option", "retain-modified-dates", "--option", "retain-full-dates"}),
      "exclude each other"));
  CHECK(has(reason({"in", "out", "--keepPrivateTags", "--option", "retain-safe-private"}),
            "--keepPrivateTags"));
}

TEST_CASE("the lists name everything and need no paths") {
  CHECK(has(parsed({"--list-editions"}).answer, "2023e (default)\n2024a\n"));
  CHECK(has(parsed({"--list-editions"}).answer, "2026d\n"));
  for (const da::option_traits& one : da::all_options)
    CHECK(has(parsed({"--list-options"}).answer, one.name));
  const std::string actions = parsed({"--list-actions"}).answer;
  CHECK(has(actions, "replace_with_value VALUE\n"));
  CHECK(has(actions, "delete_or_empty_or_replace_UID\n"));
}
