// SPDX-License-Identifier: BSD-3-Clause
// Regions of pixels as a command line names them, and what is said of them.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli {

namespace detail {

// A number of digits alone.
inline std::optional<std::uint32_t> whole_number(std::string_view digits) {
  std::uint32_t result = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
  if (digits.empty() || failed != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return result;
}

// X,Y,W,H
inline std::optional<rectangle> rectangle_of(std::string_view text) {
  std::uint32_t numbers[4] = {};
  for (std::uint32_t& one : numbers) {
    const bool is_last = &one == &numbers[3];
    const std::size_t end = is_last ? text.size() : text.find(',');
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint32_t> number = whole_number(text.substr(0, end));
    if (!number) return std::nullopt;
    one = *number;
    text.remove_prefix(is_last ? end : end + 1);
  }
  return rectangle{numbers[0], numbers[1], numbers[2], numbers[3]};
}

// N, N-M or N-
inline std::optional<frame_range> frames_of(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::optional<std::uint32_t> first = whole_number(text.substr(0, dash));
  if (!first) return std::nullopt;
  if (dash == std::string_view::npos) return frame_range{*first, *first};
  const std::string_view rest = text.substr(dash + 1);
  if (rest.empty()) return frame_range{*first};
  const std::optional<std::uint32_t> last = whole_number(rest);
  if (!last) return std::nullopt;
  return frame_range{*first, *last};
}

}  // namespace detail

/// What X,Y,W,H or X,Y,W,H\@FRAMES means, the value of --blank or --keep-only; FRAMES is N, N-M or
/// N-, from 1 on.  Throws error(errc::bad_arguments) that names the option.
[[nodiscard]] inline region_set parse_region(std::string_view option, std::string_view text,
                                             pixel_region::purpose what) {
  const std::size_t at = text.find('@');
  const std::optional<rectangle> where = detail::rectangle_of(text.substr(0, at));
  std::optional<frame_range> frames = frame_range{};
  if (at != std::string_view::npos) frames = detail::frames_of(text.substr(at + 1));
  if (!where || !frames)
    throw error(errc::bad_arguments,
                fmt::format("{} '{}': write X,Y,WIDTH,HEIGHT or X,Y,WIDTH,HEIGHT@FRAMES, such as "
                            "0,0,800,60 or 0,0,800,60@1-10",
                            option, text));
  try {
    return what == pixel_region::purpose::paint ? region_set::paint(*where, *frames)
                                                : region_set::keep_only(*where, *frames);
  } catch (const error& failed) {
    throw error(failed.code(), fmt::format("{} '{}': {}", option, text, failed.reason()));
  }
}

/// The rules that paint regions, with the option that asked for them.
inline void add_painting(policy& how, const region_set& regions, std::string_view origin) {
  const dicom_anonymizer::detail::paint_pixels painting{regions};
  how.rules.push_back(
      {dicom_anonymizer::detail::variable_pixel_data, painting, std::string(origin)});
  for (const tag id : dicom_anonymizer::detail::tags_of_pixels)
    how.rules.push_back({tag_pattern(id), painting, std::string(origin)});
  for (const tag id : dicom_anonymizer::detail::tags_of_extremes)
    how.rules.push_back({tag_pattern(id), painting, std::string(origin)});
}

/// The regions that rules paint; none if no rule of Pixel Data (7FE0,0010) does.
[[nodiscard]] inline region_set painted_regions(const policy& how) {
  const decision made = decide(how, tag{0x7FE0, 0x0010});
  const auto* const painting = made.act.as<dicom_anonymizer::detail::paint_pixels>();
  return painting == nullptr ? region_set() : painting->regions;
}

/// The regions in words.
[[nodiscard]] inline std::string regions_in_words(const region_set& regions) {
  std::string text;
  for (const pixel_region& one : regions) {
    const bool is_painted = one.what == pixel_region::purpose::paint;
    text += fmt::format("{}{}{},{},{},{}", text.empty() ? "" : "; ", is_painted ? "" : "all but ",
                        one.where.left, one.where.top, one.where.width, one.where.height);
    constexpr std::uint32_t open = std::numeric_limits<std::uint32_t>::max();
    if (one.frames == frame_range{}) continue;
    text += one.frames.last == open ? fmt::format(" in frames from {} on", one.frames.first)
            : one.frames.last == one.frames.first
                ? fmt::format(" in frame {}", one.frames.first)
                : fmt::format(" in frames {} to {}", one.frames.first, one.frames.last);
  }
  return text;
}

/// What the last lines of a run that paints say of it: a region may cover nothing, and a file have
/// no pixels.
[[nodiscard]] inline std::string words_of_painted(const report_numbers& done, std::size_t files) {
  const std::size_t untouched = files - std::min(files, done.painted_images);
  return fmt::format(
      "{} with pixels painted over, in {} frames{}\n", done.painted_images, done.painted_frames,
      untouched == 0 ? std::string() : fmt::format("; {} without pixels to paint", untouched));
}

/// How pixels are written, as the conformance statement says it.
[[nodiscard]] inline std::string pixels_in_words(const policy& how) {
  const region_set regions = painted_regions(how);
  if (regions.empty()) return "Pixels are copied as they are";
  return fmt::format(
      "Pixels are painted over in regions that the user names (X,Y,WIDTH,HEIGHT: {}), and are else "
      "copied as they are. Files in which that cannot be done are refused. That no pixel "
      "identifies "
      "is not claimed. Elsewhere",
      regions_in_words(regions));
}

}  // namespace dicom_anonymizer::cli
