// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/tokens.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

std::vector<std::string> words_of(std::string_view text) {
  detail::passage all;
  detail::read_passage(text, 0, 1000, all);
  std::vector<std::string> result;
  for (const detail::token& t : all.tokens)
    result.emplace_back(text.substr(t.begin, t.shown_end - t.begin));
  return result;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("words are runs of letters and digits") {
  CHECK(words_of("CT HEAD/NK 5 B30s") == words{"CT", "HEAD", "NK", "5", "B30s"});
  CHECK(words_of("ep2d_diff-tra") == words{"ep2d", "diff", "tra"});
  CHECK(words_of("").empty());
  CHECK(words_of(" ,;: ").empty());
}

TEST_CASE("what belongs together is one word") {
  CHECK(words_of("O'Neill said") == words{"O'Neill", "said"});
  CHECK(words_of("O\xE2\x80\x99Neill") == words{"O\xE2\x80\x99Neill"});
  CHECK(words_of("0.625 thick") == words{"0.625", "thick"});
  CHECK(words_of("ratio 2.8324.") == words{"ratio", "2.8324"});
  CHECK(words_of("5.0mm 1,5") == words{"5.0mm", "1,5"});
  CHECK(words_of("0.0% 20%") == words{"0.0%", "20%"});
}

TEST_CASE("numbers with several points or commas are several words") {
  CHECK(words_of("1.2.3") == words{"1", "2", "3"});
  CHECK(words_of("12.05.2019") == words{"12", "05", "2019"});
  CHECK(words_of("1,2,3") == words{"1", "2", "3"});
}

TEST_CASE("every character beyond ASCII belongs to a word but for signs") {
  CHECK(words_of("Sch\xC3\xA4"
                 "del") == words{"Sch\xC3\xA4"
                                 "del"});
  CHECK(words_of("a\xCC\x81"
                 "b") == words{"a\xCC\x81"
                               "b"});
  CHECK(words_of("\xE7\x8E\x8B\xEF\xBC\x8C\xE7\x8E\x8B") == words{"\xE7\x8E\x8B", "\xE7\x8E\x8B"});
  CHECK(words_of("MR\xC2\xA0T1") == words{"MR", "T1"});
  CHECK(words_of("a\xFF"
                 "b") == words{"a\xFF"
                               "b"});
}

TEST_CASE("a passage ends before the first word that is too much") {
  detail::passage all;
  detail::read_passage("one two  three four", 0, 2, all);
  CHECK(all.tokens.size() == 2);
  CHECK(all.end == 9);
  detail::read_passage("one two  three four", all.end, 2, all);
  CHECK(all.fold(all.tokens[0]) == "three");
}

TEST_CASE("a long run of one sign is one atom") {
  detail::passage all;
  detail::read_passage(std::string(1000, '-'), 0, 10, all);
  CHECK(all.atoms.size() == 1);
  detail::read_passage("----", 0, 10, all);
  CHECK(all.atoms.size() == 4);
}

TEST_CASE("a passage of one word without an end holds a part of it") {
  std::string given;
  for (int i = 0; i < 500000; ++i) given += "a1";
  detail::passage all;
  detail::read_passage(given, 0, 2048, all);
  CHECK(all.atoms.size() < 600000);
  CHECK(all.end < given.size());
  REQUIRE(all.tokens.size() > 100);
  CHECK_FALSE(all.tokens[0].goes_on);
  CHECK(all.tokens[1].goes_on);
  CHECK(all.tokens[0].end == all.tokens[1].begin);
}

TEST_CASE("an atom ends where another script begins, and the word goes on") {
  detail::passage all;
  detail::read_passage("患者YAMADA様CTабвi\xCC\x81", 0, 10, all);
  std::vector<std::string> parts;
  for (const detail::atom& a : all.atoms) parts.emplace_back(all.word(a));
  CHECK(parts == words{"患者", "YAMADA", "様", "CT", "абв", "i\xCC\x81"});
  CHECK(all.tokens.size() == 1);
}

TEST_CASE("folded words are those of the tokens") {
  CHECK(detail::folded_words("GE Healthcare^T\xC3\xAAte") ==
        std::vector<std::string>{"ge", "healthcare", "tete"});
}

TEST_CASE("a grid of decimal numbers is one word") {
  for (const std::string_view grid :
       {"1.5x1.5", "0.5x0.5x1.0", "1,5x1,5", "1x1.5x2.5", "2.5mmx1.25"}) {
    detail::passage all;
    detail::read_passage(grid, 0, 10, all);
    REQUIRE(all.tokens.size() == 1);
    CHECK(all.word(all.tokens[0]) == grid);
  }
  detail::passage all;
  detail::read_passage("512x512,256 3x3. 5", 0, 10, all);
  CHECK(all.tokens.size() == 4);
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "1.5x";
  detail::read_passage(endless, 0, 1000, all);
  CHECK(all.tokens.size() > 20);
  detail::read_passage("1x192.0.2.17", 0, 10, all);
  CHECK(all.word(all.tokens[0]) == "1x192");
}
