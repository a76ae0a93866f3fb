// SPDX-License-Identifier: BSD-3-Clause
// Gives damaged JPEG-LS and JPEG 2000 frames to the codecs: they may be refused, nothing else.
//
// usage: mutated_frames COUNT [SEED [FILE COLUMNS ROWS SAMPLES BITS_ALLOCATED BITS_STORED]...]
//
// Without files the small frames of the unit tests.  The same numbers make the same damages.
// Prints how many of each kind were blanked and refused, and the time of the slowest; exits 1 if
// one took longer than 10 seconds, another exception than the library's came out, what was blanked
// cannot be blanked again to the same bytes, or of a kind nothing was blanked or refused: then
// damages are too weak or too strong to tell anything.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <dicom_anonymizer/codecs/blank_jpeg2000.hpp>
#include <dicom_anonymizer/codecs/blank_jpegls.hpp>

#include "support/coded_frames.hpp"

namespace da = dicom_anonymizer;

namespace {

using bytes = std::vector<unsigned char>;

struct sample_frame {
  bytes frame;
  da::image_layout image;
};

std::vector<sample_frame> frames_of(int count, char** arguments) {
  std::vector<sample_frame> result;
  const auto add = [&](bytes frame, da::image_description given) {
    given.storage = da::pixel_storage::encapsulated;
    result.push_back({std::move(frame), da::image_layout(given)});
  };
  for (int i = 0; i + 5 < count; i += 6) {
    const auto number = [&](int at) {
      return static_cast<std::uint32_t>(std::strtoul(arguments[i + at], nullptr, 10));
    };
    std::ifstream in(arguments[i], std::ios::binary);
    da::image_description given;
    given.columns = number(1);
    given.rows = number(2);
    given.samples = number(3);
    given.bits_allocated = number(4);
    given.bits_stored = number(5);
    given.high_bit = given.bits_stored - 1;
    if (given.samples == 3) given.colours = da::photometric::rgb;
    add({std::istreambuf_iterator<char>(in), {}}, given);
  }
  if (!result.empty()) return result;
  using namespace test::frames;
  for (const auto hex : {grey_j2k, grey_jls})
    add(test::bytes_of(hex), test::coded_description(1, 8, false));
  for (const auto hex : {signed_j2k, signed_jls})
    add(test::bytes_of(hex), test::coded_description(1, 12, true));
  for (const auto hex : {tiled_j2k, near_jls})
    add(test::bytes_of(hex), test::coded_description(1, 16, false));
  for (const auto hex : {rct_j2k, ict_j2k, boxes_jp2, samples_jls, lines_jls, planes_jls})
    add(test::bytes_of(hex), test::coded_description(3, 8, false));
  return result;
}

// A few bytes changed, cut out, doubled or taken from elsewhere; the headers more often than not.
void damage(bytes& frame, std::mt19937_64& random) {
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(limit, 1));
  };
  for (std::size_t times = 1 + below(4); times-- > 0 && !frame.empty();) {
    const std::size_t reach =
        below(2) == 0 ? std::min<std::size_t>(frame.size(), 130) : frame.size();
    const std::size_t at = below(reach);
    const auto place = frame.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t some = std::min(1 + below(16), frame.size() - at);
    switch (below(7)) {
      case 0: *place = static_cast<unsigned char>(random()); break;
      case 1: *place = static_cast<unsigned char>(*place ^ 1U << below(8)); break;
      case 2: *place = below(2) == 0 ? 0xFF : 0; break;
      case 3: frame.erase(place, place + static_cast<std::ptrdiff_t>(some)); break;
      case 4: {
        const bytes twice(place, place + static_cast<std::ptrdiff_t>(some));
        frame.insert(place, twice.begin(), twice.end());
        break;
      }
      case 5:
        std::generate_n(place, some, [&] { return static_cast<unsigned char>(random()); });
        break;
      default:
        if (below(4) == 0)
          frame.resize(at);
        else
          std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(below(frame.size() - some)), some,
                      place);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const unsigned long total = std::strtoul(arguments[1], nullptr, 10);
  std::mt19937_64 random(count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 1);
  const std::vector<sample_frame> frames = frames_of(count - 3, arguments + 3);
  // Of JPEG 2000 and JPEG-LS.
  std::array<unsigned long, 2> blanked{}, refused{};
  unsigned long slowest_at = 0;
  double slowest = 0;
  for (unsigned long i = 0; i < total; ++i) {
    const sample_frame& one = frames[i % frames.size()];
    bytes frame = one.frame;
    damage(frame, random);
    const std::vector<da::rectangle> where{{1, 1, one.image.columns() / 2, 3}};
    const bool is_jpegls = one.frame[1] == 0xD8;
    const auto begin = std::chrono::steady_clock::now();
    const auto blank = [&](const bytes& given) {
      return is_jpegls ? da::blank_jpegls(given, one.image, where, {})
                       : da::blank_jpeg2000(given, one.image, where, {});
    };
    bytes result;
    try {
      result = blank(frame);
      ++blanked.at(is_jpegls);
    } catch (const da::error&) {
      ++refused.at(is_jpegls);
    } catch (const std::exception& other) {
      std::printf("frame %lu: %s\n", i, other.what());
      return 1;
    }
    const double took =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    // What came out is sound: it is decoded again, and has the paint and all other pixels already.
    try {
      if (!result.empty() && blank(result) != result) {
        std::printf("frame %lu: another one comes out of what came out\n", i);
        return 1;
      }
    } catch (const std::exception& other) {
      std::printf("frame %lu: what came out is refused: %s\n", i, other.what());
      return 1;
    }
    if (took > slowest) {
      slowest = took;
      slowest_at = i;
    }
  }
  std::printf("JPEG 2000: %lu blanked, %lu refused; JPEG-LS: %lu blanked, %lu refused; ",
              blanked[0], refused[0], blanked[1], refused[1]);
  std::printf("the slowest took %.3f s (number %lu)\n", slowest, slowest_at);
  bool is_telling = slowest < 10;
  for (const sample_frame& one : frames) {
    const bool is_jpegls = one.frame[1] == 0xD8;
    is_telling = is_telling && blanked.at(is_jpegls) != 0 && refused.at(is_jpegls) != 0;
  }
  return is_telling ? 0 : 1;
}
