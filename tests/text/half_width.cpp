// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/half_width.hpp>

#include <string_view>
#include <utility>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

TEST_CASE("letters, digits and signs of full width are those of ASCII") {
  CHECK(detail::half_width("ＡＢ－ｚ１９！～").text() == "AB-z19!~");
  CHECK(detail::half_width("患者Ａ様 x").text() == "患者A様 x");
  CHECK(detail::half_width("").text().empty());
}

TEST_CASE("other characters that begin with the same byte stay, and so do parts of characters") {
  for (const std::string_view text : {"ﾔﾏﾀﾞ", "\xEF", "\xEF\xBC", "a\xEF\xBD", "ﬁ", "\xEF\xBC\x80",
                                      "مريض", "ขอ", "\xD9", "\xE0\xA5"}) {
    CHECK(detail::half_width(text).text() == text);
    CHECK_FALSE(detail::half_width::is_needed(text));
  }
  CHECK(detail::half_width::is_needed("ﾔ１"));
}

TEST_CASE("decimal digits of other scripts are those of ASCII") {
  for (const std::string_view digits :
       {"٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙"}) {
    CHECK(detail::half_width(digits).text() == "0123456789");
    CHECK(detail::half_width::is_needed(digits));
  }
  const std::string_view given = "م١٢x３";
  const detail::half_width half(given);
  CHECK(half.text() == "م12x3");
  for (const auto& [there, wanted] : {std::pair{"1", "١"}, {"2", "٢"}, {"x", "x"}, {"3", "３"}})
    CHECK(half.original(half.text().find(there)) == given.find(wanted));
  CHECK(half.original(half.text().size()) == given.size());
}

TEST_CASE("each place is that of the character that was there") {
  const std::string_view given = "x１２y／山３";
  const detail::half_width half(given);
  CHECK(half.text() == "x12y/山3");
  for (const auto& [there, wanted] : {std::pair{"x", "x"},
                                      {"1", "１"},
                                      {"2", "２"},
                                      {"y", "y"},
                                      {"/", "／"},
                                      {"山", "山"},
                                      {"3", "３"}})
    CHECK(half.original(half.text().find(there)) == given.find(wanted));
  CHECK(half.original(half.text().size()) == given.size());
}
