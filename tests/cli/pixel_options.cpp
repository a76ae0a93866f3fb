// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/pixel_options.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/cli/painted_regions.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::cli;

namespace {

// A command line with these words, the last one first as CLI11 wants them, and more rules.
policy applied(std::vector<std::string> words, const std::vector<user_rule>& more = {}) {
  CLI::App app;
  const detail::pixel_options pixels(app);
  app.parse(std::move(words));
  policy how;
  pixels.apply(how);
  how.rules.insert(how.rules.end(), more.begin(), more.end());
  pixels.require_effect(how);
  return how;
}

}  // namespace

TEST_CASE("both options may be repeated, and their regions are one set") {
  const policy how = applied({"--keep-only=3,3,3,3@2", "--blank=5,6,7,8", "--blank=1,2,3,4"});
  CHECK(painted_regions(how) ==
        (da::region_set::paint({1, 2, 3, 4}) | da::region_set::paint({5, 6, 7, 8}) |
         da::region_set::keep_only({3, 3, 3, 3}, {2, 2})));
  CHECK(how.rules.front().origin == "--blank (1,2,3,4; 5,6,7,8; all but 3,3,3,3 in frame 2)");
  CHECK(applied({"--keep-only=3,3,3,3"}).rules.front().origin == "--keep-only (all but 3,3,3,3)");
}

TEST_CASE("without the options there are no rules") { CHECK(applied({}).rules.empty()); }

TEST_CASE("an option that another rule goes before is an error, and too many are") {
  const auto code = [](const std::vector<std::string>& words,
                       const std::vector<user_rule>& more = {}) {
    return test::refused([&] { static_cast<void>(applied(words, more)); }).code;
  };
  const user_rule keeps{da::tag_pattern(da::tag{0x7FE0, 0x0010}), da::keep, "-t"};
  CHECK(code({"--blank=1,2,3,4"}) == da::errc{});
  CHECK(code({"--blank=1,2,3,4"}, {keeps}) == da::errc::bad_arguments);
  CHECK(code({}, {keeps}) == da::errc{});
  const auto with = [&](std::uint16_t group, std::uint16_t element, const auto& what) {
    return code({"--blank=1,2,3,4"}, {{da::tag_pattern(da::tag{group, element}), what, "-t"}});
  };
  CHECK(with(0x7FE0, 0x0008, da::keep) == da::errc::bad_arguments);
  CHECK(with(0x7FE0, 0x0009, da::remove) == da::errc::bad_arguments);
  CHECK(with(0x7FE0, 0x0001, da::remove) == da::errc::bad_arguments);
  CHECK(with(0x7FE0, 0x0002, da::remove) == da::errc::bad_arguments);
  CHECK(with(0x7FE0, 0x0001, da::keep) == da::errc{});
  CHECK(with(0x7F00, 0x0010, da::keep) == da::errc::bad_arguments);
  CHECK(with(0x7FFE, 0x0010, da::keep) == da::errc::bad_arguments);
  CHECK(with(0x7FFE, 0x0010, da::remove) == da::errc{});
  CHECK(with(0x7F01, 0x0010, da::keep) == da::errc{});
  std::vector<std::string> many;
  for (int i = 0; i < 65; ++i) many.push_back("--blank=" + std::to_string(i) + ",0,1,1");
  CHECK(code(many) == da::errc::bad_arguments);
}
