// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/phrase_set.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("of phrases that begin alike the longest is found") {
  detail::phrase_set phrases;
  CHECK(phrases.empty());
  phrases.add("general electric");
  phrases.add("general electric medical systems");
  const std::vector<std::string> words = {"a",       "general", "electric",
                                          "medical", "systems", "general"};
  const auto word = [&](std::size_t i) -> const std::string& { return words[i]; };
  CHECK(phrases.match(1, words.size(), word) == 4);
  CHECK(phrases.match(1, 4, word) == 2);
  CHECK(phrases.match(0, words.size(), word) == 0);
  CHECK(phrases.match(5, words.size(), word) == 0);
}

TEST_CASE("words written together are no phrase") {
  detail::phrase_set phrases;
  phrases.add("ab c");
  const std::vector<std::string> words = {"a", "bc"};
  CHECK(phrases.match(0, 2, [&](std::size_t i) -> const std::string& { return words[i]; }) == 0);
}
