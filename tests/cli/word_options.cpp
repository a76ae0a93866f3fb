// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/word_options.hpp>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/word_class.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace cli = dicom_anonymizer::cli;
namespace da = dicom_anonymizer;

namespace {

struct chosen_words {
  cli::policy how;
  std::string review;
  bool lists = false;
};

// The words of the line are those that CLI11 wants: from the last to the first.
chosen_words chosen(std::vector<std::string> line, const da::profile& base) {
  CLI::App app;
  const cli::detail::word_options words(app);
  app.parse(line);
  chosen_words result;
  result.how.base = base;
  words.apply(result.how);
  words.require_effect(result.how);
  result.review = words.review().string();
  result.lists = words.lists();
  return result;
}

constexpr auto cleans = da::profile() | da::option::clean_descriptors;

bool has(const cli::policy& how, std::string_view word) {
  return how.words.list->find(da::text::fold(word)) != da::text::word_class::none;
}

}  // namespace

TEST_CASE("without options texts are cleaned by the words of the library") {
  for (const da::profile& base : {da::profile(), cleans}) {
    const chosen_words none = chosen({}, base);
    CHECK(none.how.words.files.empty());
    CHECK_FALSE(none.how.words.is_strict);
    CHECK(none.review.empty());
    CHECK_FALSE(none.lists);
    CHECK(has(none.how, "chest"));
    CHECK_FALSE(has(none.how, "zzyzx"));
  }
}

TEST_CASE("each option of words does what it says") {
  const test::folder root;
  const std::string site = root / "site.txt";
  const std::string more = root / "more.txt";
  std::ofstream(site) << "zzyzx\nqqlorr\n";
  std::ofstream(more) << "!zzyzx\n";
  const chosen_words all = chosen({"words.tsv", "--review", "strict", "--clean-words", more,
                                   "--safe-words", site, "--safe-words"},
                                  cleans);
  CHECK(all.how.words.files == std::vector<std::string>{site, more});
  CHECK(all.how.words.is_strict);
  CHECK(all.review == "words.tsv");
  CHECK(has(all.how, "qqlorr"));
  CHECK_FALSE(has(all.how, "zzyzx"));  // the later file holds
  CHECK(chosen({"--list-safe-words"}, da::profile()).lists);
  CHECK(has(chosen({site, "--safe-words", "--list-safe-words"}, da::profile()).how, "zzyzx"));
}

TEST_CASE("words for texts that nothing cleans, and words that are none, are refused") {
  const test::folder root;
  const std::string site = root / "site.txt";
  std::ofstream(site) << "zzyzx\n";
  for (const std::vector<std::string>& line : {std::vector<std::string>{site, "--safe-words"},
                                               {"strict", "--clean-words"},
                                               {"words.tsv", "--review"}}) {
    const auto told = test::refused([&] { static_cast<void>(chosen(line, da::profile())); });
    CHECK(told.code == da::errc::bad_arguments);
    CHECK_NOTHROW(chosen(line, cleans));
  }
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"lax", "--clean-words"}, {"", "--review"}})
    CHECK(test::refused([&] { static_cast<void>(chosen(line, cleans)); }).code ==
          da::errc::bad_arguments);
}
