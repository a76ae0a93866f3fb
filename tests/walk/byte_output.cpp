// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/byte_output.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>

#include <dicom_anonymizer/part10/source.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/growth.hpp"

using dicom_anonymizer::detail::byte_buffer;
using dicom_anonymizer::detail::byte_output;
using dicom_anonymizer::detail::byte_store;
using dicom_anonymizer::detail::waiting_place;

namespace da = dicom_anonymizer;

namespace {

constexpr std::size_t plenty = std::size_t{1} << 17;

// Everything that is in the file when it is finished.
std::string finished(byte_output& out, const std::filesystem::path& file) {
  out.finish().commit(false);
  return test::read(file);
}

}  // namespace

TEST_CASE("bytes go to the file when there are plenty and what stands before them is known") {
  const test::folder place;
  byte_buffer buffer;
  byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.append(std::string(plenty, 'a'));
  out.relieve();
  CHECK(buffer.size() == plenty);
  CHECK(test::listing(place.path()).empty());
  out.begin_with("HEAD");
  out.relieve();
  CHECK(buffer.empty());
  CHECK(out.position() == plenty);
  out.append("end");
  CHECK(finished(out, place / "out") == "HEAD" + std::string(plenty, 'a') + "end");
}

TEST_CASE("bytes that are held can be taken away") {
  const test::folder place;
  byte_buffer buffer;
  byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.begin_with("");
  out.append("0123");
  out.hold();
  out.append(std::string(plenty, 'a'));
  out.relieve();
  CHECK(buffer.size() == 4 + plenty);
  const byte_output::piece middle[] = {{1, 3}};
  out.erase(middle);
  out.rewind(4);
  out.release(1);
  CHECK(finished(out, place / "out") == "03aa");
}

TEST_CASE("four bytes are written over wherever they are, on the border too") {
  for (const std::size_t place_of_length : {plenty - 8, plenty - 4, plenty - 2, plenty}) {
    const test::folder place;
    byte_buffer buffer;
    byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
    out.begin_with("HEAD");
    out.append(std::string(plenty, 'a'));
    out.relieve();
    out.append("bbbbbbbb");
    out.patch(place_of_length, {'1', '2', '3', '4'});
    std::string expected = std::string(plenty, 'a') + "bbbbbbbb";
    expected.replace(place_of_length, 4, "1234");
    CHECK(finished(out, place / "out") == "HEAD" + expected);
  }
}

TEST_CASE("what has been written is given back, from memory and from the file") {
  const test::folder place;
  byte_buffer buffer;
  byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.begin_with("HEAD");
  out.append(std::string(plenty, 'a'));
  out.relieve();
  out.append("tail");
  SECTION("the end of it") {
    const auto taken = out.take_back(plenty - 2);
    std::string bytes(6, '\0');
    taken.bytes.store()->read(taken.offset, bytes.data(), bytes.size());
    CHECK(bytes == "aatail");
    CHECK(finished(out, place / "out") == "HEAD" + std::string(plenty - 2, 'a'));
  }
  SECTION("all of it") {
    auto taken = out.take_back(0);
    std::string bytes(plenty + 4, '\0');
    taken.bytes.store()->read(taken.offset, bytes.data(), bytes.size());
    CHECK(bytes == std::string(plenty, 'a') + "tail");
    out.begin_with("NEW");
    out.append("x");
    CHECK(finished(out, place / "out") == "NEWx");
    taken.file.reset();
    CHECK(test::listing(place.path()).size() == 1);
  }
}

TEST_CASE("long runs of a file wait outside of memory while bytes are held") {
  const test::folder place;
  std::string input(300'000, '\0');
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<char>('a' + i % 26);
  test::write(place / "in", input);
  const auto store = std::make_shared<const byte_store>(place / "in");
  byte_buffer buffer;
  byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.begin_with("HEAD");
  std::string expected;
  const auto append = [&](const std::string& bytes) {
    out.append(bytes);
    expected += bytes;
  };
  const auto copy = [&](std::size_t offset, std::size_t count) {
    out.copy(*store, offset, count);
    expected += input.substr(offset, count);
  };
  append("start");
  out.hold();
  append("first creator, second creator.");
  copy(0, 200'000);
  append("-between-");
  copy(100'000, 40'000);
  copy(7, 40'000);
  append("end");
  CHECK(buffer.size() == 5 + 30 + 9 + 3);
  CHECK(out.position() == expected.size());
  const auto patch = [&](std::size_t at) {
    out.patch(at, {'1', '2', '3', '4'});
    expected.replace(at, 4, "1234");
  };
  SECTION("bytes are written over before, in and behind them, on the borders too") {
    const std::size_t first = 35;
    for (const std::size_t at :
         {std::size_t{1}, first - 2, first + 1000, first + 199'998, first + 200'000,
          first + 200'007, first + 200'009 + 39'998, expected.size() - 5, expected.size() - 4})
      patch(at);
    for (const std::size_t from : {std::size_t{3}, first, first + 200'000, expected.size()}) {
      const auto rest = out.bytes_from(from);
      std::string bytes(static_cast<std::size_t>(rest->size()), '\0');
      rest->read(0, bytes.data(), bytes.size());
      CHECK((bytes == expected.substr(from)));
    }
  }
  SECTION("pieces before and between them are taken away") {
    patch(35 + 1000);
    patch(expected.size() - 40'000);
    const byte_output::piece gone[] = {{5, 20}, {22, 24}, {35 + 200'001, 35 + 200'003}};
    out.erase(gone);
    expected.erase(35 + 200'001, 2).erase(22, 2).erase(5, 15);
    CHECK(out.position() == expected.size());
    patch(2);
    patch(expected.size() - 3 - 40'000 - 2);
  }
  SECTION("one goes with a piece that it is in") {
    patch(35 + 1000);
    patch(35 + 200'009 + 5);
    const byte_output::piece gone[] = {{30, 35 + 200'001}};
    out.erase(gone);
    expected.erase(30, 5 + 200'001);
    CHECK(out.position() == expected.size());
  }
  SECTION("they are taken back") {
    patch(35 + 200'009 + 5);
    out.rewind(35 + 200'009);
    expected.resize(35 + 200'009);
    append("other");
    CHECK(out.position() == expected.size());
  }
  SECTION("they are given back") {
    const auto taken = out.take_back(35);
    std::string bytes(expected.size() - 35, '\0');
    taken.bytes.store()->read(taken.offset, bytes.data(), bytes.size());
    CHECK((bytes == expected.substr(35)));
    expected.resize(35);
  }
  SECTION("they are read piece by piece") {
    std::string all;
    out.read_all([&](std::string_view piece) { all += piece; });
    CHECK((all == expected));
  }
  out.release(1);
  CHECK((finished(out, place / "out") == "HEAD" + expected));
}

TEST_CASE("taking pieces away costs nothing for runs that wait before them") {
  const test::folder place;
  test::write(place / "in", std::string(std::size_t{1} << 15, 'x'));
  const auto store = std::make_shared<const byte_store>(place / "in");
  const auto erase_often = [&](std::size_t count) {
    byte_buffer buffer;
    byte_output out(buffer, {AT_FDCWD, (place / "out").native()});
    out.hold();
    for (std::size_t i = 0; i < count / 10; ++i) {
      out.append("1234");
      out.copy(*store, 0, std::size_t{1} << 15);
      out.patch(out.position() - 100, {'1', '2', '3', '4'});
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t begin = out.position();
      out.append("creator");
      const byte_output::piece gone[] = {{begin, begin + 7}};
      if (i % 2 == 0)
        out.erase(gone);
      else
        out.rewind(begin);
    }
    out.release(1);
    CHECK(out.position() == count / 10 * (4 + (std::size_t{1} << 15)));
  };
  CHECK(test::growth_of(5'000, erase_often) < 40);
}

TEST_CASE("what is for somebody waits in memory and is given whole, piece by piece") {
  const test::folder place;
  std::string input(700'000, '\0');
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<char>('a' + i % 26);
  test::write(place / "in", input);
  for (const bool is_file : {false, true}) {
    const auto store = is_file
                           ? std::make_shared<const byte_store>(place / "in")
                           : std::make_shared<const byte_store>(std::as_bytes(std::span(input)));
    for (const std::size_t in_memory : {std::size_t{1} << 30, std::size_t{40}}) {
      CAPTURE(is_file, in_memory);
      byte_buffer buffer;
      byte_output out(buffer, waiting_place{place.path().string(), in_memory});
      std::string expected = "start";
      out.append(expected);
      out.copy(*store, 7, 600'000);
      expected += input.substr(7, 600'000);
      out.append("between");
      expected += "between";
      out.begin_with("HEAD");
      out.copy(*store, 0, 50'000);
      expected += input.substr(0, 50'000);
      CHECK(buffer.size() == 12);
      const auto patch = [&](std::size_t at) {
        out.patch(at, {'1', '2', '3', '4'});
        expected.replace(at, 4, "1234");
      };
      for (const std::size_t at : {std::size_t{3}, std::size_t{1000}, std::size_t{1002},
                                   std::size_t{400'000}, std::size_t{600'003}})
        patch(at);
      // Beyond what memory is to hold it goes to a file without a name, and goes on.
      out.append(std::string(100, 'x'));
      expected += std::string(100, 'x');
      out.relieve();
      CHECK(buffer.empty() == (in_memory == 40));
      patch(500'000);
      out.append("end");
      expected += "end";
      CHECK(out.size() == 4 + expected.size());
      da::source whole = out.whole();
      const auto bytes = whole.view(0, static_cast<std::size_t>(whole.size()));
      CHECK((std::string(bytes.begin(), bytes.end()) == "HEAD" + expected));
      std::string given;
      out.read_whole([&](std::string_view piece) { given += piece; });
      CHECK((given == "HEAD" + expected));
      std::string behind;
      out.read_all([&](std::string_view piece) { behind += piece; });
      CHECK((behind == expected));
      CHECK(test::listing(place.path()) == std::vector<std::string>{"in"});
    }
  }
}

TEST_CASE("what is given away is the same and goes out of memory on the way") {
  std::string input(3'000'000, '\0');
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<char>('a' + i % 26);
  const auto store = std::make_shared<const byte_store>(std::as_bytes(std::span(input)));
  byte_buffer buffer;
  byte_output out(buffer, waiting_place{});
  out.append(input);
  out.copy(*store, 7, 600'000);
  out.append(std::string_view(input).substr(3, 2'000'000));
  out.append("end");
  out.begin_with("HEAD");
  const std::string expected =
      "HEAD" + input + input.substr(7, 600'000) + input.substr(3, 2'000'000) + "end";
  std::string given;
  given.reserve(expected.size());
  out.give_whole([&](std::string_view piece) { given += piece; });
  CHECK((given == expected));
  // The pages at the ends stay, which others may use too.
  CHECK(buffer.view().ends_with("end"));
  CHECK(buffer.view().find_first_not_of('\0', 10'000) > 4'900'000);
  buffer.clear();
  buffer.append("used again");
  CHECK(buffer.view() == "used again");
}

TEST_CASE("edits among many runs that wait cost the same as among few") {
  const std::string input(40'000, 'r');
  const auto store = std::make_shared<const byte_store>(std::as_bytes(std::span(input)));
  const auto work = [&](std::size_t runs) {
    byte_buffer buffer;
    byte_output out(buffer, waiting_place{});
    out.begin_with("");
    for (std::size_t i = 0; i < runs; ++i) {
      out.copy(*store, 0, input.size());
      out.patch(out.position() - 10, {'1', '2', '3', '4'});
      const std::uint64_t here = out.position();
      out.hold();
      out.append("edited");
      const byte_output::piece gone[] = {{here, here + 2}};
      out.erase(gone);
      out.release(1);
      out.rewind(here + 2);
    }
    CHECK(out.position() == runs * (input.size() + 2));
    return buffer.size();
  };
  CHECK(work(100) == 200);
  CHECK(test::growth_of(2000, work) < 40);  // at ten times as many; 100 if each looked at all
}
