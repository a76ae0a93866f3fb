// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_markers.hpp>

#include <cstddef>
#include <vector>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::detail;
using da::errc;
using test::refusal;
using test::refused;
using bytes = std::vector<unsigned char>;

namespace {

refusal refused_segment(const bytes& in, std::size_t offset = 0) {
  return refused([&] { static_cast<void>(jpeg_segment_at(in, offset)); });
}
refusal at(errc code, std::size_t offset) { return {code, std::nullopt, offset}; }

// SOF0 of 3 x 2 pixels with one component.
const bytes small_frame = {0xFF, 0xC0, 0, 11, 8, 0, 2, 0, 3, 1, 7, 0x11, 0};

}  // namespace

TEST_CASE("a marker segment has its contents behind its length") {
  const bytes in = {0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFE, 0, 4, 'a', 'b', 0xFF, 0xD9};
  const jpeg_segment first = jpeg_segment_at(in, 0);
  CHECK(first.marker == jpeg_marker::soi);
  CHECK(first.contents.empty());
  CHECK(first.behind == 2);
  const jpeg_segment second = jpeg_segment_at(in, 2);  // two fill bytes: T.81 B.1.1.2
  CHECK(second.marker == jpeg_marker::com);
  CHECK(second.offset == 4);
  CHECK(bytes(second.contents.begin(), second.contents.end()) == bytes{'a', 'b'});
  CHECK(second.behind == 10);
  CHECK(jpeg_segment_at(in, 10).marker == jpeg_marker::eoi);
}

TEST_CASE("a marker segment that is damaged is refused with its place") {
  CHECK(refused_segment({}) == at(errc::truncated, 0));
  CHECK(refused_segment({0xFF}) == at(errc::truncated, 1));
  CHECK(refused_segment({0xFF, 0xFF}) == at(errc::truncated, 2));
  CHECK(refused_segment({1, 0xFF, 0xD8}) == at(errc::malformed, 0));
  CHECK(refused_segment({0xFF, 0}) == at(errc::malformed, 0));
  CHECK(refused_segment({0xFF, 0xFE, 0}) == at(errc::truncated, 2));
  CHECK(refused_segment({0xFF, 0xFE, 0, 1}) == at(errc::malformed, 2));
  CHECK(refused_segment({0xFF, 0xFE, 0, 3}) == at(errc::truncated, 4));
  CHECK(refused_segment({0xFF, 0xFE, 0, 2}) == test::no_refusal);
}

TEST_CASE("a scan ends where a marker begins") {
  const bytes in = {1, 0xFF, 0, 2, 0xFF, 0, 0xFF, 0xD9};
  CHECK(jpeg_entropy_end(in, 0) == 6);
  CHECK(jpeg_entropy_end(in, 6) == 6);
  const auto ends = [](const bytes& open) {
    return refused([&] { static_cast<void>(jpeg_entropy_end(open, 0)); });
  };
  CHECK(ends({1, 2}) == at(errc::truncated, 2));
  CHECK(ends({1, 0xFF}) == at(errc::truncated, 2));
  CHECK(ends({0xFF, 0}) == at(errc::truncated, 2));
  CHECK(ends({}) == at(errc::truncated, 0));
}

TEST_CASE("a frame header says what T.81 B.2.2 has") {
  const bytes in = {0xFF, 0xC1, 0, 17, 12, 1, 2, 3, 4, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x41, 3};
  const jpeg_frame found = jpeg_frame_of(jpeg_segment_at(in, 0), {0x304, 0x102, 3, 12});
  CHECK(found.precision == 12);
  CHECK(found.rows == 0x102);
  CHECK(found.columns == 0x304);
  CHECK(found.count == 3);
  CHECK(found.components[0].vertical == 2);
  CHECK(found.components[2].id == 3);
  CHECK(found.components[2].horizontal == 4);
  CHECK(found.components[2].quantisation == 3);
  CHECK(found.widest == 4);
  CHECK(found.highest == 2);
}

TEST_CASE("a frame header that is wrong or another kind is refused") {
  const auto code = [](bytes in, const da::jpeg_image& image = {3, 2, 1, 8}) {
    return refused([&] { static_cast<void>(jpeg_frame_of(jpeg_segment_at(in, 0), image)); }).code;
  };
  CHECK(code(small_frame) == errc{});
  const auto changed = [](std::size_t where, unsigned char value) {
    bytes in = small_frame;
    in[where] = value;
    return in;
  };
  CHECK(code(changed(4, 7)) == errc::malformed);
  CHECK(code(changed(4, 12), {3, 2, 1, 12}) == errc::malformed);  // SOF0 has 8 bits
  CHECK(code(changed(6, 0), {3, 0, 1, 8}) == errc::malformed);    // DNL is not supported
  CHECK(code(changed(8, 0), {0, 2, 1, 8}) == errc::malformed);
  CHECK(code(changed(9, 2)) == errc::malformed);
  CHECK(code(changed(11, 0x01)) == errc::malformed);
  CHECK(code(changed(11, 0x51)) == errc::malformed);
  CHECK(code(changed(12, 4)) == errc::malformed);
  CHECK(code(changed(1, 0xC2)) == errc::unsupported_pixels);
  CHECK(code({0xFF, 0xC0, 0, 14, 8, 0, 2, 0, 3, 2, 7, 0x11, 0, 7, 0x11, 0}, {3, 2, 2, 8}) ==
        errc::malformed);
}

TEST_CASE("a scan header says what T.81 B.2.3 has") {
  const bytes in = {0xFF, 0xC1, 0, 17, 8, 0, 8, 0, 8, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1};
  const jpeg_frame frame = jpeg_frame_of(jpeg_segment_at(in, 0), {8, 8, 3, 8});
  const auto scan = [&](const bytes& header) {
    return jpeg_scan_of(jpeg_segment_at(header, 0), frame);
  };
  const jpeg_scan found = scan({0xFF, 0xDA, 0, 10, 2, 1, 0x12, 3, 0x30, 0, 63, 0x21});
  CHECK(found.count == 2);
  CHECK(found.parts[0].component == 0);
  CHECK(found.parts[0].dc_table == 1);
  CHECK(found.parts[0].ac_table == 2);
  CHECK(found.parts[1].component == 2);
  CHECK(found.parts[1].dc_table == 3);
  CHECK(found.last_coefficient == 63);
  CHECK(found.high == 2);
  CHECK(found.low == 1);
  const auto code = [&](const bytes& header) {
    return refused([&] { static_cast<void>(scan(header)); }).code;
  };
  CHECK(code({0xFF, 0xDA, 0, 10, 2, 3, 0, 1, 0, 0, 63, 0}) == errc::malformed);  // out of order
  CHECK(code({0xFF, 0xDA, 0, 10, 2, 1, 0, 1, 0, 0, 63, 0}) == errc::malformed);  // twice
  CHECK(code({0xFF, 0xDA, 0, 8, 1, 9, 0, 0, 63, 0}) == errc::malformed);
  CHECK(code({0xFF, 0xDA, 0, 8, 1, 1, 0x40, 0, 63, 0}) == errc::malformed);
  CHECK(code({0xFF, 0xDA, 0, 6, 0, 0, 63, 0}) == errc::malformed);
  CHECK(code({0xFF, 0xDA, 0, 2}) == errc::malformed);
}

TEST_CASE("the kind of a codestream is what its frame header says") {
  const auto with = [](unsigned char marker) {
    bytes in = {0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 0xFF, 0xC2};  // a comment that looks like a header
    in.insert(in.end(), small_frame.begin(), small_frame.end());
    in[9] = marker;
    return in;
  };
  CHECK(da::jpeg_kind_of(with(0xC0)) == da::jpeg_kind::sequential);
  CHECK(da::jpeg_kind_of(with(0xC1)) == da::jpeg_kind::sequential);
  CHECK(da::jpeg_kind_of(with(0xC3)) == da::jpeg_kind::lossless);
  const auto kind = [](const bytes& in) {
    return refused([&] { static_cast<void>(da::jpeg_kind_of(in)); });
  };
  for (const unsigned char other : bytes{0xC2, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xF7})
    CHECK(kind(with(other)) == at(errc::unsupported_pixels, 8));
  CHECK(kind({0xFF, 0xD8, 0xFF, 0xD9}) == at(errc::malformed, 2));
  CHECK(kind({0xFF, 0xD9}) == at(errc::malformed, 0));
  CHECK(kind({0xFF, 0xD8}) == at(errc::truncated, 2));
}
