// SPDX-License-Identifier: BSD-3-Clause
// Reads the tables that the generated headers come from.
#pragma once

#include <cstddef>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace test {

using table_row = std::map<std::string, std::string>;

// The rows of a table in cmake/tables, by column.
inline std::vector<table_row> table_of(const std::string& name) {
  std::ifstream file(DICOM_ANONYMIZER_SOURCE_DIR "/cmake/tables/" + name);
  const auto cells_of = [](const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == '\t')
        cells.emplace_back();
      else
        cells.back() += c;
    return cells;
  };
  std::string line;
  REQUIRE(std::getline(file, line));
  const std::vector<std::string> columns = cells_of(line);
  std::vector<table_row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    REQUIRE(cells.size() == columns.size());
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells[i];
  }
  return rows;
}

}  // namespace test
