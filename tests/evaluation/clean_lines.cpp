// SPDX-License-Identifier: BSD-3-Clause
// Cleans texts of standard input, so that scripts can measure what goes and what stays.
//
// usage: clean_lines [strict | scrub | reasons]
//
// A line is the values that the data set has of its patient, with | between them, a tab, and the
// text.  For each line one with the cleaned text is written; with reasons, what went is counted on
// standard error.
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include <dicom_anonymizer/text/cleaner.hpp>

namespace text = dicom_anonymizer::text;

int main(int count, char** arguments) {
  const std::string_view mode = count > 1 ? arguments[1] : "";
  const text::vocabulary words;
  text::removal_counts removed;
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) return 2;
    text::known_values known;
    std::string_view values = std::string_view(line).substr(0, tab);
    while (!values.empty()) {
      const std::size_t end = values.find('|');
      known.add_name(values.substr(0, end));
      values = end == std::string_view::npos ? std::string_view() : values.substr(end + 1);
    }
    text::allowances allowed;
    allowed.strict = mode == "strict";
    const text::cleaner cleaner(words, known, allowed);
    const std::string_view given = std::string_view(line).substr(tab + 1);
    const text::cleaned done = mode == "scrub" ? cleaner.scrub(given) : cleaner.clean(given);
    removed += done.removed;
    std::cout << done.text << '\n';
  }
  if (mode == "reasons")
    for (std::size_t i = 0; i < text::removal_reasons; ++i)
      std::fprintf(stderr, "%s %zu\n", std::string(to_string(static_cast<text::removal>(i))).c_str(),
                   removed.by_reason[i]);
}
