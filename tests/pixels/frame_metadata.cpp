// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/frame_metadata.hpp>

#include <random>
#include <string>

#include "support/catch.hpp"
#include "support/found_metadata.hpp"
#include "support/frames.hpp"

using dicom_anonymizer::detail::codestream;
using dicom_anonymizer::detail::codestream_of;

TEST_CASE("each codestream is gone over as what it is") {
  using test::cleaned;
  const std::string jpeg = test::jpeg_image(test::jpeg_comment("CANARY"));
  const std::string jpeg2000 = test::jpeg2000(test::jpeg2000_comment("CANARY"));
  CHECK(cleaned(jpeg, codestream::jpeg) == test::jpeg_image());
  CHECK(cleaned(jpeg2000, codestream::jpeg2000) == test::jpeg2000());
  CHECK(cleaned(test::jp2_head() + test::box("jp2c", jpeg2000), codestream::jp2) ==
        test::jp2_head() + test::box("jp2c", test::jpeg2000()));
  CHECK(cleaned("anything", codestream::without_texts) == "anything");
  CHECK_FALSE(cleaned("anything", codestream::unknown));
  CHECK_FALSE(cleaned(jpeg, codestream::jpeg2000));
  CHECK_FALSE(cleaned(jpeg2000, codestream::jpeg));
  CHECK_FALSE(cleaned("", codestream::jpeg));
  CHECK_FALSE(cleaned("", codestream::jp2));
}

// What is left of a damaged frame is as sound as it was, and has nothing to take out any more.
TEST_CASE("damaged frames are refused or cleaned for good") {
  const std::string comment = test::jpeg2000_comment("a comment");
  const std::string frames[] = {
      test::jpeg_image(test::jfif() + test::jpeg_comment("a comment") +
                       test::segment(0xE1, "Exif")),
      test::jpeg2000(comment, comment),
      test::jp2_head() + test::box("xml ", "text") + test::box("jp2c", test::jpeg2000(comment)),
      test::jpegxl_head() + test::box("Exif", "text") + test::box("jxlc", "codestream")};
  std::mt19937_64 random(11);
  std::size_t refused = 0;
  std::size_t shorter = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string frame = frames[random() % 4];
    const codestream kind = codestream_of(frame);
    for (std::size_t changes = 1 + random() % 3; changes != 0; --changes) {
      const std::size_t at = random() % frame.size();
      switch (random() % 4) {
        case 0: frame.resize(at + 1); break;
        case 1: frame.insert(at, frame.substr(random() % frame.size(), random() % 20)); break;
        case 2: frame.erase(at, random() % 20); break;
        default: frame[at] = static_cast<char>(random() % 3 == 0 ? 0xFF : random()); break;
      }
      if (frame.empty()) frame = "x";
    }
    const auto once = test::cleaned(frame, kind);
    if (!once) {
      ++refused;
      continue;
    }
    REQUIRE(once->size() <= frame.size());
    if (once->size() < frame.size()) ++shorter;
    REQUIRE(test::cleaned(*once, kind) == once);
  }
  CHECK(refused > 4'000);
  CHECK(shorter > 2'000);
}
