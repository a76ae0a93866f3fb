// SPDX-License-Identifier: BSD-3-Clause
// The program in this process: exit status, output, what is said and what never is.
#include <dicom_anonymizer/cli/run.hpp>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/text_sink.hpp"

namespace da = dicom_anonymizer;
namespace fs = std::filesystem;

namespace {

struct result {
  int status;
  std::string out;
  std::string err;
};

result run(std::vector<std::string> words,
           const da::action_registry& known = da::cli::all_actions()) {
  words.insert(words.begin(), "dicom-anonymizer");
  std::vector<const char*> pointers;
  for (const std::string& one : words) pointers.push_back(one.c_str());
  const test::text_sink out;
  const test::text_sink err;
  const int status = da::cli::run(static_cast<int>(pointers.size()), pointers.data(), known,
                                  out.file(), err.file());
  return {status, out.text(), err.text()};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  return text;
}

// An element in explicit VR little endian with a 16-bit length.
std::string element(std::uint16_t group, std::uint16_t id, std::string_view vr,
                    std::string_view value) {
  std::string padded(value);
  if (padded.size() % 2 != 0) padded += vr == "UI" ? '\0' : ' ';
  return number(group, 2) + number(id, 2) + std::string(vr) +
         number(static_cast<std::uint32_t>(padded.size()), 2) + padded;
}

std::string file(std::string_view sop_class, const std::string& dataset) {
  const std::string meta = element(0x0002, 0x0002, "UI", sop_class) +
                           element(0x0002, 0x0003, "UI", "1.2.3.4") +
                           element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
  return std::string(128, '\0') + "DICM" +
         element(0x0002, 0x0000, "UL", number(static_cast<std::uint32_t>(meta.size()), 4)) + meta +
         dataset;
}

// A secondary capture of one patient; the names are found again if they are printed.
std::string image(std::string_view name = "Canary^Yellow") {
  return file("1.2.840.10008.5.1.4.1.1.7",
              element(0x0008, 0x0018, "UI", "1.2.3.4") + element(0x0008, 0x0020, "DA", "19990701") +
                  element(0x0010, 0x0010, "PN", name) + element(0x0010, 0x0020, "LO", "CanaryId"));
}

std::string dicomdir() {
  return file("1.2.840.10008.1.3.10", element(0x0004, 0x1130, "CS", "CANARYSET"));
}

// Ends within the value of Patient's Name.
std::string damaged() {
  const std::string whole = image();
  return whole.substr(0, whole.find("Canary") + 6);
}

}  // namespace

TEST_CASE("a file is anonymized and counted") {
  const test::folder here;
  test::write(here / "a.dcm", image());
  const result done = run({(here / "a.dcm").string(), (here / "b.dcm").string()});
  CHECK(done.status == 0);
  CHECK(done.out == "anonymized 1, skipped 0, failed 0\n");
  CHECK(done.err.empty());
  CHECK_FALSE(contains(test::read(here / "b.dcm"), "Canary"));
  CHECK(contains(test::read(here / "a.dcm"), "Canary^Yellow"));
}

TEST_CASE("a file goes into a folder under its own name") {
  const test::folder here;
  test::write(here / "a.dcm", image());
  fs::create_directory(here / "out");
  CHECK(run({(here / "a.dcm").string(), (here / "out").string()}).status == 0);
  CHECK(test::listing(here / "out") == std::vector<std::string>{"a.dcm"});
}

TEST_CASE("a folder is mirrored, and what is not DICOM is skipped and counted") {
  const test::folder here;
  test::write(here / "in/a.dcm", image());
  test::write(here / "in/deep/er/b", image());
  test::write(here / "in/deep/notes.txt", "Canary^Yellow was here\n");
  const result done = run({(here / "in").string(), (here / "out/new").string()});
  CHECK(done.status == 0);
  CHECK(done.out == "anonymized 2, skipped 1, failed 0\n");
  CHECK_FALSE(contains(done.err, "notes.txt"));
  CHECK(fs::exists(here / "out/new/a.dcm"));
  CHECK(fs::exists(here / "out/new/deep/er/b"));
  CHECK_FALSE(fs::exists(here / "out/new/deep/notes.txt"));
}

TEST_CASE("a DICOMDIR is skipped and named, and does not make the run fail") {
  const test::folder here;
  test::write(here / "in/DICOMDIR", dicomdir());
  test::write(here / "in/a", image());
  const result done = run({(here / "in").string(), (here / "out").string()});
  CHECK(done.status == 0);
  CHECK(done.out == "anonymized 1, skipped 1, failed 0\n");
  CHECK(contains(done.err, "skipped: " + (here / "in/DICOMDIR").string()));
  CHECK(contains(done.err, "regenerate"));
  CHECK_FALSE(fs::exists(here / "out/DICOMDIR"));
}

TEST_CASE("a damaged file is named with its reason and does not stop the others") {
  const test::folder here;
  test::write(here / "in/a", damaged());
  test::write(here / "in/b", image());
  const result done = run({(here / "in").string(), (here / "out").string()});
  CHECK(done.status == 1);
  CHECK(done.out == "anonymized 1, skipped 0, failed 1\n");
  CHECK(contains(done.err, "failed: " + (here / "in/a").string() + ": "));
  CHECK(contains(done.err, "(0010,0010)"));
  CHECK_FALSE(contains(done.err, "Canary"));
  CHECK(test::listing(here / "out") == std::vector<std::string>{"b"});
}

TEST_CASE("one file that is not DICOM, a DICOMDIR or damaged is a failure") {
  const test::folder here;
  test::write(here / "text", "Canary^Yellow was here\n");
  test::write(here / "DICOMDIR", dicomdir());
  test::write(here / "damaged", damaged());
  for (const char* name : {"text", "DICOMDIR", "damaged"}) {
    CAPTURE(name);
    const result done = run({(here / name).string(), (here / "out").string()});
    CHECK(done.status == 1);
    CHECK(done.out == "anonymized 0, skipped 0, failed 1\n");
    CHECK(contains(done.err, "failed: " + (here / name).string() + ": "));
    CHECK_FALSE(contains(done.err, "Canary"));
    CHECK_FALSE(fs::exists(here / "out"));
  }
}

TEST_CASE("wrong usage ends with 2, a reason and nothing done") {
  const test::folder here;
  test::write(here / "in/a", image());
  test::write(here / "file", "x");
  const std::string in = (here / "in").string();
  const std::string out = (here / "out").string();
  const std::vector<std::vector<std::string>> wrong{
      {},
      {in},
      {in, out, "more"},
      {in, out, "--frobnicate"},
      {in, out, "-j", "-2"},
      {in, out, "--edition", "1999"},
      {in, out, "-t", "(0010,0010)", "obfuscate"},
      {in, out, "-t", "(0010,0010)", "regexp", "a"},
      {in, out, "-t", "(0010,0010)", "regexp", "(", "b"},
      {in, out, "-t", "Nobody", "keep"},
      {in, out, "--dictionary", (here / "none.json").string()},
      {in + "/none", out},
      {in, in},
      {in, in + "/"},
      {in, in + "/new"},
      {in, in + "/../in/./new"},
      {in, (here / "file").string()},
      {in + "/a", in},
      {in + "/a", in + "/a"},
      {in + "/a", out + "/"},
  };
  const std::vector<std::string> before = test::listing(here.path());
  for (const std::vector<std::string>& words : wrong) {
    CAPTURE(words);
    const result refused = run(words);
    CHECK(refused.status == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.starts_with("dicom-anonymizer: "));
    CHECK(contains(refused.err, "--help"));
    CHECK(test::listing(here.path()) == before);
  }
}

TEST_CASE("an output folder that cannot be made ends with 2") {
  const test::folder here;
  test::write(here / "in/a", image());
  test::write(here / "file", "x");
  const result refused = run({(here / "in").string(), (here / "file/below").string()});
  CHECK(refused.status == 2);
  CHECK(contains(refused.err, "file/below"));
}

TEST_CASE("help and version go to the output and end with 0") {
  const result help = run({"--help"});
  CHECK(help.status == 0);
  CHECK(contains(help.out, "regexp FIND REPLACE"));
  CHECK(help.err.empty());
  const result version = run({"-v"});
  CHECK(version.status == 0);
  CHECK(version.out == "dicom-anonymizer " + std::string(da::version) + "\n");
}

TEST_CASE("rules of the command line are applied") {
  const test::folder here;
  test::write(here / "a", image());
  const result done =
      run({"-t", "(0x0008, 0x0020)", "regexp", "0701$", "0000", "-t", "PatientName",
           "replace_with_value", "-Subject^7", (here / "a").string(), (here / "b").string()});
  CHECK(done.status == 0);
  const std::string written = test::read(here / "b");
  CHECK(contains(written, "19990000"));
  CHECK(contains(written, "-Subject^7"));
  CHECK_FALSE(contains(written, "Canary"));
}

TEST_CASE("an action that cannot do its work names tag and action, not the value") {
  const test::folder here;
  test::write(here / "in/a", image());
  const result done = run({(here / "in").string(), (here / "out").string(), "-t", "StudyDate",
                           "replace_with_value", "CanaryDate"});
  CHECK(done.status == 1);
  CHECK(contains(done.err, "(0008,0020)"));
  CHECK(contains(done.err, "replace_with_value"));
  CHECK_FALSE(contains(done.err, "Canary"));
}

TEST_CASE("an action of the user is found by name, and what it throws is not printed") {
  const test::folder here;
  test::write(here / "in/a", image());
  da::action_registry known = da::cli::all_actions();
  known.add("initials", [](da::element& e) { e.set_text(e.text().substr(0, 1)); });
  known.add("throwing", [](da::element& e) { throw std::runtime_error(e.text()); });
  const std::string in = (here / "in").string();
  const result done = run({in, (here / "out").string(), "-t", "PatientName", "initials"}, known);
  CHECK(done.status == 0);
  CHECK(contains(test::read(here / "out/a"), std::string("PN\x02\0C ", 6)));
  const result thrown = run({in, (here / "out2").string(), "-t", "PatientName", "throwing"}, known);
  CHECK(thrown.status == 1);
  CHECK(contains(thrown.err, "failed: "));
  CHECK_FALSE(contains(thrown.err + thrown.out, "Canary"));
  CHECK(contains(run({"--help"}, known).out, "initials"));
}

TEST_CASE("quiet leaves out progress, not failures and not the last line") {
  const test::folder here;
  test::write(here / "in/a", damaged());
  test::write(here / "in/b", image());
  const std::string in = (here / "in").string();
  const result loud = run({in, (here / "out").string()});
  const result quiet = run({in, (here / "out2").string(), "--quiet"});
  CHECK(contains(loud.err, "2 of 2 files"));
  CHECK_FALSE(contains(quiet.err, "of 2 files"));
  CHECK(contains(quiet.err, "failed: "));
  CHECK(quiet.out == "anonymized 1, skipped 0, failed 1\n");
  CHECK(quiet.status == 1);
}

TEST_CASE("verbose names each file for what is only counted else") {
  const test::folder here;
  const std::string burned = element(0x0028, 0x0301, "CS", "YES");
  const std::string dated = element(0x0020, 0x000D, "UI", "1.2.3.19990701.7");
  test::write(here / "in/plain", image());
  test::write(here / "in/burned", image() + burned);
  test::write(here / "in/dated", image() + dated);
  test::write(here / "in/strange", file("1.2.3.99.1", element(0x0010, 0x0020, "LO", "CanaryId")));
  da::make_key_file(here / "key");
  const auto says = [&](const std::string& text, const char* name, std::string_view topic,
                        const std::filesystem::path& folder) {
    return contains(text, std::string(topic) + ": " + (folder / name).string() + ": ");
  };
  const std::string key = (here / "key").string();
  for (const char* const one : {"", "plain", "burned", "dated", "strange"})
    for (const bool is_verbose : {false, true}) {
      const std::filesystem::path in = *one == '\0' ? here / "in" : here / "in" / one;
      const std::string out =
          (here / (std::string("out") + one + (is_verbose ? "v" : ""))).string();
      std::vector<std::string> words = {
          in.string(), out,         "--conditional",         "by-iod",   "--key-file",
          key,         "--option",  "retain-modified-dates", "--option", "retain-uids",
          "-t",        "StudyDate", "replace_with_value",    "no date",  "--allow-invalid"};
      if (is_verbose) words.emplace_back("--verbose");
      const result done = run(words);
      CAPTURE(one, is_verbose, done.err);
      CHECK(done.status == 0);
      for (const char* const name : {"plain", "burned", "dated", "strange"}) {
        const bool is_there = is_verbose && (*one == '\0' || name == std::string(one));
        const bool is_strange = name == std::string("strange");
        CHECK(says(done.err, name, "pixels", here / "in") ==
              (is_there && name == std::string("burned")));
        CHECK(says(done.err, name, "UIDs", here / "in") ==
              (is_there && name == std::string("dated")));
        CHECK(says(done.err, name, "IOD", here / "in") == (is_there && is_strange));
        CHECK(says(done.err, name, "values", here / "in") == (is_there && !is_strange));
      }
      CHECK_FALSE(contains(done.err, "19990701"));
    }
}

TEST_CASE("a file name cannot steer the terminal") {
  const test::folder here;
  test::write(here / "in/evil\x1B[2J\nanonymized 9", damaged());
  const result done = run({(here / "in").string(), (here / "out").string()});
  CHECK(done.status == 1);
  CHECK(contains(done.err, "evil\\x1B[2J\\x0Aanonymized 9"));
  CHECK_FALSE(contains(done.err, "\x1B"));
}

TEST_CASE("an empty folder is no failure") {
  const test::folder here;
  fs::create_directory(here / "in");
  const result done = run({(here / "in").string(), (here / "out").string()});
  CHECK(done.status == 0);
  CHECK(done.out == "anonymized 0, skipped 0, failed 0\n");
}

TEST_CASE("many files on many threads are all counted") {
  const test::folder here;
  for (int i = 0; i < 60; ++i)
    test::write(here / ("in/" + std::to_string(i)), i % 10 == 0 ? damaged() : image());
  const result done = run({(here / "in").string(), (here / "out").string(), "-j", "8"});
  CHECK(done.status == 1);
  CHECK(done.out == "anonymized 54, skipped 0, failed 6\n");
  CHECK(contains(done.err, "60 of 60 files"));
}

TEST_CASE("the arguments of main can be passed on as they are") {
  char name[] = "dicom-anonymizer";
  char option[] = "--version";
  char* arguments[] = {name, option, nullptr};
  const test::text_sink out;
  const test::text_sink err;
  CHECK(da::cli::run(2, arguments, da::cli::all_actions(), out.file(), err.file()) == 0);
}
