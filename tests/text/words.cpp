// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/words.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/known_values.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

namespace {

detail::word_kind kind_of(std::string_view word, detail::allowed_words allowed = {},
                          const text::vocabulary& words = {},
                          const text::known_values& known = {}) {
  detail::passage all;
  detail::read_passage(word, 0, 1000, all);
  detail::judge_words(all, words, known, allowed);
  REQUIRE_FALSE(all.tokens.empty());
  return all.tokens.back().kind;
}

}  // namespace

TEST_CASE("words of the list, numbers and measures are safe") {
  CHECK(kind_of("BRAIN") == detail::word_kind::core);
  CHECK(kind_of("contrast") == detail::word_kind::imaging);
  CHECK(kind_of("Rose") == detail::word_kind::ambiguous);
  for (const std::string_view number :
       {"3", "512", "0.625", "5mm", "5.0mm", "1.5T", "256x192", "3x3x3", "1000", "1.5x1.5",
        "0.5x0.5x1.0", "1,5x1,5", "1x1.5x2", "2.5mmx1.25", "1.5x1.5x1.5mm", "512x512mm"})
    CHECK(kind_of(number) == detail::word_kind::number);
}

TEST_CASE("words written together are safe if each piece is") {
  for (const std::string_view word :
       {"T1w", "HeadRoutine", "CTHead", "ep2d", "B30s", "L5", "T12", "P101", "b2000", "T11T12",
        "T12L1", "T1T2", "p2s2", "DE80", "WL40", "DRHead", "MrHead", "MrCT"})
    CHECK(kind_of(word) != detail::word_kind::unsafe);
  for (const std::string_view word :
       {"A1234",      "5e7aa6fc57", "4A3F2",     "HeadSmythe",  "SMITH12",   "in2019",
        "ab1cd2ef3",  "DrLong",     "MrRose",    "MrHeadBrown", "MrHandMD",  "MrHead55M",
        "MrHead1234", "MrHead95",   "MrHead95D", "MsHead",      "SrHand",    "MrsLong",
        "DrHead",     "DrBrownCT",  "CTDrLong",  "in80",        "1.5x12345", "1.5x1.5xRose",
        "A12B345",    "X12Y34",     "12A34B"}) {
    CAPTURE(word);
    CHECK(kind_of(word) == detail::word_kind::unsafe);
  }
}

TEST_CASE("names, letters beyond ASCII and long numbers are not safe") {
  for (const std::string_view word : {"Campbell", "Redlands", "M\xC3\xBCller", "\xE7\x8E\x8B",
                                      "\xC3\xA9", "12345", "1958", "2019", "12345.6", "0.12345678"})
    CHECK(kind_of(word) == detail::word_kind::unsafe);
  CHECK(kind_of("THORAXAUFNAHME") == detail::word_kind::unsafe);
  CHECK(kind_of("Tho\xCC\x81rax") == detail::word_kind::core);
}

TEST_CASE("a year is a number where it counts something") {
  for (const std::string_view word :
       {"JPEG 2000", "b=2000", "b-value 2000", "TE 1900", "b 500 1000 2000", "TE/TR 30/2000"})
    CHECK(kind_of(word) == detail::word_kind::number);
  for (const std::string_view word : {"in 2000", "TE 30 2019", "b 500 in 2000", "Chest 12 2000"})
    CHECK(kind_of(word) == detail::word_kind::unsafe);
}

TEST_CASE("options let classes of words stay") {
  CHECK(kind_of("male") == detail::word_kind::unsafe);
  CHECK(kind_of("male", {false, true, false, false}) == detail::word_kind::imaging);
  CHECK(kind_of("hospital") == detail::word_kind::unsafe);
  CHECK(kind_of("hospital", {false, false, true, false}) == detail::word_kind::imaging);
  CHECK(kind_of("December") == detail::word_kind::unsafe);
  CHECK(kind_of("December", {true, false, false, false}) == detail::word_kind::imaging);
  CHECK(kind_of("Prof", {true, true, true, false}) == detail::word_kind::unsafe);
  CHECK(kind_of("Rose", {false, false, false, true}) == detail::word_kind::unsafe);
}

TEST_CASE("a site's words and what the output says anyway are safe") {
  text::vocabulary words;
  words.add_word("zeego").take_out("contrast").add_phrase("Redlands protocol");
  CHECK(kind_of("ZEEGO", {}, words) == detail::word_kind::imaging);
  CHECK(kind_of("contrast", {}, words) == detail::word_kind::unsafe);
  CHECK(kind_of("Redlands Protocol", {}, words) == detail::word_kind::core);
  CHECK(kind_of("Redlands", {}, words) == detail::word_kind::unsafe);
  text::known_values known;
  known.add_safe_phrase("Discovery ZX");
  known.add_safe_phrase("Fischer QX7");
  CHECK(kind_of("ZX", {}, {}, known) == detail::word_kind::ambiguous);
  CHECK(kind_of("QX7", {}, {}, known) == detail::word_kind::imaging);
  CHECK(kind_of("ZX", {false, false, false, true}, {}, known) == detail::word_kind::unsafe);
}
