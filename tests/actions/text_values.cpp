// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/text_values.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/known_values.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::vr;
using da::detail::cleaning;
using da::detail::rewritten_text;
using fate = rewritten_text::fate;

namespace {

// Of a data set that is Zebulon's (or of the UTF-8 name that is given).
rewritten_text rewritten(std::string_view bytes, vr kind, cleaning how,
                         std::string_view characters = "", std::string_view name = "Zebulon") {
  const da::text::vocabulary words;
  da::text::known_values known;
  known.add_name(name);
  return da::detail::rewrite_text(bytes, kind, da::character_set(characters),
                                  da::text::cleaner(words, known), how);
}

}  // namespace

TEST_CASE("a text in which nothing is found is not rewritten") {
  for (const cleaning how : {cleaning::clean, cleaning::scrub}) {
    const rewritten_text same = rewritten("CT Chest ", vr::LO, how);
    CHECK(same.what == fate::unchanged);
    CHECK(same.bytes.empty());
    CHECK(same.removed.total() == 0);
    CHECK(rewritten("", vr::LO, how).what == fate::unchanged);
    CHECK(rewritten("  \\ \\", vr::LO, how).what == fate::unchanged);
  }
}

TEST_CASE("each value is treated by itself, and others stay byte for byte") {
  const rewritten_text done =
      rewritten(" CT \\Chest Zebulon\\Zebulon\\Head  ", vr::LO, cleaning::scrub);
  CHECK(done.what == fate::changed);
  CHECK(done.bytes == " CT \\Chest\\\\Head");
  CHECK(done.cleaned == 1);
  CHECK(done.emptied == 1);
  CHECK(done.removed[da::text::removal::known_value] == 2);
}

TEST_CASE("where nothing is left of any value, nothing is") {
  const rewritten_text done = rewritten("Zebulon\\ \\Zebulon ", vr::SH, cleaning::scrub);
  CHECK(done.what == fate::nothing_left);
  CHECK(done.bytes.empty());
  CHECK(done.emptied == 2);
  CHECK(done.cleaned == 0);
}

TEST_CASE("a backslash in a VR of one value separates nothing") {
  const rewritten_text done = rewritten("Head\\Zebulon", vr::LT, cleaning::scrub);
  CHECK(done.what == fate::changed);
  CHECK(done.cleaned == 1);
  CHECK(done.emptied == 0);
}

TEST_CASE("text is cleaned in the character set that it is written in") {
  // ISO 8859-1; GB18030, in which a second byte may be a backslash; ISO 2022 with Kanji.
  CHECK(
      rewritten("Chest M\xFCller", vr::LO, cleaning::scrub, "ISO_IR 100", "M\xC3\xBCller").bytes ==
      "Chest");
  // U+738B; the second byte of U+4E57 is 0x5C there.
  const std::string wang = "\xCD\xF5";
  CHECK(rewritten("Chest " + wang + "\x81\x5C", vr::LO, cleaning::scrub, "GB18030",
                  "\xE7\x8E\x8B\xE4\xB9\x97")
            .bytes == "Chest");
  const std::string yamada = "\x1B$B;3ED\x1B(B";
  const rewritten_text kanji =
      rewritten("Chest " + yamada + "\\" + yamada + " Head", vr::LO, cleaning::scrub,
                "\\ISO 2022 IR 87", "\xE5\xB1\xB1\xE7\x94\xB0");
  CHECK(kanji.bytes == "Chest\\Head");
}

TEST_CASE("bytes that are no text are not cleaned, and scrubbed as they are") {
  const std::string_view broken = "Zebulon \xFC Chest";
  CHECK(rewritten(broken, vr::LO, cleaning::clean).what == fate::unreadable);
  CHECK(rewritten(broken, vr::LO, cleaning::clean).emptied == 1);
  CHECK(rewritten(broken, vr::LO, cleaning::clean, "ISO_IR 999").what == fate::unreadable);
  const rewritten_text scrubbed = rewritten(broken, vr::LO, cleaning::scrub);
  CHECK(scrubbed.what == fate::changed);
  CHECK(scrubbed.bytes.find("Zebulon") == std::string::npos);
  CHECK(scrubbed.bytes.find("\xFC Chest") != std::string::npos);
  // An escape sequence that nobody knows.
  CHECK(rewritten("Chest \x1B$ZZ Zebulon", vr::LO, cleaning::clean).what == fate::unreadable);
}

TEST_CASE("a value of UN may be a list, which keeps its places") {
  const auto left = [](std::string_view bytes, cleaning how = cleaning::scrub) {
    const rewritten_text done = rewritten(bytes, vr::UN, how);
    return done.what == fate::unchanged ? std::string(bytes) : done.bytes;
  };
  CHECK(left("Head\\Zebulon\\left") == "Head\\\\left");
  CHECK(left("Head\\of Zebulon\\left ") == "Head\\of\\left");
  CHECK(left("Head\\Zebulon\\left", cleaning::clean) == "Head\\\\left");
  CHECK(rewritten("Zebulon\\Zebulon", vr::UN, cleaning::scrub).what == fate::nothing_left);
}

TEST_CASE("numbers of VR UN stay or go whole, in a list only if no chance makes them equal") {
  const da::text::vocabulary words;
  da::text::known_values known;
  known.add_identifier("12345");
  known.add_identifier("100");
  known.add_identifier("1234");
  known.add_identifier("8877665544");
  known.add_date("19560512", true);
  const auto left = [&](std::string_view bytes) {
    const rewritten_text done = da::detail::rewrite_text(
        bytes, vr::UN, da::character_set(""), da::text::cleaner(words, known), cleaning::scrub);
    return done.what == fate::unchanged      ? std::string(bytes)
           : done.what == fate::nothing_left ? std::string("(nothing)")
                                             : done.bytes;
  };
  // PS3.5 table 6.2-1: DS and IS, several with backslashes between them.
  for (const std::string_view numbers :
       {"1.12345\\0.560512\\3", "0.5\\1.28877665544\\3 ", "1\\12345\\3", "560512\\120556", "100 ",
        "1234", "100.5", "100\\200\\300", "Head\\100", "-8877665544\\1", "1e5\\12345\\\\2",
        " 12345 \\ +2", "12345.5\\2"})
    CHECK(left(numbers) == numbers);
  // Long ones, a value that is alone, and what stands among words.
  CHECK(left("1\\8877665544\\3") == "1\\\\3");
  CHECK(left("1\\19560512\\3") == "1\\\\3");
  CHECK(left("1\\19560512101112.250\\3") == "1\\\\3");
  CHECK(left("12345 ") == "(nothing)");
  CHECK(left("12345.5") == "(nothing)");
  CHECK(left("of 100") == "of");
  CHECK(left("Head\\12345\\3") == "Head\\\\3");
  // So long a list is one of numbers or is one text.
  std::string many = "12345";
  while (many.size() < 3'000'000) many += "\\8877665544";
  CHECK(left(many) == many);
  CHECK(left("Head\\" + many).find("12345") == std::string::npos);
}

TEST_CASE("what is left and too long for its VR is not written") {
  const std::string text = std::string(70'000, ' ') + "chest Zebulon";
  for (const cleaning how : {cleaning::clean, cleaning::scrub})
    for (const vr kind : {vr::LO, vr::LT, vr::SH, vr::ST}) {
      CHECK(rewritten("chest" + text, kind, how).what == fate::unreadable);
      CHECK(rewritten("chest" + text.substr(0, 70'000), kind, how).what == fate::unchanged);
    }
  for (const vr kind : {vr::UT, vr::UC, vr::UN})
    CHECK(rewritten("chest" + text, kind, cleaning::scrub).what == fate::changed);
}

TEST_CASE("only text of VR UN is taken for text") {
  using da::detail::is_likely_text;
  CHECK(is_likely_text("some text\r\n\x1B$B;3ED\x1B(B \xFC\0\0"));
  CHECK(is_likely_text(""));
  CHECK_FALSE(is_likely_text(std::string_view("a\0b", 3)));
  CHECK_FALSE(is_likely_text("a\x01"));
  CHECK_FALSE(is_likely_text("a\x7F"));
}
