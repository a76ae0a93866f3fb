// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/regexp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::actions::regexp;
using gdcm::VR;
using namespace std::string_literals;

namespace {

struct replacement {
  std::string find;
  std::string replace;
  std::string in;
  std::string out;
};

// What Python's re.sub gives for the same arguments, all versions.
const replacement like_python[] = {
    {"0701$", "0000", "20080701", "20080000"},
    {"0701$", "0000", "20080701x", "20080701x"},
    {"", "-", "", "-"},
    {"", "-", "abc", "-a-b-c-"},
    {"", "-", "é山", "-é-山-"},
    {"^", "-", "abc", "-abc"},
    {"$", "-", "abc", "abc-"},
    {"$", "-", "abc\n", "abc-\n-"},
    {"\\b", "|", "ab cd", "|ab| |cd|"},
    {"a", "b", "banana", "bbnbnb"},
    {"aa", "b", "aaaaa", "bba"},
    {"a|ab", "x", "abab", "xbxb"},
    {".", "x", "é山", "xx"},
    {".", "x", "a\rb\nc", "xxx\nx"},
    {"(?s).+", "x", "a\nb", "x"},
    {"(?i)DOE", "X", "Doe^doe", "X^X"},
    {"(?i)é", "X", "É", "X"},
    {"\\w+", "w", "Jérôme 山田", "w w"},
    {"\\d", "0", "1٣", "00"},
    {"(\\w+) (\\w+)", "\\2 \\1", "Isaac Newton", "Newton Isaac"},
    {"(\\w+)\\^(\\w+)", "\\g<2>^\\g<1>", "Doe^Jane", "Jane^Doe"},
    {"(?P<year>\\d{4})\\d{4}", "\\g<year>0101", "19701231", "19700101"},
    {"(?P<c>.)(?P=c)", "\\g<c>", "aabbc", "abc"},
    {"(.)\\1", "<\\1>", "aabbc", "<a><b>c"},
    {"b+", "[\\g<0>]", "abbc", "a[bb]c"},
    {"(a)|(b)", "<\\1\\2>", "ab", "<a><b>"},
    {"(a)|b", "<\\1>", "ab", "<a><>"},
    {"(a)(b)?", "\\2", "ab a", "b "},
    {"(?<=a)b", "x", "abb", "axb"},
    {"(?=a)b?a", "x", "a-", "x-"},
    {"(?=a)0*?a", "x", "a-", "x-"},
    {"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "\\11", "abcdefghijk", "k"},
    {"(a)", "\\g<1>1", "a", "a1"},
    {"x", "\\n\\t\\\\\\r\\a\\f\\v\\b", "x", "\n\t\\\r\a\f\v\b"},
    {"x", "\\0", "x", "\0"s},
    {"x", "\\08", "x", "\0"s + "8"},
    {"x", "\\101\\0101\\351", "x", "A\b1é"},
    {"x", "\\-\\&\\.", "x", "\\-\\&\\."},
    {"x", "\\é", "x", "\\é"},
    {"x", "$1 $& {0} %s", "x", "$1 $& {0} %s"},
    {"x", "", "axbx", "ab"},
    {"(?a)\\w+", "w", "Jérôme", "wéwôw"},
    {"(?a)\\d", "0", "1٣", "0٣"},
    {"(?u)\\d", "0", "1٣", "00"},
    {"(?ia)DOE", "X", "Doe é", "X é"},
    {"(?a)(?i)\\W", "-", "aÉ b", "a--b"},
    {"(?ui)é", "X", "É", "X"},
    {"(?a)\\s", "_", "a\u00a0b c", "a\u00a0b_c"},
};

const replacement with_empty_matches[] = {
    {".*", "X", "abc", "X"},      {".*", "X", "", "X"},          {"x*", "-", "abxd", "-a-b-d-"},
    {"b*", "-", "abbc", "-a-c-"}, {"\\w*", "X", "ab cd", "X X"}, {"(?m).*", "X", "ab\ncd", "X\nX"},
};

da::errc making(const std::string& find, const std::string& replace) {
  return test::refused([&] { (void)regexp(find, replace); }).code;
}

std::string message_of_making(const std::string& find, const std::string& replace) {
  try {
    (void)regexp(find, replace);
  } catch (const da::error& e) {
    return e.what();
  }
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("matches are replaced as re.sub does") {
  for (const replacement& one : like_python) {
    CAPTURE(one.find, one.replace, one.in);
    CHECK(regexp(one.find, one.replace).apply(one.in) == one.out);
  }
}

TEST_CASE("a pattern without text is the empty one") {
  CHECK(regexp(std::string_view(), std::string_view()).apply("abc") == "abc");
  CHECK(regexp(std::string_view(), "-").apply(std::string_view()) == "-");
}

TEST_CASE("an empty match right after a match is not replaced") {
  for (const replacement& one : with_empty_matches) {
    CAPTURE(one.find, one.in);
    CHECK(regexp(one.find, one.replace).apply(one.in) == one.out);
  }
}

TEST_CASE("a wrong pattern is refused with its text, its place and the reason") {
  for (const char* find : {"(", "a)", "[", "*", "a{2,1}", "(?P<n>a)(?P<n>b)", "\\1", "(?P=n)",
                           "\\C", "(?<=a*)b", "\xff"})
    CHECK(making(find, "") == da::errc::bad_arguments);
  CHECK(contains(message_of_making("ab(c", ""), "'ab(c'"));
  CHECK(contains(message_of_making("ab(c", ""), "after 4 characters: missing closing"));
  CHECK(contains(message_of_making("é(c", ""), "after 3 characters"));
  CHECK(contains(message_of_making("(?a)é(c", ""), "after 7 characters"));
  CHECK(contains(message_of_making("(?ai)(?u)x", ""), "'(?ai)(?u)x' is wrong"));
  CHECK(contains(message_of_making("(?ai)(?u)x", ""), "flags a and u exclude each other"));
  for (const char* find : {"x(?a)", "(?au)x", "(?L)x", "(?a", "(?a-i)x"})
    CHECK(making(find, "") == da::errc::bad_arguments);
}

TEST_CASE("a wrong replacement is refused with its text and the reason") {
  for (const char* replace :
       {"\\1", "\\9", "\\g<1>", "\\g<n>", "\\g<>", "\\g<-1>", "\\g<1", "\\g", "\\g1", "\\", "a\\",
        "\\q", "\\A", "\\x41", "\\u0041", "\\400", "\xff"}) {
    CAPTURE(replace);
    CHECK(making("a", replace) == da::errc::bad_arguments);
  }
  CHECK(making("(a)", "\\1") == da::errc{});
  CHECK(making("(a)", "\\2") == da::errc::bad_arguments);
  CHECK(making("(a)", "\\g<99999999999999999999>") == da::errc::bad_arguments);
  CHECK(making("(?P<n>a)", "\\g<n>") == da::errc{});
  CHECK(making("(?P<n>a)", "\\g<m>") == da::errc::bad_arguments);
  CHECK(contains(message_of_making("a", "b\\q"), "'b\\q'"));
  CHECK(contains(message_of_making("a", "\\1"), "no such group"));
}

TEST_CASE("no pattern takes longer than seconds") {
  const std::string many(40'000, 'a');
  for (const char* find : {"(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x", "a.*b|a",
                           "[^b]*c|a", "(?:(?=a*)){100}b|a", "(*NO_JIT)(a+)+$"}) {
    CAPTURE(find);
    const auto begin = std::chrono::steady_clock::now();
    const auto seen = test::refused([&] { (void)regexp(find, "").apply(many + "!"); });
    CHECK(seen == test::refusal{da::errc::action_failed});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
  }
}

TEST_CASE("patterns that need much are not refused on the longest long text") {
  const std::string many(10'240, 'a');
  CHECK(regexp("a", "b").apply(many) == std::string(10'240, 'b'));
  CHECK(regexp("(?:a|b)*", "b").apply(many) == "b");
  CHECK(regexp("(?:.|\n)*b", "").apply(many + "b") == "");
  CHECK(regexp(".*b", "").apply(many) == many);
  CHECK(regexp("(a)*?b", "").apply(many + "b") == "");
  const std::string more(2'000'000, 'a');
  CHECK(regexp("a", "").apply(more).empty());
}

TEST_CASE("text that is not UTF-8 is refused and not quoted") {
  for (const char* text : {"CANARY\xff", "\xc3", "\xed\xa0\x80"})
    CHECK(test::refused([&] { (void)regexp("A", "B").apply(text); }) ==
          test::refusal{da::errc::character_set});
  for (const std::string& text : {"CANARY\xff"s, std::string(40'000, 'a') + "!"}) {
    try {
      (void)regexp("(a+)+$|CANARY", "").apply(text);
      FAIL("it was accepted");
    } catch (const da::error& e) {
      CHECK_FALSE(contains(e.what(), "CANARY"));
      CHECK_FALSE(contains(e.what(), "aaa"));
    }
  }
}

TEST_CASE("\\K keeps what is before it") {
  CHECK(regexp("a\\K", "-").apply("aaa") == "a-a-a-");
  CHECK(regexp("a\\Kb", "x").apply("abab") == "axax");
}

TEST_CASE("copies share the pattern and threads share a copy") {
  const regexp copy = [] {
    const regexp original("(\\w+)\\^(\\w+)", "\\2^\\1");
    return regexp(original);
  }();
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results)
    threads.emplace_back([&copy, &result] {
      for (int i = 0; i < 2000; ++i) {
        result = copy.apply("Doe" + std::to_string(i) + "^Jané");
        if (result != "Jané^Doe" + std::to_string(i)) return;
      }
    });
  for (std::thread& one : threads) one.join();
  for (const std::string& result : results) CHECK(result == "Jané^Doe1999");
}

TEST_CASE("each value is replaced by itself") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x1000}, VR::LO, "A1\\B2\\A3");
  test::act(regexp("^A", "x"), dataset, {0x0010, 0x1000});
  CHECK(test::bytes(dataset, {0x0010, 0x1000}) == "x1\\B2\\x3");
  test::act(regexp("$", "."), dataset, {0x0010, 0x1000});
  CHECK(test::bytes(dataset, {0x0010, 0x1000}) == "x1.\\B2.\\x3. ");
}

TEST_CASE("a backslash separates no values of long text") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x4000}, VR::LT, "A1\\A2 ");
  test::act(regexp("^A", "x"), dataset, {0x0010, 0x4000});
  CHECK(test::bytes(dataset, {0x0010, 0x4000}) == "x1\\A2 ");
}

TEST_CASE("a value without a match stays byte for byte") {
  // Padding that a writer of its own would not have chosen.
  for (const std::string& value : {"A   \\B \\\0\0"s, "AB\0\0"s, "  "s}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0010, 0x1000}, VR::LO, value);
    test::act(regexp("x", "y"), dataset, {0x0010, 0x1000});
    CHECK(test::bytes(dataset, {0x0010, 0x1000}) == value);
    test::act(regexp("[AB]", "\\g<0>"), dataset, {0x0010, 0x1000});
    CHECK(test::bytes(dataset, {0x0010, 0x1000}) == value);
  }
}

TEST_CASE("an empty element stays empty, one that is absent stays absent") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x1000}, VR::LO, "");
  test::act(regexp("^", "x"), dataset, {0x0010, 0x1000});
  CHECK(test::bytes(dataset, {0x0010, 0x1000}) == "");
  test::act(regexp("^", "x"), dataset, {0x0010, 0x1001});
  CHECK_FALSE(test::has(dataset, {0x0010, 0x1001}));
}

TEST_CASE("patterns see the characters of the data set's character set") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "\\ISO 2022 IR 149");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Hong^\033$)C\321\316\324\327");
  test::act(regexp("吉", "洪"), dataset, {0x0010, 0x0010});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "Hong^\033$)C\373\363\324\327 ");

  test::put(dataset, {0x0008, 0x0005}, VR::CS, "GB18030 ");
  test::put(dataset, {0x0010, 0x1000}, VR::LO, "\201\\\\A\201\\");
  test::act(regexp("^A", "B"), dataset, {0x0010, 0x1000});
  CHECK(test::bytes(dataset, {0x0010, 0x1000}) == "\201\\\\B\201\\");
}

TEST_CASE("a replacement or a value that the character set lacks is refused and changes nothing") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Jane");
  const test::refusal expected{da::errc::character_set, 0x00100010};
  const auto act = [&](const regexp& what) { test::act(what, dataset, {0x0010, 0x0010}); };
  CHECK(test::refused([&] { act(regexp("n", "山")); }) == expected);
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "Jane");
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 192");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "J\351ne");
  CHECK(test::refused([&] { act(regexp("n", "m")); }) == expected);
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "J\351ne");
}

TEST_CASE("a VR that is no text is refused with tag and VR") {
  for (const auto& [kind, name] : {std::pair{VR::OW, "OW"}, {VR::UN, "UN"}, {VR::US, "US"}}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0019, 0x1001}, kind, "AB");
    try {
      test::act(regexp("A", "B"), dataset, {0x0019, 0x1001});
      FAIL("it was accepted");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::unsupported_vr);
      CHECK(e.where() == da::tag{0x0019, 0x1001});
      CHECK(contains(e.what(), name));
    }
    CHECK(test::bytes(dataset, {0x0019, 0x1001}) == "AB");
  }
}

TEST_CASE("all values of an element share what matching may cost") {
  gdcm::DataSet dataset;
  std::string values = std::string(20, 'a') + "!";
  for (int i = 0; i < 2000; ++i) values += "\\" + std::string(20, 'a') + "!";
  test::put(dataset, {0x0018, 0x9004}, gdcm::VR::UC, values + " ");
  const da::actions::regexp slow("(a+)+$", "x");
  CHECK_THROWS_AS(test::act(slow, dataset, {0x0018, 0x9004}), da::error);
}

TEST_CASE("all elements of a data set share what matching may cost") {
  // Each is far below what one element may cost: (a+)+$ tries 2^20 ways and more on each.
  const auto dataset_of = [](std::size_t items) {
    gdcm::DataSet item;
    for (std::uint16_t i = 0; i < 10; ++i)
      test::put(item, {0x0018, static_cast<std::uint16_t>(0x9004 + i)}, VR::UC,
                std::string(19, 'a') + "!");
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0040, 0x0555}, std::vector<gdcm::DataSet>(items, item));
    return dataset;
  };
  const da::actions::regexp slow("(a+)+$", "x");
  da::dynamic_rule_map rules;
  rules.set(da::parse_pattern("(0018,90xx)"), slow);
  gdcm::DataSet few = dataset_of(1);
  da::anonymize_dataset(few, da::keep_everything{} | rules);
  gdcm::DataSet many = dataset_of(200);
  const std::clock_t begin = std::clock();
  CHECK(test::refused([&] { da::anonymize_dataset(many, da::keep_everything{} | rules); }).code ==
        da::errc::action_failed);
  CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 60);
}

TEST_CASE("a pattern that costs what an ordinary one does works on any number of elements") {
  gdcm::DataSet item;
  test::put(item, {0x0018, 0x9004}, VR::UC, std::string(10'000, 'a') + "b ");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0040, 0x0555}, std::vector<gdcm::DataSet>(2'000, item));
  da::dynamic_rule_map rules;
  rules.set(da::parse_pattern("(0018,9004)"), da::actions::regexp("b", "c"));
  const da::report done = da::anonymize_dataset(dataset, da::keep_everything{} | rules);
  CHECK(done.visited == 2'001);
}

TEST_CASE("it is an action for rules") {
  STATIC_REQUIRE(regexp::name == "regexp");
  da::dynamic_rule_map rules;
  rules.set(da::parse_pattern("(0008,0020)"), regexp("0701$", "0000"));
  CHECK(rules.find(da::tag{0x0008, 0x0020}));
}

TEST_CASE("what a pattern makes of a legal value has to be legal, or is counted") {
  const auto changed = [](gdcm::Tag id, gdcm::VR::VRType kind, const char* value,
                          const da::actions::regexp& act, da::context& shared) {
    gdcm::DataSet dataset;
    test::put(dataset, id, kind, value);
    test::act(act, dataset, id, shared);
    return *test::bytes(dataset, id);
  };
  da::context strict;
  da::context lenient;
  lenient.allows_invalid_values = true;
  const da::actions::regexp lower("CT", "ct");
  const da::actions::regexp split("-", R"(\\)");
  const da::actions::regexp longer("A", std::string(70, 'B'));
  CHECK_THROWS_AS(changed({0x0008, 0x0060}, gdcm::VR::CS, "CT", lower, strict), da::error);
  CHECK(changed({0x0008, 0x0060}, gdcm::VR::CS, "CT", lower, lenient) == "ct");
  CHECK_THROWS_AS(changed({0x0010, 0x0020}, gdcm::VR::LO, "1-2 ", split, strict), da::error);
  CHECK(changed({0x0010, 0x0020}, gdcm::VR::LO, "1-2 ", split, lenient) == "1\\2 ");
  CHECK(changed({0x0010, 0x1000}, gdcm::VR::LO, "1-2 ", split, strict) == "1\\2 ");
  CHECK_THROWS_AS(changed({0x0010, 0x0020}, gdcm::VR::LO, "A ", longer, strict), da::error);
  CHECK(changed({0x0010, 0x0020}, gdcm::VR::LO, "A ", longer, lenient).size() == 70);
  // The form of a date, though no day of the calendar.
  CHECK(changed({0x0008, 0x0020}, gdcm::VR::DA, "19990701", da::actions::regexp("0701$", "0000"),
                strict) == "19990000");
  CHECK_THROWS_AS(
      changed({0x0008, 0x0020}, gdcm::VR::DA, "19990701", da::actions::regexp("0701$", ""), strict),
      da::error);
  // What was not legal before is not the pattern's doing.
  CHECK(changed({0x0008, 0x0020}, gdcm::VR::DA, "1950.01.02", da::actions::regexp("0[.]", "1."),
                strict) == "1951.01.02");
}
