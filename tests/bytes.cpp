// SPDX-License-Identifier: BSD-3-Clause
// What becomes of a file does not depend on the way that its bytes come and go.
#include <dicom_anonymizer/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/anonymizer.hpp>
#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>

#include "support/catch.hpp"
#include "support/corpus.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/generated_files.hpp"
#include "support/memory.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;

namespace {

constexpr const char* untouched = "what was there before";

struct ending {
  std::string bytes = untouched;
  da::report done;
  std::string failure;

  friend bool operator==(const ending&, const ending&) = default;
};

template <class Work>
ending ending_of(std::string& bytes, const Work& work) {
  ending result;
  try {
    result.done = work();
  } catch (const std::exception& failed) {
    result.failure = failed.what();
  }
  result.bytes = std::exchange(bytes, untouched);
  return result;
}

class opened {
 public:
  explicit opened(const std::filesystem::path& file) : number_(::open(file.c_str(), O_RDONLY)) {
    if (number_ < 0) throw std::runtime_error("cannot open a test file");
  }
  // The end of a pipe in which bytes are, which must fit into it.
  explicit opened(const std::string& bytes) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const ssize_t put = ::write(ends[1], bytes.data(), bytes.size());
    ::close(ends[1]);
    number_ = ends[0];
    if (put != static_cast<ssize_t>(bytes.size())) throw std::runtime_error("a short pipe");
  }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;
  ~opened() { ::close(number_); }
  [[nodiscard]] da::file_descriptor descriptor() const { return {number_}; }

 private:
  int number_ = -1;
};

std::shared_ptr<da::pseudonym_source> keyed() {
  std::vector<unsigned char> bytes(32);
  bytes[0] = 1;
  return std::make_shared<da::keyed_pseudonyms>(
      da::key(bytes), da::keyed_options{.scope = {}, .days = {1, 30}, .moves_seconds = true});
}

// All ways with one rule set, and a worker that has seen all files before.
template <da::rule_set R>
class every_way {
 public:
  explicit every_way(const R& rules) : rules_(rules), worker_(rules, options(plenty)) {}

  // How the ways disagree; empty if they do not.
  std::string difference(const std::filesystem::path& in) {
    const std::string input = test::read(in);
    const std::filesystem::path out = place_ / "out.dcm";
    test::write(out, untouched);
    ending expected =
        ending_of(got_, [&] { return da::anonymize_file(in, out, rules_, options(plenty)); });
    expected.bytes = test::read(out);
    ++compared_;
    if (expected.failure.empty()) ++succeeded_;
    std::string told;
    const auto compare = [&](std::string_view way, const auto& work) {
      ending found = ending_of(got_, work);
      if (way.ends_with("file")) {
        found.bytes = test::read(out);
        test::write(out, untouched);
      }
      if (found == expected) return;
      told += std::string(way) + ": '" + found.failure + "' and not '" + expected.failure + "', " +
              std::to_string(found.bytes.size()) + " bytes and not " +
              std::to_string(expected.bytes.size()) +
              (found.done == expected.done ? "; " : ", other counts; ");
    };
    test::write(out, untouched);
    const auto text_to = [&](const da::byte_target& to, std::size_t waiting = plenty) {
      return da::anonymize_bytes(input, to, rules_, options(waiting));
    };
    const auto stream_to = [&](const da::byte_target& to, std::size_t waiting) {
      std::istringstream stream(input);
      return da::anonymize_bytes(stream, to, rules_, options(waiting));
    };
    const auto to_sink = [&](const auto& work) {
      bool is_new = true;
      const auto sink = [&](std::span<const std::byte> piece) {
        if (std::exchange(is_new, false)) got_.clear();
        got_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      };
      return work(sink);
    };
    compare("text to text", [&] { return text_to(got_); });
    compare("text to itself", [&] {
      std::string same = input;
      const da::report done = da::anonymize_bytes(same, same, rules_, options(plenty));
      got_ = same;
      return done;
    });
    compare("span to vector", [&] {
      std::vector<std::byte> all;
      const da::report done =
          da::anonymize_bytes(std::as_bytes(std::span(input)), all, rules_, options(plenty));
      got_.assign(reinterpret_cast<const char*>(all.data()), all.size());
      return done;
    });
    compare("text to file", [&] { return text_to(out); });
    compare("text to sink",
            [&] { return to_sink([&](const auto& sink) { return text_to(sink); }); });
    compare("text to a sink with little memory",
            [&] { return to_sink([&](const auto& sink) { return text_to(sink, little); }); });
    compare("stream to text", [&] { return stream_to(got_, plenty); });
    compare("stream to a sink with little memory",
            [&] { return to_sink([&](const auto& sink) { return stream_to(sink, little); }); });
    compare("descriptor to stream", [&] {
      const opened file(in);
      std::ostringstream stream;
      const da::report done =
          da::anonymize_bytes(file.descriptor(), stream, rules_, options(plenty));
      got_ = stream.str();
      return done;
    });
    constexpr std::size_t fits_into_a_pipe = 60'000;
    if (input.size() < fits_into_a_pipe)
      compare("pipe to text", [&] {
        const opened pipe(input);
        return da::anonymize_bytes(pipe.descriptor(), got_, rules_, options(little));
      });
    compare("worker, text to text", [&] { return worker_.bytes(input, got_); });
    compare("worker, file to file", [&] { return worker_.file(in, out); });
    const da::result<da::report> tried =
        da::try_anonymize_bytes(input, got_, rules_, options(plenty));
    compare("without throwing", [&] {
      if (!tried) throw da::error(tried.error());
      return *tried;
    });
    return told;
  }

  [[nodiscard]] std::size_t compared() const noexcept { return compared_; }
  [[nodiscard]] std::size_t succeeded() const noexcept { return succeeded_; }
  // Whether nothing but the last output was left behind.
  [[nodiscard]] bool is_clean() const {
    return test::listing(place_.path()) == std::vector<std::string>{"out.dcm"};
  }

 private:
  static constexpr std::size_t plenty = std::size_t{1} << 26;
  static constexpr std::size_t little = 1000;

  da::file_options options(std::size_t waiting) {
    shared_.pseudonyms = source_;
    da::file_options all;
    all.shared = &shared_;
    all.waiting_bytes = waiting;
    all.waiting_folder = place_.path().string();
    return all;
  }

  const R& rules_;
  test::folder place_;
  std::shared_ptr<da::pseudonym_source> source_ = keyed();
  da::context shared_;
  std::string got_ = untouched;
  da::anonymizer worker_;
  std::size_t compared_ = 0;
  std::size_t succeeded_ = 0;
};

std::size_t times(std::size_t count) {
  const char* const more = std::getenv("DICOM_ANONYMIZER_FILES");
  return more == nullptr ? count : count * static_cast<std::size_t>(std::atoi(more));
}

// Calls each with the ways of rule sets that keep, remove, replace, move dates and let DICOMDIRs
// through, one of which takes data sets.
template <class Each>
void with_rule_sets(const Each& each) {
  const auto run = [&](std::string_view name, const auto& rules) {
    every_way ways(rules);
    each(name, ways);
    CHECK(ways.is_clean());
    CHECK(ways.succeeded() > ways.compared() / 3);
  };
  run("the default profile", da::default_profile);
  run("nothing removed", da::keep_everything{});
  run("dates moved, DICOMDIRs kept", da::profile() | da::option::retain_modified_dates |
                                         da::keep_private | da::rule{"(0004,1220)"_tag, da::keep});
  run("data sets", da::rule{"(0010,0010)"_tag, [](gdcm::DataSet& dataset, const gdcm::Tag& id) {
                              dataset.Remove(id);
                            }});
}

// A file with what its file meta information tells, and pixel data that are not copied in one
// piece.
std::string image(std::size_t pixels = 600'000) {
  const test::form& f = test::explicit_little;
  return test::meta_of(f.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
                       f.element(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7 ") +
                       f.element(0x00020003, "UI", "1.2.3.99") +
                       f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0')) +
                       f.element(0x00020012, "UI", "1.2.3.44") +
                       f.element(0x00020016, "AE", "DR_SMITH_WS ") +
                       f.element(0x00020100, "UI", "1.2.3.77") +
                       f.element(0x00020102, "OB", "JOHN DOE PRIVATE")) +
         f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7 ") +
         f.element(0x00080018, "UI", "1.2.3.99") + f.element(0x00100010, "PN", "Name^Given") +
         f.element(0x7FE00010, "OW", std::string(pixels, 'P'));
}

}  // namespace

TEST_CASE("file, bytes, stream, descriptor and worker make the same of generated files") {
  const test::folder place;
  const std::filesystem::path in = place / "in.dcm";
  std::uint64_t seed = 11;
  with_rule_sets([&](std::string_view name, auto& ways) {
    test::file_generator files(seed++);
    for (std::uint64_t i = 0; i < times(120); ++i) {
      std::string bytes = i % 20 == 7   ? files.file_with_border(250'000 + files.below(30'000), 500)
                          : i % 20 == 8 ? files.file_with_dates()
                                        : files.file();
      if (i % 3 == 2) bytes = files.damaged(std::move(bytes));
      test::write(in, bytes);
      const std::string difference = ways.difference(in);
      if (!difference.empty()) FAIL_CHECK(name << ", file " << i << ": " << difference);
    }
  });
}

TEST_CASE("file, bytes, stream, descriptor and worker make the same of the corpus") {
  const std::filesystem::path folder = test::corpus();
  if (folder.empty()) return;
  every_way ways(da::default_profile);
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
    constexpr std::uintmax_t most = 20'000'000;  // the largest are left to the benchmark
    if (!one.is_regular_file() || one.file_size() > most) continue;
    const std::string difference = ways.difference(one.path());
    if (!difference.empty()) FAIL_CHECK(one.path().filename().string() << ": " << difference);
  }
  CHECK(ways.is_clean());
  CHECK(ways.succeeded() > 100);
}

TEST_CASE("bytes that come out tell nothing by their file meta information") {
  std::string out;
  const da::report done = da::anonymize_bytes(image(), out);
  CHECK(done.applied.count("replace_UID") == 1);
  for (const char* gone : {"1.2.3.99", "1.2.3.77", "DR_SMITH_WS", "JOHN DOE", "Name^Given"}) {
    CAPTURE(gone);
    CHECK(out.find(gone) == std::string::npos);
  }
  // PS3.10 section 7.1: the UID stands there and in the data set.
  const std::size_t in_meta = out.find("2.25.");
  REQUIRE(in_meta != std::string::npos);
  const std::string uid =
      out.substr(in_meta, out.find_first_not_of("0123456789.", in_meta) - in_meta);
  CHECK(out.find(uid, in_meta + 1) != std::string::npos);
  CHECK(out.ends_with(std::string(600'000, 'P')));
}

TEST_CASE("a DICOMDIR is refused in bytes too") {
  const test::form& f = test::explicit_little;
  const std::string directory =
      test::file(test::explicit_uid, f.element(0x00041130, "CS", "NAME") +
                                         f.element(0x00080016, "UI", "1.2.840.10008.1.3.10"));
  std::string out = untouched;
  CHECK(test::refused([&] { da::anonymize_bytes(directory, out); }).code == da::errc::dicomdir);
  CHECK(out == untouched);
}

TEST_CASE("an input that ends early is truncated by whatever way it comes") {
  const std::string whole = image();
  for (const std::size_t size : {std::size_t{140}, std::size_t{300}, whole.size() - 300'000}) {
    const std::string cut = whole.substr(0, size);
    std::string out = untouched;
    CHECK(test::refused([&] { da::anonymize_bytes(cut, out); }).code == da::errc::truncated);
    std::istringstream stream(cut);
    CHECK(test::refused([&] { da::anonymize_bytes(stream, out); }).code == da::errc::truncated);
    bool was_called = false;
    const auto sink = [&](std::span<const std::byte>) { was_called = true; };
    CHECK(test::refused([&] { da::anonymize_bytes(cut, sink); }).code == da::errc::truncated);
    CHECK(!was_called);
    CHECK(out == untouched);
  }
}

TEST_CASE("an input that changes behind its last check leaves what was there before") {
  // Called when the output is whole, before somebody gets it.
  class changing final : public da::pseudonym_source {
   public:
    explicit changing(std::filesystem::path file) : file_(std::move(file)) {}
    std::string uid(std::string_view) override { return "2.25.1"; }
    std::string identifier(const da::identifier_request&) override { return "X"; }
    da::date_shift shift_of(const da::patient_identity&) override { return {}; }
    bool follows_files() const noexcept override { return true; }
    bool complete_file(const da::renamed_patient&) override {
      test::write(file_, image(700'000));
      return true;
    }

   private:
    std::filesystem::path file_;
  };
  const test::folder place;
  da::context shared;
  shared.pseudonyms = std::make_shared<changing>(place / "in.dcm");
  da::file_options options;
  options.shared = &shared;
  const auto code = [&](const da::byte_target& out) {
    test::write(place / "in.dcm", image());
    return test::refused(
               [&] { da::anonymize_bytes(place / "in.dcm", out, da::default_profile, options); })
        .code;
  };
  std::string text = untouched;
  CHECK(code(text) == da::errc::changed_while_read);
  CHECK(text == untouched);
  std::vector<unsigned char> bytes{7};
  CHECK(code(bytes) == da::errc::changed_while_read);
  CHECK(bytes == std::vector<unsigned char>{7});
  // The sink has got what must be thrown away.
  std::size_t got = 0;
  CHECK(code([&](std::span<const std::byte> piece) { got += piece.size(); }) ==
        da::errc::changed_while_read);
  CHECK(got > 600'000);
}

TEST_CASE("an output for a text or a vector is in memory once") {
  if (!test::measures_memory) {
    WARN("skipped: a sanitizer hides what is measured");
    return;
  }
  const test::form& f = test::explicit_little;
  std::string body = f.element(0x00080018, "UI", "1.2.3.99");
  constexpr std::size_t elements = 2'000;
  constexpr std::size_t size = elements * 30'000;
  for (unsigned i = 0; i < elements; ++i)
    body += f.element(0x00181000 + i, "UT", std::string(30'000, static_cast<char>('a' + i % 26)));
  const test::folder place;
  test::write(place / "in.dcm", test::file(test::explicit_uid, body));
  const std::size_t grown = test::most_memory_of([&] {
    std::vector<std::byte> out;
    da::anonymize_bytes(place / "in.dcm", out, da::keep_everything{});
    if (out.size() < body.size()) throw std::runtime_error("too little came out");
  });
  CHECK(grown > size);
  CHECK(grown < size + size / 4);
}

TEST_CASE("memory for a sink is bounded, and what waits leaves no file") {
  const test::form& f = test::explicit_little;
  std::string body = f.element(0x00080018, "UI", "1.2.3.99");
  for (unsigned i = 0; i < 300; ++i)
    body += f.element(0x00181000 + i, "UT", std::string(30'000, 'x'));
  const auto rules = da::keep_everything{} | da::rule{"(0018,1xxx)"_tag, [](da::element& e) {
                                                        e.set_text(std::string(20'000, 'y'));
                                                      }};
  const std::string input = test::file(test::explicit_uid, body);
  const test::folder place;
  da::file_options options;
  options.waiting_folder = place.path().string();
  options.waiting_bytes = 50'000;
  std::string expected;
  da::anonymize_bytes(input, expected, rules);
  std::string got;
  const auto sink = [&](std::span<const std::byte> piece) {
    CHECK(piece.size() <= std::size_t{1} << 18);
    got.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  };
  da::anonymize_bytes(input, sink, rules, options);
  CHECK((got == expected));
  CHECK(test::listing(place.path()).empty());
  options.waiting_folder = (place / "missing").string();
  CHECK(test::refused([&] { da::anonymize_bytes(input, sink, rules, options); }).code ==
        da::errc::unwritable);
}
