// SPDX-License-Identifier: BSD-3-Clause
// --verbose: files by name, of what the last lines of a run only count.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <dicom_anonymizer/cli/progress_bar.hpp>
#include <dicom_anonymizer/report.hpp>

namespace dicom_anonymizer::cli::detail {

// A line for each of them; dates, which have a line of their own, and what is always named aside.
inline void name_counted(const std::filesystem::path& file, const report_numbers& done,
                         progress_bar& shown) {
  const auto name = [&](std::size_t count, std::string_view topic, std::string_view text) {
    if (count != 0) shown.line(fmt::format("{}: {}: {}", topic, file.string(), text));
  };
  const auto number = [&](std::size_t count, std::string_view topic, std::string_view text) {
    name(count, topic, fmt::format("{} {}", count, text));
  };
  name(done.unknown_iods, "IOD", "not known of its SOP Class");
  name(done.identifying_pixels, "pixels", "they say that they identify");
  name(done.unclean_overlays, "pixels", "an overlay in them, or more behind them, may be left");
  name(done.cleaned_pixels, "pixels", "an overlay in them, or bytes behind them, was taken out");
  number(done.painted_frames, "pixels", "frames were painted over");
  number(done.cleaned_frames, "frames", "lost metadata that stood among their pixels");
  number(done.unclean_frames, "frames", "may hold metadata among their pixels");
  number(done.invalid_values, "values", "are not allowed by their VR or VM");
  number(done.dated_uids, "UIDs", "that stay hold what looks like a date");
}

}  // namespace dicom_anonymizer::cli::detail
