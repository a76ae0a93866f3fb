// SPDX-License-Identifier: BSD-3-Clause
// What a terminal and what a log sees of the progress.
#include <dicom_anonymizer/cli/progress_bar.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/text_sink.hpp"

namespace cli = dicom_anonymizer::cli;
using namespace std::chrono_literals;
using style = cli::progress_bar::style;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++found;
  return found;
}

bool contains(std::string_view text, std::string_view part) { return count(text, part) != 0; }

const cli::progress_bar::clock::time_point start{};

}  // namespace

TEST_CASE("the text tells files, files a second and time left") {
  CHECK(cli::progress_text(0, 10, 5s) == "0 of 10 files");
  CHECK(cli::progress_text(3, 10, 0.05s) == "3 of 10 files");
  CHECK(cli::progress_text(5, 10, 2s) == "5 of 10 files, 2.5 files/s, 0:02 left");
  CHECK(cli::progress_text(1000, 10000, 5s) == "1000 of 10000 files, 200 files/s, 0:45 left");
  CHECK(cli::progress_text(1, 101, 10s) == "1 of 101 files, 0.1 files/s, 16:40 left");
  CHECK(cli::progress_text(1, 1001, 10s) == "1 of 1001 files, 0.1 files/s, 2:46:40 left");
  CHECK(cli::progress_text(10, 10, 2s) == "10 of 10 files, 5.0 files/s");
}

TEST_CASE("control characters are spelled out and other text is left alone") {
  CHECK(cli::printable("caf\xC3\xA9 \xE2\x82\xAC.dcm") == "caf\xC3\xA9 \xE2\x82\xAC.dcm");
  CHECK(cli::printable("a\x1B[31mb\n\r\t\x7F") == "a\\x1B[31mb\\x0A\\x0D\\x09\\x7F");
  CHECK(cli::printable("a\xC2\x9B"
                       "b") ==
        "a\\xC2\x9B"
        "b");
  CHECK(cli::printable("\xC2\xA0") == "\xC2\xA0");
}

TEST_CASE("a stream that is no terminal gets lines") {
  const test::text_sink sink;
  CHECK(cli::progress_bar::style_for(sink.file()) == style::lines);
}

TEST_CASE("a log gets a line each tenth of the files") {
  const test::text_sink sink;
  {
    cli::progress_bar shown(sink.file(), style::lines, start);
    for (std::size_t i = 1; i <= 1000; ++i) shown.update(i, 1000, start + i * 1ms);
  }
  CHECK(count(sink.text(), "\n") == 10);
  CHECK(contains(sink.text(), "100 of 1000 files"));
  CHECK(contains(sink.text(), "\n1000 of 1000 files"));
  CHECK_FALSE(contains(sink.text(), "99 of 1000 files"));
  CHECK_FALSE(contains(sink.text(), "\r"));
  CHECK_FALSE(contains(sink.text(), "\x1B"));
}

TEST_CASE("a log gets a line each minute of slow work") {
  const test::text_sink sink;
  cli::progress_bar shown(sink.file(), style::lines, start);
  shown.update(1, 1000, start + 59s);
  CHECK(sink.text().empty());
  shown.update(2, 1000, start + 61s);
  CHECK(count(sink.text(), "\n") == 1);
  shown.update(3, 1000, start + 90s);
  CHECK(count(sink.text(), "\n") == 1);
}

TEST_CASE("quiet progress shows nothing but the lines that must be read") {
  const test::text_sink sink;
  {
    cli::progress_bar shown(sink.file(), style::none, start);
    shown.update(1, 2, start + 1h);
    shown.line("failed: x");
    shown.update(2, 2, start + 2h);
  }
  CHECK(sink.text() == "failed: x\n");
}

TEST_CASE("a bar is drawn on one line at most ten times a second") {
  const test::text_sink sink;
  {
    cli::progress_bar shown(sink.file(), style::bar, start);
    for (std::size_t i = 1; i <= 1000; ++i) shown.update(i, 1000, start + i * 1ms);
    CHECK(count(sink.text(), "\n") == 0);
  }
  const std::string text = sink.text();
  CHECK(count(text, "\r") >= 5);
  CHECK(count(text, "\r") <= 12);
  CHECK(count(text, "\n") == 1);
  CHECK(text.back() == '\n');
  const std::string last = text.substr(text.rfind('\r'));
  CHECK(contains(last, "1000 of 1000 files"));
  CHECK(contains(last, "[####"));
  CHECK_FALSE(contains(last,
                       "."
                       "]"));
}

TEST_CASE("a bar never fills the whole width of the terminal") {
  const test::text_sink sink;  // no terminal: 80 columns are assumed
  cli::progress_bar shown(sink.file(), style::bar, start);
  shown.update(123'456, 10'000'000, start + 1000s);
  const std::string text = sink.text();
  const std::size_t end = text.find("\x1B[K");
  REQUIRE(end != std::string::npos);
  CHECK(end - 1 <= 79);
  CHECK(contains(text, "123456 of 10000000 files"));
}

TEST_CASE("a line stands above the bar, which is drawn again") {
  const test::text_sink sink;
  cli::progress_bar shown(sink.file(), style::bar, start);
  shown.line("before");
  CHECK(sink.text() == "before\n");
  shown.update(1, 2, start + 1s);
  const std::string drawn = sink.text().substr(7);
  shown.line("failed: a\x1B]b");
  CHECK(sink.text() == "before\n" + drawn + "\r\x1B[Kfailed: a\\x1B]b\n" + drawn);
}

TEST_CASE("an empty folder needs no progress") {
  const test::text_sink sink;
  {
    cli::progress_bar shown(sink.file(), style::bar, start);
    shown.update(0, 0, start + 1s);
  }
  CHECK(sink.text().empty());
}
