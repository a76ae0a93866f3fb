// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>
#include <filesystem>
#include <vector>

#include <dicom_anonymizer/pseudonyms/crosswalk_store.hpp>

int main() {
  const auto file = std::filesystem::current_path() / "crosswalk.sqlite";
  std::filesystem::remove(file);
  dicom_anonymizer::crosswalk_store store(file);
  std::vector<dicom_anonymizer::crosswalk_row> rows = {{"uid", "", "1.2.3", "2.25.3"}};
  const bool is_added = store.add(rows);
  std::puts(is_added ? "added" : "not added");
  return is_added && store.find("uid", "", "1.2.3") == "2.25.3" ? 0 : 1;
}
