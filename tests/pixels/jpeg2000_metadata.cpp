// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg2000_metadata.hpp>

#include <optional>
#include <string>

#include "support/catch.hpp"
#include "support/found_metadata.hpp"
#include "support/frames.hpp"

using test::big;
using test::bytes_of;
using test::jpeg2000;
using test::jpeg2000_comment;
using test::jpeg2000_main;
using test::segment;
using test::tile_part;

namespace {

std::optional<std::string> cleaned(const std::string& frame) {
  return test::cleaned(frame, dicom_anonymizer::detail::codestream::jpeg2000);
}

const std::string end = bytes_of({0xFF, 0xD9});
const std::string comment = jpeg2000_comment("CANARY");

// Tile-part lengths with indices of so many bytes, lengths of so many.
std::string lengths(unsigned number, unsigned of_index, unsigned width,
                    std::initializer_list<unsigned> all) {
  std::string content = bytes_of({number, of_index << 4U | (width == 4 ? 0x40U : 0U)});
  unsigned tile = 0;
  for (const unsigned one : all) content += big(tile++, of_index) + big(one, width);
  return segment(0x55, content);
}

}  // namespace

TEST_CASE("comments go from the headers of a JPEG 2000 codestream and of its tile-parts") {
  const std::string plain = jpeg2000();
  CHECK(cleaned(plain) == plain);
  CHECK(cleaned(jpeg2000(comment)) == plain);
  CHECK(cleaned(jpeg2000(comment + jpeg2000_comment("") + comment)) == plain);
  // The length of the tile-part follows: that in the expected bytes was written without a comment.
  CHECK(cleaned(jpeg2000("", comment)) == plain);
  CHECK(cleaned(jpeg2000(comment, comment + comment)) == plain);
  const std::string kept = segment(0x58, bytes_of({0, 1, 2}));
  CHECK(cleaned(jpeg2000("", kept + comment + kept)) == jpeg2000("", kept + kept));
  const std::string coding = segment(0x50, big(0x20000, 4) + big(0, 2)) + segment(0x74, "matrix");
  CHECK(cleaned(jpeg2000(comment + coding)) == jpeg2000(coding));
}

TEST_CASE("the lengths that the main header repeats follow") {
  // 12 bytes of SOT, the comment, 2 of SOD and the data.
  const unsigned first = 12 + 2 + 10;
  const unsigned with = first + static_cast<unsigned>(comment.size());
  const unsigned second = 12 + 2 + 11;
  for (const unsigned width : {2U, 4U}) {
    for (const unsigned of_index : {0U, 1U, 2U}) {
      CHECK(cleaned(jpeg2000(lengths(0, of_index, width, {with, second}), comment)) ==
            jpeg2000(lengths(0, of_index, width, {first, second})));
      CHECK(cleaned(jpeg2000(comment + lengths(0, of_index, width, {with}) +
                                 lengths(1, of_index, width, {second}),
                             comment)) ==
            jpeg2000(lengths(0, of_index, width, {first}) + lengths(1, of_index, width, {second})));
    }
  }
  // Where they are not those of the tile-parts nobody can say what they are.
  CHECK_FALSE(cleaned(jpeg2000(lengths(0, 1, 4, {with + 1, second}), comment)));
  CHECK_FALSE(cleaned(jpeg2000(lengths(1, 1, 4, {with, second}), comment)));
  CHECK_FALSE(cleaned(jpeg2000(lengths(0, 3, 4, {with, second}), comment)));
  // They do not matter where they stay.
  const std::string wrong = lengths(0, 1, 4, {1, 2});
  CHECK(cleaned(jpeg2000(comment + wrong)) == jpeg2000(wrong));
}

TEST_CASE("the last tile-part may end where the codestream does") {
  const auto frame = [](const std::string& header, const std::string& tail) {
    return jpeg2000_main() + tile_part(0, "", "closed") + tile_part(1, header, "open", true) +
           bytes_of({0xFF, 0xD9}) + tail;
  };
  CHECK(cleaned(frame(comment, "")) == frame("", ""));
  CHECK(cleaned(frame(comment, std::string(1, '\0'))) == frame("", std::string(1, '\0')));
  CHECK_FALSE(cleaned(frame(comment, "CANARY")));
  CHECK_FALSE(cleaned(jpeg2000_main() + tile_part(0, comment, "open", true)));
}

TEST_CASE("the data of a tile-part without a length are those of one image") {
  const auto frame = [](const std::string& data) {
    return jpeg2000_main() + tile_part(0, comment, data, true) + end;
  };
  const auto is_cleaned = [&](const std::string& data) {
    return cleaned(frame(data)) == jpeg2000_main() + tile_part(0, "", data, true) + end;
  };
  const std::string many(300'000, 'x');
  CHECK(is_cleaned(""));
  CHECK(is_cleaned("data"));
  CHECK(is_cleaned(bytes_of({0xFF, 0x00, 0xFF, 0x8F, 0xFF, 0x4F})));
  // Markers that stand before packets and behind their headers; their numbers may be any.
  const std::string packet = bytes_of({0xFF, 0x91, 0, 4, 0xFF, 0xFF, 1, 0xFF, 0x92, 2});
  CHECK(is_cleaned(packet + packet));
  CHECK(is_cleaned(many + packet + many));
  for (const unsigned marker : {0x90U, 0x93U, 0xD8U, 0xD9U, 0xFEU, 0xFFU})
    for (const std::string& before : {std::string(), std::string("x"), many})
      CHECK_FALSE(cleaned(frame(before + bytes_of({0xFF, marker}) + "CANARY")));
  CHECK_FALSE(cleaned(frame(bytes_of({0xFF, 0x91, 0, 8}) + "CANARY")));
  CHECK_FALSE(cleaned(frame(bytes_of({0xFF, 0x91, 0, 4}))));
  CHECK_FALSE(cleaned(frame("data") + frame("data")));
  CHECK_FALSE(cleaned(frame("data") + "CANARY" + end));
}

TEST_CASE("segments of headers are those that the standards know") {
  for (const unsigned marker : {0x50U, 0x53U, 0x56U, 0x57U, 0x58U, 0x59U, 0x5DU, 0x5EU, 0x5FU,
                                0x60U, 0x61U, 0x63U, 0x74U, 0x75U, 0x77U, 0x78U}) {
    const std::string kept = segment(marker, "content");
    CHECK(cleaned(jpeg2000(comment + kept)) == jpeg2000(kept));
  }
  for (const unsigned marker :
       {0x4FU, 0x54U, 0x5AU, 0x5BU, 0x62U, 0x65U, 0x6FU, 0x70U, 0x71U, 0x7AU, 0x7FU, 0x80U}) {
    CHECK_FALSE(cleaned(jpeg2000(segment(marker, "CANARY"))));
    CHECK_FALSE(cleaned(jpeg2000("", segment(marker, "CANARY"))));
  }
}

TEST_CASE("a codestream may be filled up a little, and its end may be missing") {
  for (const char filling : {'\0', '\xFF'}) {
    for (std::size_t count = 0; count < 8; ++count) {
      const std::string tail(count, filling);
      CHECK(cleaned(jpeg2000(comment) + tail) == jpeg2000() + tail);
    }
    CHECK_FALSE(cleaned(jpeg2000(comment) + std::string(8, filling)));
  }
  const std::string without_end = jpeg2000_main() + tile_part(0, "", "data");
  CHECK(cleaned(without_end) == without_end);
}

TEST_CASE("what is not one codestream from the first byte to the last is not gone over") {
  const std::string plain = jpeg2000(comment, comment);
  // Cut behind its first tile-part, or behind its second, it is a codestream without an end.
  const std::size_t behind_second = plain.size() - 2;
  const std::size_t behind_first = behind_second - tile_part(1, "", "second tile").size();
  for (std::size_t size = 0; size < plain.size(); ++size)
    if (size != behind_first && size != behind_second) CHECK_FALSE(cleaned(plain.substr(0, size)));
  CHECK_FALSE(cleaned(plain + plain));
  CHECK_FALSE(cleaned(plain + "CANARY"));
  CHECK_FALSE(cleaned(plain + "CANARY" + end));
  CHECK_FALSE(cleaned(jpeg2000_main() + end));
  CHECK_FALSE(cleaned(jpeg2000("CANARY")));
  CHECK_FALSE(cleaned(jpeg2000("", "CANARY")));
  CHECK_FALSE(cleaned(jpeg2000(bytes_of({0xFF, 0x64, 0, 1}))));
  CHECK_FALSE(cleaned(jpeg2000(bytes_of({0xFF, 0x64, 0xFF, 0xFF}))));
  CHECK_FALSE(cleaned(jpeg2000(segment(0x30, "CANARY"))));
  CHECK_FALSE(cleaned(jpeg2000(segment(0x91, "CANARY"))));
  CHECK_FALSE(cleaned(jpeg2000("", lengths(0, 1, 4, {1}))));
  CHECK_FALSE(cleaned(jpeg2000_main() + tile_part(0, "", "data") + comment + end));
  // A tile-part longer than all, or shorter than its head.
  for (const unsigned length : {1U, 13U, 1000U, 0xFFFFFFFFU})
    CHECK_FALSE(cleaned(jpeg2000_main() + segment(0x90, big(0, 2) + big(length, 4) + big(1, 2)) +
                        bytes_of({0xFF, 0x93}) + "data" + end));
}
