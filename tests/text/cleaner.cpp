// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/cleaner.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/known_search.hpp>
#include <dicom_anonymizer/text/neighbours.hpp>
#include <dicom_anonymizer/text/patterns.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/words.hpp>

#include "support/catch.hpp"
#include "support/growth.hpp"

namespace text = dicom_anonymizer::text;

namespace {

// Runs of letters and digits: 1.2.3 without its end is 1.2, which is one number then.
std::vector<std::string> words_in(std::string_view given) {
  text::detail::passage all;
  text::detail::read_passage(given, 0, given.size() + 1, all);
  std::vector<std::string> result;
  bool is_inside = false;
  for (const text::detail::atom& a : all.atoms) {
    if (a.is_word() && !is_inside) result.emplace_back();
    if (a.is_word()) result.back() += all.word(a);
    is_inside = a.is_word();
  }
  return result;
}

// Whether the one is what is left of the other when something goes.
template <class Sequence>
bool is_left_of(const Sequence& left, const Sequence& whole) {
  std::size_t at = 0;
  for (const auto& one : whole)
    if (at < left.size() && left[at] == one) ++at;
  return at == left.size();
}

struct subject {
  text::vocabulary words;
  text::known_values known;
  subject() {
    known.add_name("Smythe^Jon=\xE7\x8E\x8B^\xE5\xB0\x8F\xE4\xB8\x9C");
    known.add_identifier("AB-123456");
    known.add_identifier("12");
    known.add_date("19580712", true);
    known.add_phone("+49 89 1234567");
    known.add_phrase("Redlands Clinic");
  }
};

// What texts without an end may be made of; each may be begun anew at each of its words.
constexpr std::string_view units[] = {"7",
                                      "-",
                                      " ",
                                      "\n",
                                      "x",
                                      "\xCC\x81",
                                      "\xE7\x8E\x8B",
                                      "1.",
                                      "12 -",
                                      "a@",
                                      "http://x",
                                      "a1:",
                                      "(a)",
                                      "Dr. ",
                                      "12 A ",
                                      "aB",
                                      "mar ",
                                      "1a",
                                      "a'",
                                      "1 ",
                                      "\\",
                                      "Smythe",
                                      "+1 (",
                                      "12/",
                                      "Hospital ",
                                      "for ",
                                      "J. ",
                                      "Rose ",
                                      "12-34-",
                                      "ab-cd-",
                                      "aa-",
                                      "www.x",
                                      "a://",
                                      "\\\\x",
                                      "S12-3456 ",
                                      "Tel 12 ",
                                      "12 34 56 ",
                                      "MRN 1-",
                                      "Name: A ",
                                      "Rose^",
                                      "5 mar ",
                                      "95/F ",
                                      "Rose, ",
                                      "Smythe様",
                                      "a様",
                                      "１２",
                                      "１２／",
                                      "ＳＭＹＴＨＥ",
                                      "CTsmythex ",
                                      "mrsmyth",
                                      "王小东1",
                                      "1958年7月12日"};

std::string repeated(std::string_view unit, std::size_t size) {
  std::string result;
  while (result.size() < size) result += unit;
  return result;
}

}  // namespace

TEST_CASE("what tells of a person goes, and the rest stays as it is") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  const auto clean = [&](std::string_view given) { return cleaner.clean(given).text; };
  CHECK(clean("CT chest abdomen pelvis - 55F Dr. Campbell") == "CT chest abdomen pelvis");
  CHECK(clean("MR Head Smythe^Jon") == "MR Head");
  CHECK(clean("Chest 12.03.2019 (Campbell)") == "Chest");
  CHECK(clean("t1_mprage_sag_p2_iso_1.0") == "t1_mprage_sag_p2_iso_1.0");
  CHECK(clean("PET 18F-FDG WB") == "PET 18F-FDG WB");
  CHECK(clean("Campbell").empty());
  CHECK(clean("0.0% 20140321") == "0.0%");
  CHECK(clean("Findings: normal.\nSeen by Dr. Campbell.\nNo lesion.") ==
        "Findings: normal.\nSeen by\nNo lesion.");
}

TEST_CASE("a text of which nothing goes is returned byte for byte") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  for (const std::string_view given :
       {"", " CT  HEAD/NECK 5.0 B30s ", "T1 \xE2\x80\x93 T2", "\n\nCT\r\n", "512x512 (axial)"}) {
    const text::cleaned done = cleaner.clean(given);
    CHECK_FALSE(done.changed);
    CHECK(done.text == given);
    CHECK(done.removed.total() == 0);
    CHECK_FALSE(cleaner.scrub(given).changed);
  }
}

TEST_CASE("words that go are counted by the reason, and unknown ones told when asked for") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  const text::cleaned done = cleaner.clean("Chest Campbell Long 12/05/2019 Smythe female", true);
  CHECK(done.changed);
  CHECK(done.text == "Chest");
  CHECK(done.removed[text::removal::unknown_word] == 1);
  CHECK(done.removed[text::removal::neighbour] == 1);
  CHECK(done.removed[text::removal::pattern] == 3);
  CHECK(done.removed[text::removal::known_value] == 1);
  CHECK(done.removed[text::removal::word_class] == 1);
  CHECK(done.unknown_words == std::vector<std::string>{"Campbell"});
  CHECK(cleaner.clean("Chest Campbell").unknown_words.empty());
}

TEST_CASE("options let dates, ages and institutions stay, but no known value") {
  const subject s;
  text::allowances allowed;
  allowed.dates = allowed.ages_and_sex = allowed.institution = true;
  const text::cleaner cleaner(s.words, s.known, allowed);
  CHECK(cleaner.clean("Chest 5 December 2019 55F female hospital").text ==
        "Chest 5 December 2019 55F female hospital");
  CHECK(cleaner.clean("93F female 12.07.1958 Chest").text == "female Chest");
  CHECK(cleaner.clean("Redlands Clinic chest").text == "chest");
}

TEST_CASE("known values win over a site's words and phrases") {
  text::vocabulary words;
  words.add_word("smythe").add_phrase("smythe protocol");
  text::known_values known;
  known.add_name("Smythe^Jon");
  CHECK(text::cleaner(words, known).clean("Smythe protocol head").text == "protocol head");
}

TEST_CASE("scrubbing takes known values alone") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  CHECK(cleaner.scrub("Campbell saw Mr. Smythe on 12.07.1958").text == "Campbell saw Mr. on");
  CHECK(cleaner.scrub("ID AB123456, ward 3").text == "ID, ward 3");
  const text::known_values none;
  CHECK(text::cleaner(s.words, none).scrub("Smythe").text == "Smythe");
}

TEST_CASE("bytes of any kind become no other words and no more text") {
  const subject s;
  text::allowances all_allowed;
  all_allowed.dates = all_allowed.ages_and_sex = all_allowed.institution = all_allowed.devices =
      true;
  std::mt19937 random(20261127);
  const std::string_view parts[] = {"CT",
                                    "Smythe",
                                    "JonSmythe",
                                    "12",
                                    " ",
                                    ",",
                                    "^",
                                    "-",
                                    "Dr.",
                                    "12/05/2019",
                                    "@",
                                    "a.b",
                                    "://",
                                    "\\\\",
                                    "\n",
                                    "(",
                                    ")",
                                    "]",
                                    "18F",
                                    "Hospital",
                                    "\xE7\x8E\x8B",
                                    "\xE5\xB0\x8F\xE4\xB8\x9C",
                                    "\xCC\x81",
                                    "\xFF",
                                    "%",
                                    "0.5",
                                    "'",
                                    "\xE2\x80\x99",
                                    "Rose",
                                    "for",
                                    "MRN",
                                    "1:2",
                                    "2019",
                                    "street",
                                    "J.",
                                    "\xF0\xA0\x80\x80",
                                    "\xE3\x82\xBF",
                                    "Dec",
                                    "5",
                                    "y"};
  for (int round = 0; round < 4000; ++round) {
    std::string given;
    const std::size_t size = random() % 40;
    for (std::size_t i = 0; i < size; ++i) {
      switch (round % 3) {
        case 0: given.push_back(static_cast<char>(random() % 256)); break;
        case 1: {
          const auto c = static_cast<char32_t>(random() % (random() % 2 == 0 ? 0x3000 : 0x110000));
          text::detail::append_character(c >= 0xD800 && c < 0xE000 ? U'x' : c, given);
          break;
        }
        default: given += parts[random() % std::size(parts)];
      }
    }
    for (const bool allow : {false, true}) {
      const text::cleaner cleaner(s.words, s.known, allow ? all_allowed : text::allowances{});
      const text::cleaned done = cleaner.clean(given, true);
      CHECK(done.text.size() <= given.size());
      CHECK(done.changed == (done.removed.total() != 0));
      if (!done.changed) CHECK(done.text == given);
      if (!is_left_of(words_in(done.text), words_in(given))) {
        CAPTURE(round, given, done.text);
        CHECK(is_left_of(words_in(done.text), words_in(given)));
      }
      const text::cleaned scrubbed = cleaner.scrub(given);
      CHECK(scrubbed.text.size() <= given.size());
      CHECK(scrubbed.changed == (scrubbed.removed.total() != 0));
    }
  }
}

TEST_CASE("cleaning twice finds no known value more") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  for (const std::string_view given :
       {"Smythe^Jon CT AB-123456", "x12.07.1958 12 Jul CT", "Redlands (Clinic) chest"}) {
    const std::string once = cleaner.scrub(given).text;
    CHECK_FALSE(cleaner.scrub(once).changed);
  }
}

TEST_CASE("a text that is longer than a passage is cleaned as its parts are") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  std::string given;
  std::string expected;
  for (int i = 0; i < 9000; ++i) {
    given += "CT chest Dr. Campbell, 12/05/2019 normal\n";
    expected += i == 0 ? "CT chest normal" : "\nCT chest normal";
  }
  expected += "\n";
  const std::string done = cleaner.clean(given).text;
  const auto at = static_cast<std::size_t>(
      std::mismatch(done.begin(), done.end(), expected.begin(), expected.end()).first -
      done.begin());
  CHECK(done.substr(at, 40) == expected.substr(at, 40));
}

TEST_CASE("an address of the web that is longer than a passage goes as a whole") {
  const subject s;
  std::string given = "CT http://";
  for (int i = 0; i < 30000; ++i) given += "head.";
  given += "x chest";
  CHECK(text::cleaner(s.words, s.known).clean(given).text == "CT chest");
}

TEST_CASE("a million digits, separators, marks or letters are cleaned") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  constexpr std::size_t million = 1000000;
  std::string marks;
  for (std::size_t i = 0; i < million; ++i) marks += "\xCC\x81";
  CHECK(cleaner.clean(std::string(million, '7')).text.empty());
  CHECK(cleaner.clean("CT " + std::string(million, 'x')).text == "CT");
  CHECK(cleaner.clean("CT " + marks).text == "CT");
  CHECK_FALSE(cleaner.clean("CT " + std::string(million, '-') + " head").changed);
}

TEST_CASE("a word without an end goes as a whole, and a value in it is found") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  std::string turns;
  for (int i = 0; i < 300000; ++i) turns += i % 1000 == 999 ? "b2" : "a1";
  CHECK(cleaner.clean("CT " + turns + "CT head").text == "CT head");
  CHECK(cleaner.clean("CT " + turns).text == "CT");
  CHECK_FALSE(cleaner.scrub("CT " + turns).changed);
  const text::cleaned done = cleaner.scrub("CT " + turns + "123456" + turns + " Smythe head");
  CHECK(done.changed);
  CHECK(done.text.find("123456") == std::string::npos);
  CHECK(done.text.find("Smythe") == std::string::npos);
  std::string names;
  for (int i = 0; i < 20000; ++i) names += "x'";
  CHECK(cleaner.clean("CT " + names + "x head").text == "CT head");
}

TEST_CASE("time grows with the length of a text, whatever it is made of") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  for (const std::string_view unit : units) {
    CAPTURE(unit);
    const auto work = [&](std::size_t size) {
      const std::string given = repeated(unit, size);
      (void)cleaner.clean(given);
      (void)cleaner.scrub(given);
    };
    CHECK(test::growth_of(2000, work) < 40);
  }
}

// A text is looked at in passages, and what is quadratic in each of them is linear in the whole.
TEST_CASE("time grows with the length of a passage, whatever it is made of") {
  const subject s;
  for (const std::string_view unit : units) {
    CAPTURE(unit);
    const auto work = [&](std::size_t size) {
      const std::string given = repeated(unit, size);
      text::detail::passage all;
      text::detail::read_passage(given, 0, given.size() + 1, all);
      text::detail::judge_words(all, s.words, s.known, {});
      text::detail::found_patterns found;
      text::detail::find_patterns(all, {}, found);
      text::detail::take_neighbours(all, false);
      text::detail::read_passage(given, 0, given.size() + 1, all);
      std::vector<text::detail::span> inside;
      text::detail::take_known_values(all, s.known, false, &inside);
    };
    CHECK(test::growth_of(4000, work) < 30);
  }
}

// Quadratic would be what each passage does with all that is behind it: of these there are twenty.
TEST_CASE("what is behind a passage is not gone over by each") {
  const subject s;
  const text::cleaner cleaner(s.words, s.known);
  constexpr std::size_t of_one_passage = 4000;
  constexpr std::size_t of_many = 160000;
  const std::string behind(std::size_t{8} << 20, '-');
  for (const std::string_view unit : {"a://", "www.x", "a\\\\b"}) {
    CAPTURE(unit);
    const auto seconds = [&](std::size_t size, bool has_more) {
      const std::string given = repeated(unit, size) + (has_more ? behind : std::string());
      return test::seconds_of([&] { (void)cleaner.clean(given); });
    };
    CHECK(seconds(of_many, true) < 3 * (seconds(of_many, false) + seconds(of_one_passage, true)));
  }
}
