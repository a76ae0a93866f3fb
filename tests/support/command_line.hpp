// SPDX-License-Identifier: BSD-3-Clause
// What the program makes of a command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/cli/run.hpp>

namespace test {

inline dicom_anonymizer::cli::arguments parsed(const std::vector<std::string>& words) {
  std::vector<const char*> argv = {"dicom-anonymizer"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return dicom_anonymizer::cli::parse_arguments(static_cast<int>(argv.size()), argv.data(),
                                                dicom_anonymizer::cli::all_actions());
}

// Why it is refused; empty if it is not.
inline std::string reason(const std::vector<std::string>& words) {
  try {
    static_cast<void>(parsed(words));
  } catch (const dicom_anonymizer::error& e) {
    return e.reason();
  }
  return {};
}

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace test
