// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/counted_files.hpp>

#include <algorithm>
#include <string>

#include "support/catch.hpp"
#include "support/text_sink.hpp"

namespace da = dicom_anonymizer;
namespace cli = dicom_anonymizer::cli;

namespace {

std::string lines_of(const da::report_numbers& done) {
  const test::text_sink sink;
  cli::progress_bar shown(sink.file(), cli::progress_bar::style::none);
  cli::detail::name_counted("here/one.dcm", done, shown);
  return sink.text();
}

}  // namespace

TEST_CASE("a file of which nothing is counted is not named") {
  da::report_numbers done;
  done.visited = 7;
  CHECK(lines_of(done).empty());
}

TEST_CASE("each count names the file on a line") {
  std::size_t da::report_numbers::*const counts[] = {
      &da::report_numbers::unknown_iods,   &da::report_numbers::unclean_overlays,
      &da::report_numbers::cleaned_pixels, &da::report_numbers::invalid_values,
      &da::report_numbers::dated_uids,     &da::report_numbers::identifying_pixels,
      &da::report_numbers::cleaned_frames, &da::report_numbers::unclean_frames};
  da::report_numbers all;
  for (const auto count : counts) {
    da::report_numbers done;
    done.*count = all.*count = 3;
    const std::string text = lines_of(done);
    CAPTURE(text);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.find(": here/one.dcm: ") != std::string::npos);
  }
  const std::string text = lines_of(all);
  CHECK(std::count(text.begin(), text.end(), '\n') == 8);
}
