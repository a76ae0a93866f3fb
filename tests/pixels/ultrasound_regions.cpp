// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/ultrasound_regions.hpp>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::region_set;
using da::ultrasound_region;
using kind = da::ultrasound_claim::kind;

namespace {

constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();

da::ultrasound_claim claim(const std::vector<ultrasound_region>& all, std::uint32_t columns,
                           std::uint32_t rows) {
  const da::ultrasound_claim found = da::claim_of(all, columns, rows);
  CHECK(found.regions.empty() == (found.what != kind::keep_these));
  return found;
}

}  // namespace

// PS3.3 section C.8.5.5.1.14: x1,y1 is the pixel of the lower right corner.
TEST_CASE("the corners of an ultrasound region belong to it", "[pixels]") {
  const auto found = claim({{232, 31, 432, 168, 1, 1}}, 640, 480);
  CHECK(found.what == kind::keep_these);
  CHECK(found.regions == region_set::keep_only({232, 31, 201, 138}));
  CHECK(claim({{0, 0, 1, 1, 1, 1}}, 640, 480).regions == region_set::keep_only({0, 0, 2, 2}));
  // Figure C.8-4: the last pixel of this image is 639,479.
  CHECK(claim({{600, 400, 639, 479, 1, 1}}, 640, 480).regions ==
        region_set::keep_only({600, 400, 40, 80}));
}

TEST_CASE("all ultrasound regions are kept, one beside and over the other", "[pixels]") {
  // As Philips CX50 writes them for 800 x 600, the first with X1 counted from 1.
  const auto found = claim({{120, 60, 800, 518, 1, 1}, {176, 522, 743, 576, 4, 10}}, 800, 600);
  CHECK(found.what == kind::keep_these);
  CHECK(found.regions ==
        (region_set::keep_only({120, 60, 680, 459}) | region_set::keep_only({176, 522, 568, 55})));
  // One that stands there twice counts once.
  CHECK(claim({{1, 1, 9, 9, 1, 1}, {1, 1, 9, 9, 2, 2}}, 800, 600).regions.size() == 1);
}

TEST_CASE("an ultrasound region that ends just behind the image ends at its edge", "[pixels]") {
  CHECK(claim({{100, 100, 640, 470, 1, 1}}, 640, 480).regions ==
        region_set::keep_only({100, 100, 540, 371}));
  CHECK(claim({{100, 100, 600, 480, 1, 1}}, 640, 480).regions ==
        region_set::keep_only({100, 100, 501, 380}));
  CHECK(claim({{100, 100, 640, 480, 1, 1}}, 640, 480).regions ==
        region_set::keep_only({100, 100, 540, 380}));
}

TEST_CASE("one ultrasound region that cannot be makes all of them distrusted", "[pixels]") {
  const ultrasound_region good{100, 100, 300, 300, 1, 1};
  for (const ultrasound_region& bad : std::vector<ultrasound_region>{
           {100, 100, 641, 300, 1, 1},  // further out
           {100, 100, 300, 481, 1, 1},
           {0, 0, largest, 300, 1, 1},
           {largest, largest, largest, largest, 1, 1},
           {84, 31, 595, 500, 1, 1},
           {100, 100, 100, 300, 1, 1},  // without width or height
           {100, 100, 300, 100, 1, 1},
           {300, 100, 100, 300, 1, 1},  // the wrong way round
           {100, 300, 300, 100, 1, 1},
           {0, 0, 0, 0, 1, 1},
           {639, 0, 640, 10, 1, 1},  // without width when it ends at the edge
           {0, 479, 10, 480, 1, 1},
           {640, 0, 640, 10, 1, 1},
           {100, 100, 641, 300, 0, 0},  // left out, but in coordinates of another size
       }) {
    CAPTURE(bad.x0, bad.y0, bad.x1, bad.y1);
    CHECK(claim({good, bad}, 640, 480).what == kind::distrusted);
    CHECK(claim({bad, good}, 640, 480).what == kind::distrusted);
    CHECK(claim({bad}, 640, 480).what == kind::distrusted);
  }
  CHECK(claim({good}, 640, 480).what == kind::keep_these);
  CHECK(claim({good}, 0, 480).what == kind::distrusted);
  CHECK(claim({good}, 640, 0).what == kind::distrusted);
  CHECK(claim({good}, largest, largest).what == kind::keep_these);
}

TEST_CASE("ultrasound regions of no format or data are left out", "[pixels]") {
  // As Acuson writes them for 320 x 240: the first is the display with its text.
  CHECK(claim({{0, 16, 319, 231, 0, 0}, {0, 16, 319, 217, 1, 1}}, 320, 240).regions ==
        region_set::keep_only({0, 16, 320, 202}));
  CHECK(claim({{0, 16, 300, 200, 0, 0}}, 320, 240).what == kind::says_nothing);
  CHECK(claim({{0, 16, 300, 200, 0, 1}}, 320, 240).what == kind::says_nothing);
  CHECK(claim({{0, 16, 300, 200, 1, 0}}, 320, 240).what == kind::says_nothing);
  CHECK(claim({{0, 0, 0, 0, 0, 0}, {0, 16, 300, 200, 1, 1}}, 320, 240).regions.size() == 1);
}

// PS3.3 section C.8.5.5.1.1: 1 2D, 2 M-Mode, 3 Spectral, 4 Wave Form, 5 Graphics, and no more.
TEST_CASE("ultrasound regions of graphics or of an unknown format are left out", "[pixels]") {
  for (const int number : {1, 2, 3, 4}) {
    CAPTURE(number);
    const auto format = static_cast<std::uint16_t>(number);
    CHECK(claim({{0, 16, 300, 200, format, 1}}, 320, 240).what == kind::keep_these);
  }
  for (const int number : {5, 6, 255, 65'535}) {
    CAPTURE(number);
    const auto format = static_cast<std::uint16_t>(number);
    CHECK(claim({{0, 16, 300, 200, format, 1}}, 320, 240).what == kind::says_nothing);
    CHECK(claim({{0, 0, 300, 239, format, 1}, {0, 16, 319, 217, 1, 1}}, 320, 240).regions ==
          region_set::keep_only({0, 16, 320, 202}));
    CHECK(claim({{0, 0, 330, 239, format, 1}, {0, 16, 319, 217, 1, 1}}, 320, 240).what ==
          kind::distrusted);
  }
}

TEST_CASE("ultrasound regions that keep nearly everything say nothing", "[pixels]") {
  CHECK(claim({}, 640, 480).what == kind::says_nothing);
  CHECK(claim({}, 0, 0).what == kind::says_nothing);
  CHECK(claim({{0, 0, 239, 215, 1, 1}}, 240, 216).what == kind::says_nothing);
  // 98 of 100 rows are too many, 97 are not.
  CHECK(claim({{0, 0, 199, 97, 1, 1}}, 200, 100).what == kind::says_nothing);
  CHECK(claim({{0, 0, 199, 96, 1, 1}}, 200, 100).what == kind::keep_these);
  CHECK(claim({{0, 0, 198, 97, 1, 1}}, 200, 100).what == kind::keep_these);
  // Together, and what two of them cover counts once.
  CHECK(claim({{0, 0, 199, 49, 1, 1}, {0, 50, 199, 97, 1, 1}}, 200, 100).what ==
        kind::says_nothing);
  CHECK(claim({{0, 0, 199, 49, 1, 1}, {0, 0, 199, 48, 1, 1}}, 200, 100).what == kind::keep_these);
}

TEST_CASE("more ultrasound regions than fit are distrusted", "[pixels]") {
  std::vector<ultrasound_region> all;
  for (std::uint32_t i = 0; i < 64; ++i) all.push_back({i, i, i + 1, i + 1, 1, 1});
  CHECK(claim(all, 640, 480).regions.size() == 64);
  all.push_back({64, 64, 65, 65, 1, 1});
  CHECK(claim(all, 640, 480).what == kind::distrusted);
}
