// SPDX-License-Identifier: BSD-3-Clause
// Long options that are written in part.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::cli {

/// A long option of a command line.
struct long_option {
  /// With its two dashes.
  std::string name;
  /// Whether the word behind it is its value.
  bool takes_value = false;
};

/// Writes out each abbreviated long option among the words of a command line, up to a "--": as
/// Python's argparse has it, a beginning means the one option that begins so, and an option that is
/// written whole means itself.  "--name=value" counts by its name; the value of an option is left
/// alone.  What no option begins with stays as it is.
///
/// Throws error(errc::bad_arguments) that names the options if there are several.
inline void write_out_options(std::vector<std::string>& words, std::span<const long_option> known) {
  for (std::size_t at = 0; at < words.size() && words[at] != "--"; ++at) {
    std::string& word = words[at];
    if (!word.starts_with("--")) continue;
    const std::size_t end = word.find('=');
    const std::string_view part = std::string_view(word).substr(0, end);
    const long_option* meant = nullptr;
    std::string all;
    for (const long_option& one : known) {
      if (!one.name.starts_with(part)) continue;
      if (one.name.size() == part.size()) {
        meant = &one;
        all.clear();
        break;
      }
      if (meant != nullptr) {
        if (all.empty()) all = meant->name;
        all += " or " + one.name;
      }
      meant = &one;
    }
    if (!all.empty())
      throw error(errc::bad_arguments, fmt::format("'{}' may be {}: write more of it", part, all));
    if (meant == nullptr) continue;
    word.replace(0, part.size(), meant->name);
    if (meant->takes_value && end == std::string::npos) ++at;
  }
}

}  // namespace dicom_anonymizer::cli
