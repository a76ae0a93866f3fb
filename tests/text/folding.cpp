// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/folding.hpp>

#include <string>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;

TEST_CASE("words are compared without case, marks and ligatures") {
  CHECK(text::fold("M\xC3\xBCller") == "muller");
  CHECK(text::fold("Mu\xCC\x88ller") == "muller");
  CHECK(text::fold("GRO\xC3\x9F") == "gross");
  CHECK(text::fold("\xC5\x81uczak") == "luczak");
  CHECK(text::fold("\xC5\x92uvre") == "oeuvre");
  CHECK(text::fold("S\xC3\xB8ren \xC3\x86r\xC3\xB8") == "soren aero");
  CHECK(text::fold("\xC4\xB0\xC5\x9EIK") == text::fold("i\xC5\x9F\xC4\xB1k"));
  CHECK(text::fold("\xEF\xAC\x81nger") == "finger");
}

TEST_CASE("other scripts have one case, one width and one syllabary") {
  CHECK(text::fold("\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82") ==
        text::fold("\xCF\x83\xCE\xB9\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83"));
  CHECK(text::fold("\xD0\x98\xD0\x92\xD0\x90\xD0\x9D") ==
        text::fold("\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD"));
  CHECK(text::fold("\xE1\xB2\x90\xE1\xB2\x91") == text::fold("\xE1\x83\x90\xE1\x83\x91"));
  CHECK(text::fold("\xEF\xBC\xB3\xEF\xBD\x8D") == "sm");
  // Yamada in Hiragana, in Katakana, and in Katakana of half width with its mark.
  const std::string katakana = text::fold("\xE3\x83\xA4\xE3\x83\x9E\xE3\x83\x80");
  CHECK(text::fold("\xE3\x82\x84\xE3\x81\xBE\xE3\x81\xA0") == katakana);
  CHECK(text::fold("\xEF\xBE\x94\xEF\xBE\x8F\xEF\xBE\x80\xEF\xBE\x9E") == katakana);
}

TEST_CASE("bytes that are no UTF-8 are letters of ISO 8859-1, and nothing else becomes of them") {
  CHECK(text::fold("M\xFCller") == "muller");
  CHECK(text::fold(std::string("a\0b", 3)) == std::string("a\0b", 3));
  CHECK(text::fold("").empty());
}

TEST_CASE("umlauts may be written out") {
  std::string out;
  text::detail::append_folded("J\xC3\xA4ger Mo\xCC\x88ller \xC3\x85s", out,
                              text::detail::umlauts::written_out);
  CHECK(out == "jaeger moeller aas");
}
