// SPDX-License-Identifier: BSD-3-Clause
// Damaged JPEG frames never crash, and what is refused leaves no output.
//
// The first bytes of an input choose rectangles and one of the frames that are made here; others
// change bytes of it, three for one change.  With -DDICOM_ANONYMIZER_FUZZ_FRAMES it is a program
// that changes frames of files: COUNT SEED FRAME...
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/blank_jpeg.hpp>
#include <dicom_anonymizer/pixels/blank_jpeg_lossless.hpp>

#include "../support/jpeg_coder.hpp"

namespace da = dicom_anonymizer;

namespace {

da::jpeg_image said_by(std::span<const unsigned char> in) {
  for (std::size_t i = 0; i + 10 < in.size(); ++i)
    if (in[i] == 0xFF && (in[i + 1] == 0xC0 || in[i + 1] == 0xC1 || in[i + 1] == 0xC3))
      return {std::uint32_t{in[i + 7]} << 8 | in[i + 8], std::uint32_t{in[i + 5]} << 8 | in[i + 6],
              in[i + 9], in[i + 4]};
  return {};
}

void require(bool holds) {
  if (!holds) std::abort();
}

// Whether anything came out.
bool run(const std::array<unsigned char, 12>& choice, std::span<const unsigned char> in) {
  da::jpeg_image image = said_by(in);
  // Half a minute would go for the pixels of one data set that says so.
  if (std::uint64_t{image.columns} * image.rows > (1U << 22)) image.rows = 1;
  if (choice[0] % 16 == 0) image.columns += choice[1];
  std::vector<da::rectangle> where;
  for (std::size_t i = 0; i < choice[0] / 16U % 4; ++i)
    where.push_back({image.columns * choice[2 + i] / 256U, image.rows * choice[3 + i] / 256U,
                     1 + image.columns * choice[4 + i] / 512U,
                     1 + image.rows * choice[5 + i] / 512U});
  const std::vector<std::uint16_t> values(image.samples, choice[11]);
  std::vector<unsigned char> out = {1, 2, 3};
  bool done = false;
  for (const bool is_lossless : {false, true}) {
    const std::size_t before = out.size();
    try {
      const std::vector<da::rectangle> painted =
          is_lossless ? da::blank_jpeg_lossless(in, image, where, values, out)
                      : da::blank_jpeg(in, image, where, choice[11], out);
      require(painted.size() == where.size());
      require(out.size() > before + 4 && out[out.size() - 1] == 0xD9);
      done = true;
      // What came out is a frame like any other.
      std::vector<unsigned char> again;
      const std::span<const unsigned char> made(out.data() + before, out.size() - before);
      if (is_lossless)
        da::blank_jpeg_lossless(made, image, where, values, again);
      else
        da::blank_jpeg(made, image, where, choice[11], again);
    } catch (const da::error&) {
      require(out.size() == before || done);
    }
  }
  return done;
}

// Lossy ones of one and three components, in one scan and in two, of 8 and 12 bits; and lossless
// ones.
std::vector<std::vector<unsigned char>> made_frames() {
  std::vector<std::vector<unsigned char>> result;
  for (int kind = 0; kind < 6; ++kind) {
    test::jpeg::frame one;
    one.marker = kind >= 4 ? 0xC3 : kind == 3 ? 0xC1 : 0xC0;
    one.precision = kind == 3 ? 12 : 8;
    one.columns = 40;
    one.rows = 20;
    one.dc = test::jpeg::wide_table();
    one.restart_interval = kind == 1 ? 2 : kind == 4 ? 80 : 0;
    one.predictor = kind;
    one.components.resize(kind == 1 || kind == 2 || kind == 5 ? 3 : 1);
    for (std::size_t i = 0; i < one.components.size(); ++i)
      one.components[i].id = static_cast<int>(i);
    if (kind == 1) one.components[0].horizontal = one.components[0].vertical = 2;
    if (kind == 2) one.scans = {{0}, {1, 2}};
    one.arrange();
    std::mt19937 random(static_cast<unsigned>(kind));
    for (test::jpeg::component& each : one.components) {
      for (int& sample : each.samples) sample = static_cast<int>(random() % 256);
      for (test::jpeg::block& block : each.blocks)
        for (int i = 0; i < 9; ++i) block[random() % 64] = static_cast<int>(random() % 200) - 100;
    }
    result.push_back(test::jpeg::encode(one));
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::vector<unsigned char>> frames = made_frames();
  std::array<unsigned char, 12> choice{};
  const std::size_t head = std::min(size, choice.size());
  std::copy_n(data, head, choice.begin());
  std::vector<unsigned char> frame = frames[choice[10] % frames.size()];
  for (std::size_t i = head; i + 2 < size; i += 3)
    frame[(std::size_t{data[i]} << 8 | data[i + 1]) % frame.size()] = data[i + 2];
  run(choice, frame);
  return 0;
}

#ifdef DICOM_ANONYMIZER_FUZZ_FRAMES
int main(int count, char** arguments) {
  std::vector<std::vector<unsigned char>> frames;
  for (int i = 3; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    frames.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (frames.back().empty()) frames.pop_back();
  }
  if (frames.empty()) {
    std::fputs("usage: COUNT SEED FRAME...\n", stderr);
    return 2;
  }
  std::mt19937 random(static_cast<unsigned>(std::atoi(arguments[2])));
  long done = 0;
  double slowest = 0;
  const int runs = std::atoi(arguments[1]);
  for (int i = 0; i < runs; ++i) {
    std::vector<unsigned char> one = frames[random() % frames.size()];
    for (auto change = random() % 6; change > 0; --change) {
      // Headers are short and would be met too seldom.
      const std::size_t headers = std::min<std::size_t>(one.size(), 700);
      const std::size_t at = random() % (random() % 2 == 0 ? headers : one.size());
      switch (random() % 5) {
        case 0: one[at] = static_cast<unsigned char>(random()); break;
        case 1: one[at] = static_cast<unsigned char>(one[at] ^ 1U << random() % 8); break;
        case 2: one[at] = 0xFF; break;
        case 3: one.erase(one.begin() + static_cast<std::ptrdiff_t>(at)); break;
        default: one.resize(random() % 4 == 0 ? at + 1 : one.size());
      }
      if (one.empty()) one = {0};
    }
    std::array<unsigned char, 12> choice{};
    for (unsigned char& byte : choice) byte = static_cast<unsigned char>(random());
    const auto begin = std::chrono::steady_clock::now();
    done += run(choice, one) ? 1 : 0;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    slowest = std::max(slowest, spent.count());
  }
  std::printf("%d inputs, %ld written, the slowest %.3f s\n", runs, done, slowest);
}
#endif
