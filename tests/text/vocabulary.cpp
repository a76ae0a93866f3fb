// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/vocabulary.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/folding.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/growth.hpp"

namespace da = dicom_anonymizer;
namespace text = da::text;

namespace {

struct word_file {
  test::folder folder;
  std::string path;
  word_file(const std::string& bytes, const std::string& name = "words.txt")
      : path((folder / name).string()) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
};

da::errc code_of(const std::string& path) {
  try {
    text::vocabulary().add_file(path);
  } catch (const da::error& e) {
    return e.code();
  }
  return da::errc{};
}

}  // namespace

TEST_CASE("a site's words are added from a file, in any case") {
  const word_file file(
      "# ours\nZeego\n\n  vibeflex \r\nXYZTOOL\n!contrast\n=Redlands protocol\nx-quant\n");
  text::vocabulary words;
  const std::size_t before = words.size();
  words.add_file(file.path);
  CHECK(words.find("zeego") == text::word_class::ambiguous);
  CHECK(words.find("vibeflex") == text::word_class::imaging);
  CHECK(words.find("xyztool") == text::word_class::imaging);
  CHECK(words.find("contrast") == text::word_class::none);
  CHECK(words.find("redlands") == text::word_class::none);
  CHECK(words.size() == before + 3 - 1 + 2);
}

TEST_CASE("a file does not make safe what the list says no to") {
  const word_file file("rose\nhospital\nprof\nbrain\n");
  text::vocabulary words;
  words.add_file(file.path);
  CHECK(words.find("rose") == text::word_class::ambiguous);
  CHECK(words.find("hospital") == text::word_class::institution);
  CHECK(words.find("prof") == text::word_class::title);
  CHECK(words.find("brain") == text::word_class::core);
  const word_file taken("!rose\nrose\n");
  words.add_file(taken.path);
  CHECK(words.find("rose") == text::word_class::imaging);
}

TEST_CASE("a dictionary of hunspell is read as it is") {
  const word_file file("5\nzorbing/SM\nx-quant/S\npost op\nHarrisson/M\n123\n", "en.dic");
  text::vocabulary words;
  words.add_file(file.path);
  CHECK(words.find("zorbing") == text::word_class::imaging);
  CHECK(words.find("harrisson") == text::word_class::ambiguous);
}

TEST_CASE("names are told by their capital in every script that has one") {
  for (const std::string& bytes :
       {std::string("Östlundzz"), std::string("Çelikzz"), std::string("O\xCC\x88stlundzz"),
        std::string("Иванов"), std::string("Παπάς"), std::string("Șerbanzz"), std::string("Ếchzz"),
        std::string("Łukaszzz"), std::string("Øyvindzz"), std::string("Արամ"), std::string("Ћирић"),
        std::string("Ӱзмк"), std::string("McDonaldzz"), std::string("O'Brienzz"),
        std::string("d'Angelozz"), std::string("LaRuezz")}) {
    CAPTURE(bytes);
    const word_file file(bytes + "/S\n", "names.dic");
    text::vocabulary words;
    words.add_file(file.path);
    const std::string list = words.list();
    const std::string line = "\n" + text::fold(bytes) + "\t";
    REQUIRE(list.find(line) != std::string::npos);
    CHECK(list.compare(list.find(line) + line.size(), 10, "ambiguous\n") == 0);
  }
  for (const std::string& bytes :
       {std::string("östlundzz"), std::string("иванов"), std::string("XYZTOOL"),
        std::string("ÖSTLUNDZZ"), std::string("иphone"), std::string("T1wzz"),
        std::string("1Azz")}) {
    CAPTURE(bytes);
    const word_file file(bytes + "\n");
    text::vocabulary words;
    words.add_file(file.path);
    CHECK(words.find(text::fold(bytes)) == text::word_class::imaging);
  }
}

TEST_CASE("a word that a file has as a name, too, is ambiguous, in whatever order") {
  for (const std::string& lines :
       {std::string("mazzik\nMazzik\n"), std::string("Mazzik\nmazzik\n")}) {
    const word_file file(lines, "en.dic");
    text::vocabulary words;
    words.add_file(file.path);
    CHECK(words.find("mazzik") == text::word_class::ambiguous);
    text::vocabulary own;
    own.add_word("mazzik").add_file(file.path);
    CHECK(own.find("mazzik") == text::word_class::imaging);
  }
}

TEST_CASE("names with a hyphen stay as ambiguous words do") {
  const word_file file("Smythe-Jonzz\nx-quant\n");
  text::vocabulary words;
  words.add_file(file.path);
  CHECK(words.list().find("\nsmythe jonzz\tambiguous phrase\n") != std::string::npos);
  CHECK(words.list().find("\nx quant\tphrase\n") != std::string::npos);
  const text::known_values known;
  const text::cleaner cleaner(words, known);
  CHECK(cleaner.clean("Smythe-Jonzz axial").text == "Smythe-Jonzz axial");
  CHECK(cleaner.clean("Dr. Smythe-Jonzz axial").text == "axial");
  CHECK(cleaner.clean("axial Campbell Smythe-Jonzz").text == "axial");
  CHECK(cleaner.clean("Smythe axial").text == "axial");
  text::allowances strict;
  strict.strict = true;
  CHECK(text::cleaner(words, known, strict).clean("Smythe-Jonzz axial").text == "axial");
}

TEST_CASE("single letters are what they are without a site's words, unless they are taken out") {
  const text::known_values known;
  text::vocabulary words;
  words.add_word("fluotron");
  CHECK(text::cleaner(words, known).clean("X-ray Vitamin D").text == "X-ray Vitamin D");
  words.take_out("d");
  CHECK(text::cleaner(words, known).clean("X-ray Vitamin D").text == "X-ray Vitamin");
  CHECK(words.is_taken_out("d"));
  CHECK_FALSE(words.is_taken_out("x"));
}

TEST_CASE("words are read in UTF-8, in UTF-16 with a mark, and in what the .aff says") {
  for (const std::string& bytes :
       {std::string("sch\xC3\xB6nzz\n"), std::string("\xEF\xBB\xBFsch\xC3\xB6nzz\n"),
        std::string("\xFF\xFEs\0c\0h\0\xF6\0n\0z\0z\0\n\0", 18),
        std::string("\xFE\xFF\0s\0c\0h\0\xF6\0n\0z\0z\0\n", 18)}) {
    const word_file file(bytes);
    text::vocabulary words;
    words.add_file(file.path);
    CHECK(words.find("schonzz") == text::word_class::imaging);
  }
  const word_file dic("1\nsch\xF6nzz\n", "de.dic");
  CHECK(code_of(dic.path) == da::errc::character_set);
  std::ofstream(dic.folder / "de.aff") << "SET ISO8859-1\n";
  text::vocabulary words;
  words.add_file(dic.path);
  CHECK(words.find("schonzz") == text::word_class::imaging);
}

TEST_CASE("a line that is no word is told by its number, and nothing has changed") {
  for (const std::string_view bad : {"two words", "12", "!", "=--", "!two words"}) {
    const word_file file("goodwordzz\n" + std::string(bad) + "\n");
    text::vocabulary words;
    const std::string before = words.digest();
    try {
      words.add_file(file.path);
      FAIL("no error");
    } catch (const da::error& e) {
      CHECK(e.code() == da::errc::bad_arguments);
      CHECK(std::string(e.what()).find("line 2") != std::string::npos);
      CHECK(std::string(e.what()).find("goodword") == std::string::npos);
      CHECK(std::string(e.what()).find("two") == std::string::npos);
    }
    CHECK(words.digest() == before);
  }
}

TEST_CASE("files that cannot be read, and bytes of another kind, are errors") {
  const word_file file("\x89PNG\xFF\xFF\n");
  CHECK(code_of(file.path) == da::errc::character_set);
  CHECK(code_of(file.path + ".none") == da::errc::unreadable);
  CHECK(code_of(file.folder.path().string()) == da::errc::unreadable);
}

TEST_CASE("words and phrases are added and taken out one by one") {
  text::vocabulary words;
  words.add_word("Rose").take_out("brain").add_word(
      "Z\xC3\xAB"
      "ego");
  CHECK(words.find("rose") == text::word_class::imaging);
  CHECK(words.find("brain") == text::word_class::none);
  CHECK(words.find("zeego") == text::word_class::imaging);
  CHECK_THROWS_AS(words.add_word("two words"), da::error);
  CHECK_THROWS_AS(words.add_word("12"), da::error);
  CHECK_THROWS_AS(words.take_out(""), da::error);
  CHECK_THROWS_AS(words.add_phrase("- -"), da::error);
}

TEST_CASE("the digest tells lists apart, and not the order in which they were made") {
  text::vocabulary first;
  text::vocabulary second;
  CHECK(first.digest() == second.digest());
  CHECK(first.digest().size() == 16);
  first.add_word("zeego").add_word("xflex");
  CHECK(first.digest() != second.digest());
  second.add_word("xflex").add_word("zeego");
  CHECK(first.digest() == second.digest());
  second.take_out("brain");
  CHECK(first.digest() != second.digest());
}

TEST_CASE("size and digest are those of the list, and do not write it") {
  const auto lines = [](const text::vocabulary& words) {
    const std::string list = words.list();
    return static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n'));
  };
  text::vocabulary words;
  const std::string first = words.digest();
  const std::size_t before = lines(words);
  CHECK(words.size() == before);
  words.add_word("rose")
      .add_word("zeego")
      .take_out("brain")
      .take_out("nosuchword")
      .add_phrase("a b");
  CHECK(words.size() == lines(words));
  CHECK(words.size() == before + 1);  // rose was there, zeego and a phrase are new, brain is gone
  CHECK(words.digest() != first);
  // The same list made otherwise.
  text::vocabulary other;
  other.add_phrase("a b").take_out("brain").add_word("zeego").take_out("rose").add_word("rose");
  REQUIRE(other.list() == words.list());
  CHECK(other.digest() == words.digest());
  // And the first one again: what was taken out and has the class of the library is as it was.
  text::vocabulary again;
  again.take_out("contrast").add_word("contrast");
  REQUIRE(again.list() == text::vocabulary().list());
  CHECK(again.digest() == first);
  const double listing = test::seconds_of([&] { (void)words.list(); });
  CHECK(test::seconds_of([&] { (void)words.size(), (void)words.digest(); }) < listing / 10);
}

TEST_CASE("the list has one sorted line for each word") {
  text::vocabulary words;
  words.add_word("zeego").add_phrase("Redlands Protocol");
  const std::string list = words.list();
  CHECK(static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n')) == words.size());
  CHECK(list.find("\nzeego\timaging\n") != std::string::npos);
  CHECK(list.find("\nredlands protocol\tphrase\n") != std::string::npos);
  CHECK(list.find("\nbrain\tcore\n") != std::string::npos);
}

TEST_CASE("size and digest are those of the list, without going through it") {
  const word_file file("zeego\nZorn\n!brain\n=Redlands Protocol\nhead\n!nonesuch\n");
  text::vocabulary of_file;
  of_file.add_file(file.path).add_file(file.path);
  text::vocabulary by_hand;
  by_hand.add_word("brain").take_out("zeego").add_phrase("redlands  protocol").take_out("nonesuch");
  by_hand.add_phrase("Redlands Protocol").add_word("zeego").add_word("zeego").take_out("brain");
  text::vocabulary back;
  back.take_out("zeego").take_out("zeego");
  for (const text::vocabulary* const one : {&of_file, &by_hand, &back}) {
    const std::string list = one->list();
    CHECK(one->size() == static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n')));
  }
  CHECK(back.list() == text::vocabulary().list());
  CHECK(back.digest() == text::vocabulary().digest());
  CHECK(of_file.list() != by_hand.list());
  CHECK(of_file.digest() != by_hand.digest());
  by_hand.take_out("zorn");
  of_file.take_out("Zorn");
  CHECK(of_file.list() == by_hand.list());
  CHECK(of_file.digest() == by_hand.digest());

  // Each data set that names its list asks for both.
  using clock = std::chrono::steady_clock;
  const auto begun = clock::now();
  std::size_t written = 0;
  for (int i = 0; i < 20; ++i) written += of_file.list().size();
  const auto listed = clock::now() - begun;
  for (int i = 0; i < 20; ++i) written += of_file.size() + of_file.digest().size();
  CHECK(written != 0);
  CHECK(clock::now() - begun - listed < listed / 2);
}
