// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/unknown_words.hpp>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

std::string lines(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (text[begin] != '#') result += text.substr(begin, end + 1 - begin);
    begin = end + 1;
  }
  return result;
}

}  // namespace

TEST_CASE("words are counted by attribute, the most frequent first") {
  da::word_counts found;
  found.add("StudyDescription"_tag, "beta");
  found.add("SeriesDescription"_tag, "alpha", 2);
  found.add("StudyDescription"_tag, "alpha");
  found.add({0x0019, 0x1001}, "gamma");
  da::unknown_words all;
  all.add(found);
  all.add(found);
  CHECK(lines(all.to_text()) ==
        "4\talpha\tSeriesDescription\n"
        "2\talpha\tStudyDescription\n"
        "2\tbeta\tStudyDescription\n"
        "2\tgamma\t(0019,1001)\n");
  CHECK(all.to_text().find("this file identifies") != std::string::npos);
}

TEST_CASE("no word is held that is too long, and no more than so many") {
  da::word_counts found;
  found.add("StudyDescription"_tag, std::string(da::word_counts::longest, 'a'));
  found.add("StudyDescription"_tag, std::string(da::word_counts::longest + 1, 'a'), 3);
  CHECK(found.all().size() == 1);
  CHECK(found.left_out() == 3);
  for (std::size_t i = 0; i < da::word_counts::most; ++i)
    found.add("StudyDescription"_tag, "w" + std::to_string(i));
  CHECK(found.all().size() == da::word_counts::most);
  CHECK(found.left_out() == 4);
  da::unknown_words all;
  all.add(found);
  CHECK(all.to_text().ends_with("# 4 more were too long or too many\n"));
  found.clear();
  CHECK(found.empty());
}

TEST_CASE("several threads add their words") {
  da::unknown_words all;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&all] {
      da::word_counts found;
      found.add("StudyDescription"_tag, "alpha");
      for (int k = 0; k < 100; ++k) all.add(found);
    });
  for (std::thread& one : threads) one.join();
  CHECK(lines(all.to_text()) == "400\talpha\tStudyDescription\n");
}
