// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/scripts.hpp>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

// The scripts of the characters are those of Scripts.txt of Unicode.
TEST_CASE("characters are of Latin letters, of a script without spaces, or of another") {
  using detail::script;
  for (const char32_t c : {U'a', U'Z', U'ä', U'ß', U'ł', U'ế', U'ﬁ', U'Ａ', U'ｚ', U'ə'})
    CHECK(detail::script_of(c) == script::latin);
  for (const char32_t c : {U'山', U'々', U'〇', U'さ', U'ヤ', U'ﾔ', U'김', U'ᄀ', U'ก', U'က', U'ក'})
    CHECK(detail::script_of(c) == script::dense);
  for (const char32_t c : {U'Ж', U'Ω', U'א', U'ع', U'न', U'Ա'})
    CHECK(detail::script_of(c) == script::other);
}

TEST_CASE("marks and what is not seen are of any script") {
  for (const char32_t c :
       {U'\u0301', U'\u200B', U'\u200D', U'\uFEFF', U'\uFE0F', U'\U000E0100', U'\u00B5'})
    CHECK(detail::script_of(c) == detail::script::any);
}
