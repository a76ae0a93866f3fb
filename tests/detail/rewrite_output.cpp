// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/detail/rewrite_output.hpp>

#include <string>

#include <fcntl.h>

#include "support/catch.hpp"
#include "support/folder.hpp"

using dicom_anonymizer::detail::byte_buffer;
using dicom_anonymizer::detail::rewrite_output;

namespace {

constexpr std::size_t plenty = std::size_t{1} << 17;

// Everything that is in the file when it is finished.
std::string finished(rewrite_output& out, const std::filesystem::path& file) {
  out.finish().commit(false);
  return test::read(file);
}

}  // namespace

TEST_CASE("bytes go to the file when there are plenty and what stands before them is known") {
  const test::folder place;
  byte_buffer buffer;
  rewrite_output out(buffer, {AT_FDCWD, (place / "out").native()});
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
  rewrite_output out(buffer, {AT_FDCWD, (place / "out").native()});
  out.begin_with("");
  out.append("0123");
  out.hold();
  out.append(std::string(plenty, 'a'));
  out.relieve();
  CHECK(buffer.size() == 4 + plenty);
  out.erase(1, 3);
  out.rewind(4);
  out.release(1);
  CHECK(finished(out, place / "out") == "03aa");
}

TEST_CASE("four bytes are written over wherever they are, on the border too") {
  for (const std::size_t place_of_length : {plenty - 8, plenty - 4, plenty - 2, plenty}) {
    const test::folder place;
    byte_buffer buffer;
    rewrite_output out(buffer, {AT_FDCWD, (place / "out").native()});
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
  rewrite_output out(buffer, {AT_FDCWD, (place / "out").native()});
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
