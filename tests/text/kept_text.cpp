// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/kept_text.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/tokens.hpp>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

// The text without the words that begin with an X.
std::string without(std::string_view text) {
  detail::passage all;
  detail::read_passage(text, 0, 1000, all);
  detail::kept_text kept(text);
  for (const detail::token& t : all.tokens)
    text[t.begin] == 'X' ? kept.drop(t.begin, t.shown_end) : kept.keep(t.begin, t.shown_end);
  return kept.take();
}

}  // namespace

TEST_CASE("a text of which nothing goes is as it was") {
  for (const std::string_view text : {"", "  ", " a - b ", "a\r\n\r\nb\n", "(a", "--a--"})
    CHECK(without(text) == text);
}

TEST_CASE("one of the separators stays where words went") {
  CHECK(without("a X b") == "a b");
  CHECK(without("a - X, b") == "a - b");
  CHECK(without("a, X - b") == "a, b");
  CHECK(without("a_X_b") == "a_b");
  CHECK(without("a X/X/X b") == "a b");
  CHECK(without("1.X.2") == "1 2");
  CHECK(without("a X - b") == "a - b");
  CHECK(without("X - a") == "a");
  CHECK(without("a - X") == "a");
  CHECK(without("X") == "");
  CHECK(without("a X 20%") == "a 20%");
}

TEST_CASE("lines stay, and one that is empty goes") {
  CHECK(without("a\nX X\nb") == "a\nb");
  CHECK(without("a\r\nX\r\nb") == "a\r\nb");
  CHECK(without("a, X\nb") == "a\nb");
}

TEST_CASE("brackets stay in pairs") {
  CHECK(without("a (X) b") == "a b");
  CHECK(without("a (X b) c") == "a (b) c");
  CHECK(without("a (b X) c") == "a (b) c");
  CHECK(without("a [b X]") == "a [b]");
  CHECK(without("(X a) b") == "(a) b");
  CHECK(without("a (b X") == "a (b");
}
