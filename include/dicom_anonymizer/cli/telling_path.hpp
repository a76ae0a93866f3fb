// SPDX-License-Identifier: BSD-3-Clause
// The warning that a path tells of a patient, which must not tell it once more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>  // fmt::join, from fmt 11 on

namespace dicom_anonymizer::cli {

/// "IN/[1]/ct/[3]: components 1, 3 of the path tell of the patient": each component that is or
/// holds a name or an identifier is a number instead, counted from 1 below the folder.
[[nodiscard]] inline std::string telling_text(const std::filesystem::path& root,
                                              const std::filesystem::path& file,
                                              const std::vector<std::size_t>& telling) {
  std::string shown = root.string();
  std::size_t number = 0;
  for (const std::filesystem::path& one : file.lexically_relative(root)) {
    ++number;
    const bool tells = std::find(telling.begin(), telling.end(), number) != telling.end();
    shown += '/' + (tells ? fmt::format("[{}]", number) : one.string());
  }
  return fmt::format("{}: component{} {} of the path tell{} of the patient", shown,
                     telling.size() == 1 ? "" : "s", fmt::join(telling, ", "),
                     telling.size() == 1 ? "s" : "");
}

}  // namespace dicom_anonymizer::cli
