// SPDX-License-Identifier: BSD-3-Clause
// -t on the command line: what is taken, what is left, what is refused.
#include <dicom_anonymizer/cli/tag_rules.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/noting_registry.hpp"

namespace da = dicom_anonymizer;

namespace {

using test::noting_registry;
using texts = std::vector<std::string>;

std::string_view action_for(const da::dynamic_rule_map& rules, da::tag id) {
  return rules.find(id).name();
}

struct refusal {
  da::errc code;
  std::string reason;
};

refusal refused(texts words) {
  const noting_registry known;
  try {
    (void)da::cli::take_tag_rules(words, known.actions);
  } catch (const da::error& e) {
    return {e.code(), e.reason()};
  }
  FAIL("was not refused");
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("-t may stand before, between and after the paths") {
  const noting_registry known;
  texts words{"-t",  "(0x0010, 0x0010)", "keep", "in",          "-t",    "PatientID", "empty",
              "out", "--quiet",          "-t",   "(60xx,3000)", "delete"};
  const da::dynamic_rule_map rules = da::cli::take_tag_rules(words, known.actions);
  CHECK(words == texts{"in", "out", "--quiet"});
  CHECK(rules.size() == 3);
  CHECK(action_for(rules, {0x0010, 0x0010}) == "keep");
  CHECK(action_for(rules, {0x0010, 0x0020}) == "empty");
  CHECK(action_for(rules, {0x6004, 0x3000}) == "delete");
  CHECK(action_for(rules, {0x0010, 0x0030}) == "none");
}

TEST_CASE("arguments are taken verbatim, as many as the action has") {
  noting_registry known;
  texts words{"in", "-t", "(0008,0020)", "noted", "-t", "--quiet", "out"};
  const da::dynamic_rule_map rules = da::cli::take_tag_rules(words, known.actions);
  CHECK(action_for(rules, {0x0008, 0x0020}) == "noted");
  CHECK(known.seen == texts{"-t", "--quiet"});
  CHECK(words == texts{"in", "out"});
}

TEST_CASE("an argument may be empty or look like a number, a list or a path") {
  noting_registry known;
  texts words{"-t", "(0008,0020)", "noted", "", "-1", "[a,b]"};
  (void)da::cli::take_tag_rules(words, known.actions);
  CHECK(known.seen == texts{"", "-1"});
  CHECK(words == texts{"[a,b]"});
}

TEST_CASE("of two -t for an element the later wins") {
  const noting_registry known;
  texts words{"-t", "PatientName", "keep", "-t", "(0010,xxxx)", "empty"};
  CHECK(action_for(da::cli::take_tag_rules(words, known.actions), {0x0010, 0x0010}) == "empty");
  words = {"-t", "(0010,xxxx)", "empty", "-t", "PatientName", "keep"};
  CHECK(action_for(da::cli::take_tag_rules(words, known.actions), {0x0010, 0x0010}) == "keep");
}

TEST_CASE("words without -t are left as they are") {
  const noting_registry known;
  for (const texts& untouched :
       {texts{}, texts{"in", "out", "-j", "2"}, texts{"--", "-t", "out"}}) {
    texts words = untouched;
    CHECK(da::cli::take_tag_rules(words, known.actions).size() == 0);
    CHECK(words == untouched);
  }
}

TEST_CASE("an unknown action is refused with the nearest name") {
  const refusal near = refused({"-t", "(0010,0010)", "delte"});
  CHECK(near.code == da::errc::unknown_action);
  CHECK(contains(near.reason, "'delte'"));
  CHECK(contains(near.reason, "did you mean 'delete'"));
  const refusal far = refused({"-t", "(0010,0010)", "obfuscate"});
  CHECK(far.code == da::errc::unknown_action);
  CHECK_FALSE(contains(far.reason, "did you mean"));
}

TEST_CASE("a wrong tag is refused and quoted") {
  const refusal wrong = refused({"-t", "(0010,001G)", "keep"});
  CHECK(wrong.code == da::errc::bad_tag);
  CHECK(contains(wrong.reason, "(0010,001G)"));
  CHECK_FALSE(contains(wrong.reason, "did you mean"));
  const refusal keyword = refused({"-t", "PatientsName", "keep"});
  CHECK(keyword.code == da::errc::bad_tag);
  CHECK(contains(keyword.reason, "did you mean 'PatientName'"));
}

TEST_CASE("missing words after -t are refused") {
  CHECK(refused({"-t"}).code == da::errc::bad_arguments);
  CHECK(refused({"-t", "(0010,0010)"}).code == da::errc::bad_arguments);
  CHECK(refused({"-t", "(0010,0010)", "noted"}).code == da::errc::bad_arguments);
  const refusal one = refused({"-t", "(0010,0010)", "noted", "a"});
  CHECK(one.code == da::errc::bad_arguments);
  CHECK(contains(one.reason, "noted first second"));
}

TEST_CASE("what the action says about its arguments is passed on") {
  const refusal never = refused({"-t", "(0010,0010)", "never", "a"});
  CHECK(never.code == da::errc::bad_arguments);
  CHECK(contains(never.reason, "(0010,0010)"));
  CHECK(contains(never.reason, "not today"));
}

TEST_CASE("-t without a space is refused") {
  CHECK(refused({"-t(0010,0010)", "keep"}).code == da::errc::bad_arguments);
  CHECK(refused({"-t=(0010,0010)", "keep"}).code == da::errc::bad_arguments);
}
