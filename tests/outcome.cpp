// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/outcome.hpp>

#include <filesystem>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("an outcome names its files, and tells changes of an output that is there only") {
  const std::filesystem::path from = "in";
  const std::filesystem::path to = "out";
  da::detail::action_counts counts;
  counts.misdeclared = 1;
  counts.unreadable_dates = 3;
  da::outcome one(from, to, "a.dcm", &counts);
  CHECK(one.input() == "in/a.dcm");
  CHECK(one.output() == "out/a.dcm");
  CHECK_FALSE(one);
  CHECK_FALSE(one.is_misdeclared());
  CHECK(one.unreadable_dates() == 0);
  CHECK(one.changes().unreadable_dates == 0);
  one.what = da::outcome::status::anonymized;
  CHECK(one);
  CHECK(one.is_misdeclared());
  CHECK(one.unreadable_dates() == 3);
  CHECK(one.changes().unreadable_dates == 3);
  one.call_output("out/000001/000001.dcm");
  CHECK(one.output() == "out/000001/000001.dcm");
  const da::outcome folder(from, to, nullptr, nullptr);
  CHECK(folder.input() == "in");
  CHECK(folder.output() == "out");
}
