// SPDX-License-Identifier: BSD-3-Clause
// --crosswalk-export: a crosswalk as text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>

namespace dicom_anonymizer::cli {

/// The first line of an export.
inline constexpr std::string_view csv_header = "what,issuer,old,new\n";

namespace detail {

// A sign if need be, digits, and a point among them: nothing to compute.
inline bool is_plain_number(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  const std::size_t digits = cell.find_first_not_of("0123456789");
  if (digits == 0 || cell.empty()) return false;
  if (digits == std::string_view::npos) return true;
  const std::string_view rest = cell.substr(digits + 1);
  return cell[digits] == '.' && rest.find_first_not_of("0123456789") == std::string_view::npos;
}

// Whether a spreadsheet would take a cell for a formula and run it.  What begins as one that was
// made a text counts, too, so that no two cells are read as the same one.
inline bool is_formula(std::string_view cell) {
  if (is_plain_number(cell)) return false;
  std::string_view bare = cell;
  while (bare.starts_with(' ') || bare.starts_with('\'')) bare.remove_prefix(1);
  // The last are = + - @ in full width.
  for (const std::string_view begin : {"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D",
                                       "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
    if (bare.substr(0, begin.size()) == begin) return true;
  return false;
}

}  // namespace detail

/// A row as a line of comma-separated values (RFC 4180), in UTF-8 as far as the values are.  What a
/// spreadsheet would run as a formula has an apostrophe before it, and stands in quotes.
[[nodiscard]] inline std::string csv_line(const crosswalk_row& row) {
  std::string line;
  for (const std::string_view field : {std::string_view(row.what), std::string_view(row.issuer),
                                       std::string_view(row.old), std::string_view(row.renamed)}) {
    const bool is_formula = detail::is_formula(field);
    if (!is_formula && field.find_first_of(",;\"\r\n\t ") == std::string_view::npos) {
      line += field;
    } else {
      line += '"';
      if (is_formula) line += '\'';
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
