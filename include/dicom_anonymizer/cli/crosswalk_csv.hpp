// SPDX-License-Identifier: BSD-3-Clause
// --crosswalk-export: a crosswalk as text.
#pragma once

#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>

namespace dicom_anonymizer::cli {

/// The first line of an export.
inline constexpr std::string_view csv_header = "what,issuer,old,new\n";

/// A row as a line of comma-separated values (RFC 4180), in UTF-8 as far as the values are.
[[nodiscard]] inline std::string csv_line(const crosswalk_row& row) {
  std::string line;
  for (const std::string_view field : {std::string_view(row.what), std::string_view(row.issuer),
                                       std::string_view(row.old), std::string_view(row.renamed)}) {
    if (field.find_first_of(",\"\r\n ") == std::string_view::npos) {
      line += field;
    } else {
      line += '"';
      for (const char one : field) {
        if (one == '"') line += '"';
        line += one;
      }
      line += '"';
    }
    line += ',';
  }
  line.back() = '\n';
  return line;
}

}  // namespace dicom_anonymizer::cli
