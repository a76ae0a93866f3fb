// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/painted_regions.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::cli;
using purpose = da::pixel_region::purpose;

namespace {

std::string reason(std::string_view text) {
  try {
    static_cast<void>(parse_region("--blank", text, purpose::paint));
    return {};
  } catch (const da::error& failed) {
    CHECK(failed.code() == da::errc::bad_arguments);
    return failed.reason();
  }
}

}  // namespace

TEST_CASE("a region is a rectangle, and frames behind an at sign") {
  CHECK(parse_region("--blank", "1,2,3,4", purpose::paint) == da::region_set::paint({1, 2, 3, 4}));
  CHECK(parse_region("--blank", "0,0,1,1@7", purpose::paint) ==
        da::region_set::paint({0, 0, 1, 1}, {7, 7}));
  CHECK(parse_region("--keep-only", "0,0,1,1@7-9", purpose::keep_only) ==
        da::region_set::keep_only({0, 0, 1, 1}, {7, 9}));
  CHECK(parse_region("--keep-only", "0,0,4294967295,1@7-", purpose::keep_only) ==
        da::region_set::keep_only({0, 0, 4294967295U, 1}, {7}));
}

TEST_CASE("what is no region is an error that names the option and what was written") {
  for (const std::string_view text : {"",
                                      ",",
                                      "1,2,3",
                                      "1,2,3,",
                                      "1,2,3,4,5",
                                      "1,2,3,4,",
                                      "a,2,3,4",
                                      "+1,2,3,4",
                                      "-1,2,3,4",
                                      " 1,2,3,4",
                                      "1,2,3,4 ",
                                      "1.5,2,3,4",
                                      "4294967296,0,1,1",
                                      "1,2,3,4@",
                                      "1,2,3,4@-",
                                      "1,2,3,4@-3",
                                      "1,2,3,4@1,2",
                                      "1,2,3,4@1-2-3",
                                      "1,2,3,4@1@2",
                                      "@1",
                                      "1,2,3,4@4294967296"}) {
    CAPTURE(text);
    CHECK(reason(text).starts_with("--blank '" + std::string(text) + "': write X,Y,WIDTH,HEIGHT"));
  }
  CHECK(reason("1,2,0,4") == "--blank '1,2,0,4': a rectangle without pixels");
  CHECK(reason("1,2,3,4@0") ==
        "--blank '1,2,3,4@0': a range of frames without frames; they count from 1");
  CHECK(reason("1,2,3,4@3-2") ==
        "--blank '1,2,3,4@3-2': a range of frames without frames; they count from 1");
}

TEST_CASE("the rules are for pixels and what says which values they have, and are told as one") {
  policy how;
  const da::region_set all =
      da::region_set::paint({0, 0, 5, 6}) | da::region_set::keep_only({1, 2, 3, 4}, {2, 9});
  CHECK(painted_regions(how).empty());
  add_painting(how, all, "--blank");
  CHECK(how.rules.size() == 11);
  CHECK(painted_regions(how) == all);
  CHECK(decide(how, da::tag{0x0028, 0x0107}).reason == "--blank");
  how.rules.push_back({da::tag_pattern(da::tag{0x7FE0, 0x0010}), da::keep, "-t"});
  CHECK(painted_regions(how).empty());
}

TEST_CASE("regions are told in words") {
  CHECK(regions_in_words(da::region_set()).empty());
  CHECK(regions_in_words(da::region_set::paint({0, 0, 5, 6}) |
                         da::region_set::keep_only({1, 2, 3, 4}, {2, 9}) |
                         da::region_set::paint({7, 8, 9, 10}, {3, 3}) |
                         da::region_set::paint({7, 8, 9, 10}, {3})) ==
        "0,0,5,6; all but 1,2,3,4 in frames 2 to 9; 7,8,9,10 in frame 3; 7,8,9,10 in frames from 3 "
        "on");
}

TEST_CASE("a run says how many files were painted, and how many were not") {
  da::report_numbers done;
  CHECK(words_of_painted(done, 2) ==
        "0 with pixels painted over, in 0 frames; 2 without pixels to paint\n");
  done.painted_images = 2;
  done.painted_frames = 5;
  CHECK(words_of_painted(done, 2) == "2 with pixels painted over, in 5 frames\n");
  CHECK(words_of_painted(done, 3) ==
        "2 with pixels painted over, in 5 frames; 1 without pixels to paint\n");
}
