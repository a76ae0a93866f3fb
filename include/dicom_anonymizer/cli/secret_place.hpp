// SPDX-License-Identifier: BSD-3-Clause
// Where files may stand that re-identify.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <dicom_anonymizer/cli/job.hpp>
#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::cli::detail {

// What is wrong with the file of an option.
inline error about(std::string_view option, const std::filesystem::path& file, const error& why) {
  return {why.code(), fmt::format("{} '{}': {}", option, file.string(), why.reason())};
}

// What re-identifies must not be given away with the output, nor be read as an input.
inline void require_apart(const std::filesystem::path& secret, const job& wanted) {
  // A link is where it stands and where it leads.
  const std::filesystem::path folder = std::filesystem::absolute(secret).parent_path();
  const auto is_in = [&](const std::filesystem::path& place) {
    return is_inside(secret, place) || is_inside(folder, place);
  };
  const auto refuse = [](std::string_view name) {
    throw error(errc::bad_arguments, fmt::format("it must not be in {}", name));
  };
  for (const auto& [place, name] : {std::pair{&wanted.output, "OUTPUT"}, {&wanted.input, "INPUT"}})
    if (is_same(secret, *place) || place_of(secret) == place_of(*place) ||
        (wanted.is_folder && is_in(*place)))
      refuse(name);
  if (wanted.is_folder) return;
  const std::filesystem::path given = place_of(wanted.output.parent_path());
  if (wanted.takes_name) {
    if (is_in(given)) refuse("OUTPUT");
    return;
  }
  // A folder that was named for the output alone may be given away; one that the input is in, or
  // the user, is not.
  if (is_inside(wanted.input, given) || is_same(given, std::filesystem::current_path())) return;
  if (is_same(folder, given) || is_same(place_of(secret).parent_path(), given))
    refuse("the folder of OUTPUT");
}

}  // namespace dicom_anonymizer::cli::detail
