// SPDX-License-Identifier: BSD-3-Clause
// The options of the program that paint regions of the pixels over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/cli/painted_regions.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::cli::detail {

// Adds the options to a command line; must outlive it.
class pixel_options {
 public:
  explicit pixel_options(CLI::App& app) {
    app.add_option(
           "--blank", blanked_,
           "Paint a rectangle of the pixels over, counted from 0 at the upper left; in "
           "frames N, N-M or from N- on, counted from 1, or in all. Repeatable. In lossy JPEG "
           "it grows to whole blocks. Where it cannot be done no output is written.")
        ->type_name("X,Y,W,H[@FRAMES]")
        ->allow_extra_args(false);
    app.add_option(
           "--keep-only", kept_,
           "The same of all that is outside of a rectangle, or of several. In lossy JPEG what "
           "is kept loses up to a block at each side.")
        ->type_name("X,Y,W,H[@FRAMES]")
        ->allow_extra_args(false);
  }
  pixel_options(const pixel_options&) = delete;
  pixel_options& operator=(const pixel_options&) = delete;

  // The rules that follow from what was asked for.  Throws error(errc::bad_arguments).
  void apply(policy& how) const {
    region_set all;
    const auto add = [&](const std::string& option, const std::vector<std::string>& texts,
                         pixel_region::purpose what) {
      for (const std::string& one : texts) {
        const region_set more = parse_region(option, one, what);
        try {
          all |= more;
        } catch (const error& failed) {
          throw error(failed.code(), fmt::format("{} '{}': {}", option, one, failed.reason()));
        }
      }
    };
    add("--blank", blanked_, pixel_region::purpose::paint);
    add("--keep-only", kept_, pixel_region::purpose::keep_only);
    if (!all.empty())
      add_painting(how, all, fmt::format("{} ({})", option(), regions_in_words(all)));
  }

  // When all rules are known.  Throws error(errc::bad_arguments) if another one decides over
  // pixels.
  void require_effect(const policy& how) const {
    if (blanked_.empty() && kept_.empty()) return;
    for (const tag id : dicom_anonymizer::detail::tags_of_pixels)
      if (!decide(how, id).act.is<dicom_anonymizer::detail::paint_pixels>())
        throw error(errc::bad_arguments,
                    fmt::format("{} does nothing here: another rule decides over {}, which goes "
                                "before it",
                                option(), to_string(id)));
    // Where frames are is told there, and only there.
    for (const tag id : {tag{0x7FE0, 0x0001}, tag{0x7FE0, 0x0002}})
      if (const decision made = decide(how, id); made.is_users && made.action != "keep")
        throw error(errc::bad_arguments,
                    fmt::format("{} needs {}, which tells where frames are: another rule changes "
                                "it or takes it away",
                                option(), to_string(id)));
    for (std::uint16_t group = 0x7F00; group < 0x7FFF; group += 2)
      if (group != 0x7FE0 && decide(how, tag{group, 0x0010}).action == "keep")
        throw error(errc::bad_arguments,
                    fmt::format("{} does not reach {}, a copy of pixels: another rule keeps it",
                                option(), to_string(tag{group, 0x0010})));
  }

 private:
  [[nodiscard]] const char* option() const { return blanked_.empty() ? "--keep-only" : "--blank"; }

  std::vector<std::string> blanked_;
  std::vector<std::string> kept_;
};

}  // namespace dicom_anonymizer::cli::detail
