// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/abbreviation.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

namespace {

const std::vector<da::cli::long_option> known = {
    {"--dictionary", true}, {"--date-shift-days", true}, {"--keepPrivateTags", false},
    {"--key-file", true},   {"--crosswalk", true},       {"--crosswalk-export", true}};

using words = std::vector<std::string>;

words written_out(words some) {
  da::cli::write_out_options(some, known);
  return some;
}

}  // namespace

TEST_CASE("the beginning of one option alone means it") {
  CHECK(written_out({"--dict", "rules.json", "in", "--keepP", "out"}) ==
        words{"--dictionary", "rules.json", "in", "--keepPrivateTags", "out"});
  CHECK(written_out({"--di=a=b"}) == words{"--dictionary=a=b"});
  CHECK(written_out({"--date-shift-days=-1:2"}) == words{"--date-shift-days=-1:2"});
}

TEST_CASE("an option that is written whole means itself though another begins so") {
  CHECK(written_out({"--crosswalk", "a", "--crosswalk-e", "csv"}) ==
        words{"--crosswalk", "a", "--crosswalk-export", "csv"});
}

TEST_CASE("values, paths and what nobody knows are left alone") {
  CHECK(written_out({"--dictionary", "--keepP", "--", "--keepP"}) ==
        words{"--dictionary", "--keepP", "--", "--keepP"});
  CHECK(written_out({"--key", "--dict", "--dict", "x"}) ==
        words{"--key-file", "--dict", "--dictionary", "x"});
  CHECK(written_out({"-d", "dict", "--dictionaries", "--Dict", "--x"}) ==
        words{"-d", "dict", "--dictionaries", "--Dict", "--x"});
}

TEST_CASE("a beginning of several options is refused with their names") {
  for (const char* part : {"--d", "--ke", "--cross", "--d=x"}) {
    const auto why = test::refused([&] { (void)written_out({part}); });
    CHECK(why.code == da::errc::bad_arguments);
  }
  try {
    (void)written_out({"--d"});
  } catch (const da::error& why) {
    CHECK(why.reason() == "'--d' may be --dictionary or --date-shift-days: write more of it");
  }
}
