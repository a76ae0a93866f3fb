// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/blank_jpeg.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/growth.hpp"
#include "support/jpeg_coder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
namespace jpeg = test::jpeg;
using da::errc;
using test::refused;

namespace {

// Coefficients of all sizes; most are zero, as in images.
void fill(jpeg::frame& of, unsigned seed) {
  std::mt19937 random(seed);
  of.arrange();
  for (jpeg::component& one : of.components) {
    const int most = (1 << (of.precision + 2)) / one.quantisation;
    for (jpeg::block& each : one.blocks) {
      each[0] = static_cast<int>(random() % static_cast<unsigned>(most)) - most / 2;
      const unsigned kind = random() % 4;
      for (std::size_t i = 1; i < 64; ++i)
        if (random() % (kind == 0 ? 1 : kind * 10) == 0)
          each[i] = static_cast<int>(random() % 64) - 32;
      if (kind == 0 && each[63] == 0) each[63] = 1;  // a block without EOB
    }
  }
}

da::jpeg_image image_of(const jpeg::frame& of) {
  return {static_cast<std::uint32_t>(of.columns), static_cast<std::uint32_t>(of.rows),
          static_cast<std::uint32_t>(of.components.size()),
          static_cast<std::uint32_t>(of.precision)};
}

struct result {
  std::vector<da::rectangle> painted;
  jpeg::bytes out;
};
result blanked(const jpeg::bytes& in, const da::jpeg_image& image,
               const std::vector<da::rectangle>& where, unsigned value = 0) {
  result made;
  made.painted = da::blank_jpeg(in, image, where, static_cast<std::uint16_t>(value), made.out);
  return made;
}

// Compares blocks by the pixels that they cover; values are those of flat blocks by component.
void check_blocks(const jpeg::frame& before, const jpeg::frame& after,
                  const std::vector<da::rectangle>& painted, const std::vector<int>& values) {
  REQUIRE(before.components.size() == after.components.size());
  long differ = 0;
  long not_flat = 0;
  long flat = 0;
  for (std::size_t c = 0; c < before.components.size(); ++c) {
    const jpeg::component& one = before.components[c];
    const bool alone = before.components.size() == 1;
    const int width = 8 * before.widest() / (alone ? 1 : one.horizontal);
    const int height = 8 * before.highest() / (alone ? 1 : one.vertical);
    for (int y = 0; y < one.down; ++y)
      for (int x = 0; x < one.across; ++x) {
        const auto left = static_cast<std::uint32_t>(x * width);
        const auto top = static_cast<std::uint32_t>(y * height);
        if (left >= static_cast<std::uint32_t>(before.columns) ||
            top >= static_cast<std::uint32_t>(before.rows))
          continue;
        bool is_in = false;
        for (const da::rectangle& area : painted)
          is_in = is_in || (area.left <= left && left < area.right() && area.top <= top &&
                            top < area.bottom());
        const auto at = static_cast<std::size_t>(y * one.across + x);
        const jpeg::block& now = after.components[c].blocks[at];
        if (!is_in) {
          differ += now != one.blocks[at] ? 1 : 0;
          continue;
        }
        jpeg::block wanted{};
        wanted[0] = values[c];
        not_flat += now != wanted ? 1 : 0;
        ++flat;
      }
  }
  CHECK(differ == 0);
  CHECK(not_flat == 0);
  CHECK((flat > 0) == !painted.empty());
}

jpeg::frame grey(int columns, int rows, unsigned seed = 1) {
  jpeg::frame made;
  made.columns = columns;
  made.rows = rows;
  made.components.resize(1);
  fill(made, seed);
  return made;
}

jpeg::frame coloured(int columns, int rows, std::vector<std::pair<int, int>> factors,
                     std::vector<std::vector<int>> scans = {}, int restart_interval = 0) {
  jpeg::frame made;
  made.columns = columns;
  made.rows = rows;
  made.scans = std::move(scans);
  made.restart_interval = restart_interval;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    jpeg::component one;
    one.id = static_cast<int>(i) + 1;
    one.horizontal = factors[i].first;
    one.vertical = factors[i].second;
    made.components.push_back(one);
  }
  fill(made, 2);
  return made;
}

jpeg::bytes segment(int marker, std::string_view contents) {
  jpeg::bytes made;
  jpeg::put_segment(made, marker, jpeg::bytes(contents.begin(), contents.end()));
  return made;
}

}  // namespace

TEST_CASE("a frame that libjpeg wrote is blanked where it is asked for") {
  // libjpeg-turbo 2.1.5: 32 x 16 pixels RGB, red 8 * x, green 16 * y, blue 0 or 200 by squares of
  // four pixels; jpeg_set_quality(90), optimize_coding, colours and subsampling by default.
  const std::string_view text =
      "FFD8FFE000104A46494600010100000100010000FFDB004300030202030202030303030403030405"
      "0805050404050A070706080C0A0C0C0B0A0B0B0D0E12100D0E110E0B0B1016101113141515150C0F"
      "171816141812141514FFDB00430103040405040509050509140D0B0D141414141414141414141414"
      "1414141414141414141414141414141414141414141414141414141414141414141414141414FFC0"
      "0011080010002003012200021101031101FFC4001500010100000000000000000000000000000608"
      "FFC4001F1000010109010000000000000000000000121100050713141623516191FFC40017010003"
      "010000000000000000000000000000060708FFC40022110001020407010000000000000000000011"
      "061400121322044161818391A1B1FFDA000C03010002110311003F008D9D30A6D91C3533F8029EED"
      "99BA6155B4986A67F0053DDB52AE98556D261A99FC014F76CCDD30A6DA1C3533F8089EED8C62C189"
      "B9B36E46753B70E0EB48E422669A5ECD2DE4ED30F83D89A9D30A6DA1C3533F8089EED99BA614DB43"
      "86A67F0053DDB52CE98536D0E1A99FC014F76CC9D30AADA1C3533F8229EED91B18B0626E6CDB919D"
      "4EDC383AD23908D569A5ECD2DE4ED30F83D8FFD9";
  jpeg::bytes in;
  for (std::size_t i = 0; i < text.size(); i += 2)
    in.push_back(
        static_cast<unsigned char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  const jpeg::frame before = jpeg::decode(in);
  const auto firsts = [](const jpeg::component& one) {
    std::vector<int> found;
    for (const jpeg::block& each : one.blocks) found.push_back(each[0]);
    return found;
  };
  // As its jpeg_read_coefficients tells them; all steps are 3.
  CHECK(firsts(before.components[0]) == std::vector<int>{-201, -150, -99, -48, -1, 50, 102, 152});
  CHECK(firsts(before.components[1]) == std::vector<int>{0, -57});
  CHECK(firsts(before.components[2]) == std::vector<int>{-76, 95});

  // -1024 / 3 is -341.3; 342 steps below the middle are black.
  result made = blanked(in, {32, 16, 3, 8}, {{20, 3, 1, 1}});
  CHECK(made.painted == std::vector<da::rectangle>{{16, 0, 16, 16}});
  jpeg::frame after = jpeg::decode(made.out);
  check_blocks(before, after, made.painted, {-342, 0, 0});
  CHECK(firsts(after.components[0]) ==
        std::vector<int>{-201, -150, -342, -342, -1, 50, -342, -342});
  made = blanked(in, {32, 16, 3, 8}, {{0, 0, 1, 1}});
  after = jpeg::decode(made.out);
  check_blocks(before, after, {{0, 0, 16, 16}}, {-342, 0, 0});
}

TEST_CASE("blocks outside keep their coefficients, blocks inside are flat") {
  struct layout {
    std::vector<std::pair<int, int>> factors;
    std::vector<std::vector<int>> scans;
  };
  const std::vector<layout> layouts = {
      {{{1, 1}}, {}},
      {{{2, 2}}, {}},  // one component: its factors say nothing
      {{{1, 1}, {1, 1}}, {}},
      {{{1, 1}, {1, 1}, {1, 1}}, {}},
      {{{2, 1}, {1, 1}, {1, 1}}, {}},
      {{{2, 2}, {1, 1}, {1, 1}}, {}},
      {{{2, 2}, {1, 1}, {1, 1}}, {{0}, {1}, {2}}},
      {{{2, 2}, {1, 1}, {1, 1}}, {{0}, {1, 2}}},
      {{{1, 1}, {2, 2}, {1, 2}}, {}},
      {{{4, 1}, {1, 1}, {2, 1}}, {{0, 1}, {2}}},
      {{{1, 1}, {1, 1}, {1, 1}, {1, 1}}, {}},
      {{{2, 2}, {1, 1}, {1, 1}, {2, 2}}, {{0, 1, 2}, {3}}},
  };
  for (const layout& one : layouts) {
    for (const int restart_interval : {0, 1, 3, 7, 1000}) {
      jpeg::frame before = coloured(75, 50, one.factors, one.scans, restart_interval);
      const jpeg::bytes in = jpeg::encode(before);
      for (const std::vector<da::rectangle>& where : std::vector<std::vector<da::rectangle>>{
               {{0, 0, 75, 9}},
               {{40, 30, 1, 1}},
               {{0, 40, 75, 10}},
               {{3, 0, 2, 50}, {60, 0, 2, 50}, {30, 20, 20, 2}},
               {{74, 49, 1000, 1000}, {0, 0, 1, 1}},
               {{20, 20, 30, 20}, {30, 10, 10, 40}},
               {{0, 0, 75, 50}},
           }) {
        const result made = blanked(in, image_of(before), where);
        const int middle = before.components.size() == 4 ? -1024 : 0;
        const jpeg::frame after = jpeg::decode(made.out);
        check_blocks(before, after, made.painted,
                     before.components.size() < 3 ? std::vector<int>{-1024, -1024}
                                                  : std::vector<int>{-1024, middle, middle, -1024});
        CHECK(after.widest_padding < 8);
        for (std::size_t i = 0; i < where.size(); ++i) {
          const da::rectangle wanted = where[i].clipped_to(75, 50);
          CHECK(made.painted[i].left <= wanted.left);
          CHECK(made.painted[i].right() >= wanted.right());
          CHECK(made.painted[i].bottom() >= wanted.bottom());
        }
      }
    }
  }
}

TEST_CASE("rectangles grow to the units of the frame") {
  const jpeg::frame before = coloured(75, 50, {{2, 2}, {1, 1}, {1, 1}});
  const result made = blanked(jpeg::encode(before), image_of(before),
                              {{17, 33, 1, 1}, {70, 40, 5, 10}, {80, 0, 1, 1}, {15, 15, 2, 2}});
  CHECK(made.painted ==
        std::vector<da::rectangle>{{16, 32, 16, 16}, {64, 32, 11, 18}, {}, {0, 0, 32, 32}});
}

TEST_CASE("twelve bits are blanked, of the value that is asked for") {
  jpeg::frame before;
  before.marker = 0xC1;
  before.precision = 12;
  before.columns = 100;
  before.rows = 40;
  before.dc = jpeg::wide_table();
  before.components.resize(1);
  before.components[0].quantisation = 3;
  fill(before, 3);
  const jpeg::bytes in = jpeg::encode(before);
  const std::vector<da::rectangle> where = {{20, 8, 30, 16}};
  // (value - 2048) * 8 / 3, beyond the ends at the ends
  for (const auto& [value, wanted] : std::vector<std::pair<unsigned, int>>{
           {0, -5462}, {4095, 5459}, {2048, 0}, {2049, 3}, {1000, -2795}}) {
    const result made = blanked(in, image_of(before), where, value);
    CHECK(made.painted == std::vector<da::rectangle>{{16, 8, 40, 16}});
    check_blocks(before, jpeg::decode(made.out), made.painted, {wanted});
  }
  CHECK(refused([&] { blanked(in, image_of(before), where, 4096); }).code == errc::bad_arguments);
}

TEST_CASE("a coarse quantisation does not lead far beyond black") {
  jpeg::frame before = grey(16, 16);
  before.components[0].quantisation = 255;
  fill(before, 4);
  // Five steps are 159 below the middle; decoders clamp that to 0.
  result made = blanked(jpeg::encode(before), image_of(before), {{0, 0, 1, 1}}, 0);
  check_blocks(before, jpeg::decode(made.out), made.painted, {-5});
  // 100 - 128 are -224 eighths, nearly one step
  made = blanked(jpeg::encode(before), image_of(before), {{0, 0, 1, 1}}, 100);
  check_blocks(before, jpeg::decode(made.out), made.painted, {-1});
}

TEST_CASE("what the codestream says of its colours decides what is black") {
  const auto black = [](const jpeg::bytes& segments, int first_id) {
    jpeg::frame before = coloured(16, 16, {{1, 1}, {1, 1}, {1, 1}});
    before.before_frame = segments;
    for (std::size_t i = 0; i < 3; ++i)
      before.components[i].id = first_id == 'R' ? "RGB"[i] : first_id + static_cast<int>(i);
    const result made = blanked(jpeg::encode(before), image_of(before), {{0, 0, 1, 1}});
    const jpeg::frame after = jpeg::decode(made.out);
    return std::vector<int>{after.components[0].blocks[0][0], after.components[1].blocks[0][0],
                            after.components[2].blocks[0][0]};
  };
  const std::vector<int> ybr = {-1024, 0, 0};
  const std::vector<int> rgb = {-1024, -1024, -1024};
  using namespace std::string_view_literals;
  const jpeg::bytes adobe_rgb = segment(0xEE, "Adobe\0\x64\0\0\0\0\0"sv);
  const jpeg::bytes adobe_ybr = segment(0xEE, "Adobe\0\x64\0\0\0\0\x01"sv);
  const jpeg::bytes jfif = segment(0xE0, "JFIF\0\x01\x02\0\0\x01\0\x01\0\0"sv);
  CHECK(black({}, 1) == ybr);
  CHECK(black({}, 0) == ybr);
  CHECK(black({}, 'R') == rgb);
  CHECK(black(adobe_rgb, 1) == rgb);
  CHECK(black(adobe_ybr, 'R') == ybr);
  CHECK(black(jfif, 1) == ybr);
}

TEST_CASE("texts and small images go, what tells the colours stays") {
  using namespace std::string_view_literals;
  jpeg::frame before = grey(8, 8);
  const jpeg::bytes jfif = segment(0xE0, "JFIF\0\x01\x02\0\0\x01\0\x01\0\0"sv);
  const jpeg::bytes adobe = segment(0xEE, "Adobe\0\x64\0\0\0\0\0"sv);
  const jpeg::bytes profile = segment(0xE2, "ICC_PROFILE\0\x01\x01of colours"sv);
  for (const jpeg::bytes& one :
       {segment(0xE0, "JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01RGB"sv), segment(0xE0, "JFXX\0\x10"sv),
        segment(0xE1, "Exif\0\0PATIENT"sv), profile, segment(0xE2, "MPF\0PATIENT"sv),
        segment(0xFE, "PATIENT"sv), segment(0xEE, "Adobe\0\x64\0\0\0\0\0PATIENT"sv)})
    before.before_frame.insert(before.before_frame.end(), one.begin(), one.end());
  jpeg::bytes in = jpeg::encode(before);
  in.insert(in.end(), {0xFF, 0x00});  // padding
  for (const std::vector<da::rectangle>& where :
       {std::vector<da::rectangle>{}, std::vector<da::rectangle>{{0, 0, 1, 1}}}) {
    const jpeg::frame after = jpeg::decode(blanked(in, image_of(before), where).out);
    jpeg::bytes wanted = jfif;
    wanted.insert(wanted.end(), profile.begin(), profile.end());
    wanted.insert(wanted.end(), adobe.begin(), adobe.end());
    CHECK(after.before_frame == wanted);
  }
}

TEST_CASE("what stands behind an image is refused: perhaps it is another one") {
  using namespace std::string_view_literals;
  const jpeg::frame before = grey(8, 8);
  jpeg::bytes in = jpeg::encode(before);
  const jpeg::bytes once = in;
  in.insert(in.end(), once.begin(), once.end());
  jpeg::bytes out;
  const auto failed = test::refused([&] {
    da::blank_jpeg(in, image_of(before), std::vector<da::rectangle>{{0, 0, 1, 1}}, 0, out);
  });
  CHECK(failed.code == da::errc::malformed);
  CHECK(failed.offset == once.size() + 1);
  CHECK(out.empty());
}

TEST_CASE("without rectangles, and in front of them, nothing changes") {
  jpeg::frame before = coloured(64, 64, {{2, 2}, {1, 1}, {1, 1}}, {}, 4);
  const jpeg::bytes in = jpeg::encode(before);
  const result same = blanked(in, image_of(before), {});
  CHECK(same.out == in);
  CHECK(same.painted.empty());

  const result made = blanked(in, image_of(before), {{0, 48, 64, 16}});
  std::size_t scan = in.size();
  for (std::size_t i = 0; i + 1 < in.size(); ++i)
    if (in[i] == 0xFF && in[i + 1] == 0xD2) scan = i;  // behind three of four intervals
  REQUIRE(scan < in.size());
  REQUIRE(made.out.size() > scan);
  CHECK(std::equal(in.begin(), in.begin() + static_cast<long>(scan), made.out.begin()));
}

TEST_CASE("a size that a table does not have gets a code, and the others keep theirs") {
  jpeg::frame before = grey(64, 16);
  // Only differences of five bits, and no EOB: all blocks are full.
  before.dc = {{1, 1}, {5, 4}};
  before.ac.counts = {0, 2};
  before.ac.symbols = {0x01, 0x02};
  int at = 0;
  int step = 20;
  for (jpeg::block& one : before.components[0].blocks) {
    one.fill(1);
    one[0] = at += step;
    step = -step;
  }
  const jpeg::bytes in = jpeg::encode(before);
  const result made = blanked(in, image_of(before), {{24, 0, 8, 8}});
  check_blocks(before, jpeg::decode(made.out), made.painted, {-1024});
  CHECK(jpeg::decode(in).components[0].blocks == before.components[0].blocks);
  CHECK(refused([&] {
          blanked(jpeg::bytes(in.begin(), in.end() - 40), image_of(before), {});
        }).code == errc::truncated);

  // All codes of sixteen bits are taken.
  before.dc.counts = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  before.dc.symbols = {5, 4, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33};
  jpeg::bytes out = {1, 2, 3};
  const jpeg::bytes full = jpeg::encode(before);
  const std::vector<da::rectangle> where = {{24, 0, 8, 8}};
  CHECK(refused([&] { da::blank_jpeg(full, image_of(before), where, 0, out); }).code ==
        errc::unsupported_pixels);
  CHECK(out == jpeg::bytes{1, 2, 3});
}

TEST_CASE("other kinds of coding are refused") {
  jpeg::frame before = grey(16, 16);
  for (const int marker :
       {0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7}) {
    jpeg::bytes in = jpeg::encode(before);
    for (std::size_t i = 0; i + 1 < in.size(); ++i)
      if (in[i] == 0xFF && in[i + 1] == 0xC0) in[i + 1] = static_cast<unsigned char>(marker);
    CHECK(refused([&] { blanked(in, image_of(before), {}); }).code == errc::unsupported_pixels);
  }
}

TEST_CASE("a codestream that differs from the data set is refused") {
  const jpeg::frame before = grey(16, 24);
  const jpeg::bytes in = jpeg::encode(before);
  CHECK(refused([&] { blanked(in, {16, 24, 1, 8}, {}); }) == test::no_refusal);
  CHECK(refused([&] { blanked(in, {16, 24, 1, 7}, {}); }) == test::no_refusal);
  for (const da::jpeg_image& image :
       {da::jpeg_image{24, 16, 1, 8}, da::jpeg_image{16, 23, 1, 8}, da::jpeg_image{17, 24, 1, 8},
        da::jpeg_image{16, 24, 3, 8}, da::jpeg_image{16, 24, 1, 12}, da::jpeg_image{16, 24, 1, 9}})
    CHECK(refused([&] { blanked(in, image, {}); }).code == errc::malformed);
}

TEST_CASE("a codestream that ends early is refused wherever it ends") {
  for (const int restart_interval : {0, 2}) {
    const jpeg::frame before = coloured(40, 20, {{2, 1}, {1, 1}, {1, 1}}, {}, restart_interval);
    const jpeg::bytes in = jpeg::encode(before);
    for (std::size_t size = 0; size < in.size(); ++size) {
      const jpeg::bytes part(in.begin(), in.begin() + static_cast<long>(size));
      const errc code = refused([&] { blanked(part, image_of(before), {{20, 8, 4, 4}}); }).code;
      CHECK((code == errc::truncated || code == errc::malformed));
    }
  }
  // An end marker too early: the block is not there.
  const jpeg::frame before = grey(80, 80);
  jpeg::bytes in = jpeg::encode(before);
  in.erase(in.end() - 402, in.end() - 2);
  CHECK(refused([&] { blanked(in, image_of(before), {{79, 79, 1, 1}}); }).code == errc::truncated);
}

TEST_CASE("restart markers that are missing or out of order are refused") {
  const jpeg::frame before = coloured(64, 64, {{1, 1}, {1, 1}, {1, 1}}, {}, 8);
  const jpeg::bytes in = jpeg::encode(before);
  for (std::size_t i = 0; i + 1 < in.size(); ++i) {
    if (in[i] != 0xFF || in[i + 1] < 0xD0 || in[i + 1] > 0xD7) continue;
    jpeg::bytes other = in;
    other[i + 1] = other[i + 1] == 0xD7 ? 0xD0 : other[i + 1] + 1;
    CHECK(refused([&] { blanked(other, image_of(before), {}); }).code == errc::malformed);
    other = in;
    other.erase(other.begin() + static_cast<long>(i), other.begin() + static_cast<long>(i) + 2);
    CHECK(refused([&] { blanked(other, image_of(before), {}); }).code != errc{});
  }
}

TEST_CASE("the time to blank grows with the size of a frame") {
  std::vector<jpeg::bytes> frames;
  std::vector<da::jpeg_image> images;
  for (const int rows : {200, 2000}) {
    const jpeg::frame one = grey(800, rows);
    frames.push_back(jpeg::encode(one));
    images.push_back(image_of(one));
  }
  const auto work = [&](std::size_t size) {
    const std::size_t which = size > 200 ? 1 : 0;
    const std::uint32_t rows = images[which].rows;
    std::vector<da::rectangle> where;
    for (std::uint32_t row = 0; row < rows; row += 16) where.push_back({100, row, 300, 3});
    for (int i = 0; i < 20; ++i) blanked(frames[which], images[which], where);
  };
  CHECK(test::growth_of(200, work) < 30);
}
