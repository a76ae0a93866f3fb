// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/cleaned_fragments.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/frames.hpp"

using dicom_anonymizer::detail::cleaned_fragments;
using dicom_anonymizer::detail::extended_offsets;
using dicom_anonymizer::detail::frame_syntax;
using test::number;

namespace {

struct outcome {
  std::string bytes;
  std::size_t cleaned = 0;
  std::size_t unclean = 0;
  extended_offsets extended;
};

// A value in the middle of other bytes.
outcome gone_over(const std::string& value, frame_syntax syntax = frame_syntax::codestreams,
                  const extended_offsets& extended = {}) {
  dicom_anonymizer::source in("before" + value + "behind");
  const cleaned_fragments seen(in, 6, 6 + value.size(), syntax, extended);
  outcome result{value, seen.cleaned(), seen.unclean(), seen.extended()};
  CHECK((seen.result() != nullptr) == (seen.cleaned() != 0));
  if (seen.result() == nullptr) return result;
  result.bytes.resize(seen.result()->size());
  seen.result()->read(0, result.bytes.data(), result.bytes.size());
  return result;
}

std::string value_of(const std::string& table, const std::vector<std::string>& fragments,
                     const test::form& as = test::explicit_little) {
  std::string bytes = as.item(table);
  for (const std::string& one : fragments) bytes += as.item(one);
  return bytes + as.sequence_end();
}

std::vector<std::string> pieces_of(const std::string& frame, std::size_t size) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < frame.size(); at += size) result.push_back(frame.substr(at, size));
  return result;
}

std::string even(const std::string& frame) { return test::padded(frame, '\0'); }

const std::string plain = even(test::jpeg_image());
const std::string with = even(test::jpeg_image(test::jpeg_comment("CANARY")));
const std::string odd = even(test::jpeg_image(test::jpeg_comment("CANARY1")));

}  // namespace

TEST_CASE("frames with nothing to take out keep their fragments") {
  for (const std::string& value :
       {value_of("", {}), value_of("", {""}), value_of("", {plain}), value_of("", {plain, plain}),
        value_of("", pieces_of(plain, 20)), value_of("wrong table.", {plain})}) {
    const outcome found = gone_over(value);
    CHECK(found.bytes == value);
    CHECK(found.cleaned == 0);
    CHECK(found.unclean == 0);
  }
}

TEST_CASE("frames lose their metadata, and stay even") {
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    for (const std::string& frame : {with, odd}) {
      const outcome found = gone_over(value_of("", {plain, frame, plain, frame}, as));
      REQUIRE(found.cleaned == 2);
      CHECK(found.unclean == 0);
      CHECK(found.bytes.find("CANARY") == std::string::npos);
      CHECK(found.bytes.starts_with(as.item("") + as.item(plain)));
      CHECK(found.bytes.ends_with(as.sequence_end()));
      if (frame == with) CHECK(found.bytes == value_of("", {plain, plain, plain, plain}, as));
      CHECK(found.bytes.size() % 2 == 0);
    }
  }
}

TEST_CASE("a frame in fragments becomes one where something goes") {
  for (const std::size_t size : {20U, 22U, 34U, 64U}) {
    std::vector<std::string> fragments = pieces_of(with, size);
    const outcome one = gone_over(value_of("", fragments));
    CHECK(one.cleaned == 1);
    CHECK(one.bytes == value_of("", {plain}));
    // Those of the frames around it stay.
    std::vector<std::string> all = pieces_of(plain, size);
    const std::size_t count = all.size();
    all.insert(all.end(), fragments.begin(), fragments.end());
    for (const std::string& last : pieces_of(plain, size)) all.push_back(last);
    std::vector<std::string> wanted = pieces_of(plain, size);
    REQUIRE(wanted.size() == count);
    wanted.push_back(plain);
    for (const std::string& last : pieces_of(plain, size)) wanted.push_back(last);
    CHECK(gone_over(value_of("", all)).bytes == value_of("", wanted));
  }
}

// Without tables many readers take the n-th fragment for the n-th frame.
TEST_CASE("fragments that stand for missing frames keep their number and their places") {
  using namespace std::string_literals;
  for (const std::string& hole : {""s, "\0\0"s, "\0\0\0\0"s, "\xFF\xFF"s, "\0\xFF\0\0\0\0"s}) {
    const auto is_like = [&](const std::vector<std::string>& before,
                             const std::vector<std::string>& after) {
      const outcome found = gone_over(value_of("", before));
      CHECK(found.unclean == 0);
      CHECK(found.bytes == value_of("", after));
    };
    is_like({with, hole, plain}, {plain, hole, plain});
    is_like({with, hole, with}, {plain, hole, plain});
    is_like({plain, hole, with, hole}, {plain, hole, plain, hole});
    is_like({with, hole, hole, hole, hole, hole, with},
            {plain, hole, hole, hole, hole, hole, plain});
    is_like({with, with, hole}, {plain, plain, hole});
    // Within an image they are part of it.
    std::vector<std::string> pieces = {with.substr(0, with.size() - 12)};
    pieces.push_back(hole);
    pieces.push_back(with.substr(with.size() - 12));
    if (hole.empty()) CHECK(gone_over(value_of("", pieces)).bytes == value_of("", {plain}));
  }
  CHECK(gone_over(value_of("", {"", with, with})).bytes == value_of("", {"", plain, plain}));
  const std::size_t size = with.size() + 8;
  CHECK(gone_over(value_of(number(0, 4) + number(size + 8, 4), {with, "", with})).bytes ==
        value_of(number(0, 4) + number(size - with.size() + plain.size() + 8, 4),
                 {plain, "", plain}));
}

TEST_CASE("the last bytes of an image may look as if they only filled up") {
  const std::string head = test::jpeg2000_main(test::jpeg2000_comment("CANARY"));
  const std::string tile = test::tile_part(0, "", std::string("tiles\0\0", 7));
  const std::string frame = head + tile;  // some writers leave the end out
  const std::size_t cut = frame.size() - 2;
  const outcome found = gone_over(value_of("", {frame.substr(0, cut), frame.substr(cut)}));
  CHECK(found.cleaned == 1);
  CHECK(found.bytes == value_of("", {test::jpeg2000_main() + tile}));
}

TEST_CASE("offset tables are true afterwards") {
  const std::size_t a = plain.size() + 8;
  const std::size_t b = with.size() + 8;
  for (const test::form& as : {test::explicit_little, test::explicit_big}) {
    const std::string before = as.n(0, 4) + as.n(b, 4) + as.n(b + a, 4) + as.n(b + a + b, 4);
    const std::string after = as.n(0, 4) + as.n(a, 4) + as.n(2 * a, 4) + as.n(3 * a, 4);
    CHECK(gone_over(value_of(before, {with, plain, with, plain}, as)).bytes ==
          value_of(after, {plain, plain, plain, plain}, as));
  }
  const extended_offsets extended{
      number(0, 8) + number(b, 8) + number(b + a, 8),
      number(with.size(), 8) + number(plain.size(), 8) + number(with.size() - 1, 8)};
  const outcome found =
      gone_over(value_of("", {with, plain, with}), frame_syntax::codestreams, extended);
  CHECK(found.bytes == value_of("", {plain, plain, plain}));
  CHECK(found.extended.offsets == number(0, 8) + number(a, 8) + number(2 * a, 8));
  CHECK(found.extended.lengths ==
        number(plain.size(), 8) + number(plain.size(), 8) + number(plain.size() - 1, 8));
}

TEST_CASE("where a table is not that of the frames nothing changes") {
  const std::size_t b = with.size() + 8;
  const auto is_left = [&](const std::string& value, const extended_offsets& extended = {}) {
    const outcome found = gone_over(value, frame_syntax::codestreams, extended);
    CHECK(found.bytes == value);
    CHECK(found.cleaned == 0);
    CHECK(found.unclean == 2);
  };
  is_left(value_of(number(0, 4) + number(b + 2, 4), {with, with}));
  is_left(value_of(number(0, 4) + number(b, 4) + number(2 * b, 4), {with, with}));
  is_left(value_of("odd", {with, with}));
  const std::string value = value_of("", {with, with});
  const std::string offsets = number(0, 8) + number(b, 8);
  const std::string size = number(with.size(), 8);
  is_left(value, {number(0, 8) + number(1, 8), size + size});
  is_left(value, {offsets, size});
  is_left(value, {offsets, size + number(with.size() + 2, 8)});
  is_left(value, {offsets, size + "odd"});
}

TEST_CASE("frames that cannot be gone over stay, and are counted") {
  const std::string longer = plain + "CANARY12";
  const outcome found = gone_over(value_of("", {longer, with, "CANARY", plain}));
  // The fragment that begins like no frame belongs to the frame before it.
  CHECK(found.unclean == 2);
  CHECK(found.cleaned == 0);
  const outcome mixed = gone_over(value_of("", {longer, with, plain}));
  CHECK(mixed.unclean == 1);
  CHECK(mixed.cleaned == 1);
  CHECK(mixed.bytes == value_of("", {longer, plain, plain}));
}

TEST_CASE("all bytes of frames are read, however many frames are before them") {
  const auto frame = [](const std::string& behind_scan) {
    std::string scan = test::jpeg_scan() + std::string(6'000'000, 'x') + behind_scan;
    return even("\xFF\xD8" + test::jpeg_tables() + scan + "\xFF\xD9");
  };
  const std::string comment = test::jpeg_comment("CANARY");
  const auto behind = [&](const std::string& last) {
    std::vector<std::string> all(3, frame(""));
    all.push_back(last);
    return gone_over(value_of("", all));
  };
  CHECK(behind(frame(comment)).bytes == value_of("", std::vector<std::string>(4, frame(""))));
  const std::string second = "\xFF\xD9" + test::jpeg_image().substr(0, 2) + "text";
  CHECK(behind(frame(second)).unclean == 1);
  CHECK(behind(plain + "CANARY..").unclean == 1);
}

TEST_CASE("what is no codestream counts by what it should be") {
  const auto unclean = [](const std::string& fragment, frame_syntax syntax) {
    const outcome found = gone_over(value_of("", {fragment, fragment}), syntax);
    CHECK(found.cleaned == 0);
    return found.unclean;
  };
  const std::string rle = number(1, 4) + number(64, 4) + std::string(60, '\0');
  const std::string video = std::string("\0\0\1\xB3", 4) + "video ";
  const std::string jpegxl = "\xFF\x0A codestream";
  CHECK(unclean("anything", frame_syntax::codestreams) == 1);
  CHECK(unclean("anything", frame_syntax::not_known) == 1);
  CHECK(unclean("anything", frame_syntax::rle) == 0);
  CHECK(unclean("anything", frame_syntax::not_gone_over) == 0);
  CHECK(unclean(plain + "CANARY", frame_syntax::not_gone_over) == 0);
  for (const std::string& one : {rle, video}) {
    CHECK(unclean(one, frame_syntax::codestreams) == 1);
    CHECK(unclean(one, frame_syntax::not_known) == 0);
  }
  CHECK(unclean(jpegxl, frame_syntax::jpegxl) == 0);
  for (const frame_syntax syntax :
       {frame_syntax::codestreams, frame_syntax::rle, frame_syntax::not_known})
    CHECK(unclean(jpegxl, syntax) == 1);
  CHECK(unclean(video, frame_syntax::jpegxl) == 1);
  CHECK(unclean(rle, frame_syntax::rle) == 0);
  // As a transport stream, of packets of 188 bytes.
  std::string packets(4 * 188, 'x');
  for (std::size_t at = 0; at < packets.size(); at += 188) packets[at] = 'G';
  CHECK(unclean(packets, frame_syntax::not_known) == 0);
  packets[188] = 'x';
  CHECK(unclean(packets, frame_syntax::not_known) == 1);
  // By its own first bytes, whatever the file says.
  for (const frame_syntax syntax : {frame_syntax::rle, frame_syntax::not_known})
    CHECK(gone_over(value_of("", {with}), syntax).bytes == value_of("", {plain}));
}

TEST_CASE("a frame that would be gone over is seen behind one that is not") {
  const std::string rle = number(1, 4) + number(64, 4) + std::string(60, '\0');
  const std::string video = std::string("\0\0\1\xB3", 4) + "video ";
  const std::string jpegxl = "\xFF\x0A codestream";
  const auto unclean = [](const std::vector<std::string>& fragments, frame_syntax syntax) {
    const outcome found = gone_over(value_of("", fragments), syntax);
    CHECK(found.cleaned == 0);
    return found.unclean;
  };
  for (const std::string& frame :
       {with, even(test::jpeg2000()), even(test::jp2_head()), even(test::jpegxl_head())}) {
    CHECK(unclean({rle, rle, frame}, frame_syntax::rle) == 1);
    CHECK(unclean({"anything", frame}, frame_syntax::rle) == 1);
    CHECK(unclean({video, "more", "", frame, video}, frame_syntax::not_known) == 1);
    CHECK(unclean({jpegxl, frame}, frame_syntax::jpegxl) == 1);
    CHECK(unclean({video, frame}, frame_syntax::not_gone_over) == 0);
  }
  CHECK(unclean({rle, rle, rle}, frame_syntax::rle) == 0);
  CHECK(unclean({video, "more", "", video}, frame_syntax::not_known) == 0);
  CHECK(unclean({jpegxl, jpegxl, ""}, frame_syntax::jpegxl) == 0);
}
