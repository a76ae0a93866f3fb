// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/jpeg_metadata.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/found_metadata.hpp"
#include "support/frames.hpp"

using test::bytes_of;
using test::jpeg_image;
using test::segment;

namespace {

std::optional<std::string> cleaned(const std::string& frame) {
  return test::cleaned(frame, dicom_anonymizer::detail::codestream::jpeg);
}

const std::string start = bytes_of({0xFF, 0xD8});
const std::string end = bytes_of({0xFF, 0xD9});
const std::string comment = test::jpeg_comment("CANARY");

// Counts the bytes that it is asked for.
class counting_store final : public dicom_anonymizer::detail::byte_store {
 public:
  explicit counting_store(std::string bytes) : bytes_(std::move(bytes)) { resize(bytes_.size()); }
  void read(std::uint64_t offset, char* to, std::size_t count) const override {
    read_ += count;
    bytes_.copy(to, count, static_cast<std::size_t>(offset));
  }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return read_; }

 private:
  std::string bytes_;
  mutable std::uint64_t read_ = 0;
};

}  // namespace

TEST_CASE("comments and segments of applications go from a JPEG") {
  const std::string plain = jpeg_image();
  CHECK(cleaned(plain) == plain);
  CHECK(cleaned(jpeg_image(comment)) == plain);
  CHECK(cleaned(jpeg_image(comment + comment)) == plain);
  for (unsigned marker = 0xE0; marker <= 0xEF; ++marker)
    CHECK(cleaned(jpeg_image(segment(marker, "CANARY"))) == plain);
  CHECK(cleaned(jpeg_image(segment(0xE1, std::string("Exif\0\0", 6) + "CANARY"))) == plain);
  CHECK(cleaned(jpeg_image(segment(0xFE, ""))) == plain);
  CHECK(cleaned(start + test::jpeg_tables() + comment + test::jpeg_scan() + end) == plain);
  CHECK(cleaned(start + test::jpeg_tables() + test::jpeg_scan() + comment + end) == plain);
}

TEST_CASE("segments that decoders need for colours stay") {
  for (const std::string& needed :
       {test::jfif(), test::adobe(),
        segment(0xE2, std::string("ICC_PROFILE\0\1\1", 14) + "profile"), segment(0xE8, "mrfx\1")}) {
    const std::string plain = jpeg_image(needed);
    CHECK(cleaned(plain) == plain);
    CHECK(cleaned(jpeg_image(comment + needed + comment)) == plain);
  }
  for (const std::string& other :
       {segment(0xE0, bytes_of({'J', 'F', 'X', 'X', 0, 0x13}) + "small picture"),
        segment(0xE2, "ICC_PROFILES"), segment(0xE2, "MPF"), segment(0xEE, "Adobe"),
        segment(0xEE, "adobe, a longer text"), segment(0xE8, "mrfx CANARY"), segment(0xE0, "JFIF"),
        segment(0xE1, "mrfx\1")})
    CHECK(cleaned(jpeg_image(other)) == jpeg_image());
}

TEST_CASE("a needed segment loses what is behind its content") {
  std::string with_picture = test::jfif().substr(4);
  with_picture[12] = 1;  // of one column and two rows
  with_picture[13] = 2;
  CHECK(cleaned(jpeg_image(segment(0xE0, with_picture + "RGBRGB"))) == jpeg_image(test::jfif()));
  CHECK(cleaned(jpeg_image(segment(0xE0, test::jfif().substr(4) + "CANARY"))) ==
        jpeg_image(test::jfif()));
  CHECK(cleaned(jpeg_image(segment(0xEE, test::adobe().substr(4) + "CANARY"))) ==
        jpeg_image(test::adobe()));
}

TEST_CASE("a needed segment stays once") {
  const std::string density = segment(0xE0, std::string("JFIF\0", 5) + "CANARY..x");
  CHECK(cleaned(jpeg_image(test::jfif() + density)) == jpeg_image(test::jfif()));
  CHECK(cleaned(jpeg_image(test::jfif() + comment + test::jfif() + test::adobe() + density)) ==
        jpeg_image(test::jfif() + test::adobe()));
  std::string adobe = test::adobe();
  adobe[11] = 'x';  // its flags
  CHECK(cleaned(jpeg_image(test::adobe() + adobe)) == jpeg_image(test::adobe()));
  // Decoders do not agree which of two transforms is meant.
  adobe.back() = '\1';
  CHECK_FALSE(cleaned(jpeg_image(test::adobe() + adobe)));
  CHECK(cleaned(jpeg_image(adobe)) == jpeg_image(adobe));
}

TEST_CASE("segments of one number have its length") {
  const auto is_sound = [](unsigned marker, std::size_t size) {
    const std::string frame = jpeg_image(segment(marker, std::string(size, '\1')));
    const auto now = cleaned(frame);
    CHECK((!now || *now == frame));
    return now.has_value();
  };
  for (std::size_t size = 0; size < 8; ++size) {
    CHECK(is_sound(0xDC, size) == (size == 2));  // DNL
    CHECK(is_sound(0xDD, size) == (size == 2));  // DRI
    CHECK(is_sound(0xDF, size) == (size == 1));  // EXP
    CHECK_FALSE(is_sound(0xDE, size));           // DHP: several images
    const std::string of_jpeg_ls =
        start + segment(0xF7, bytes_of({8, 0, 16, 0, 16, 1, 1, 0x11, 0})) +
        segment(0xDD, std::string(size, '\1')) + segment(0xDA, bytes_of({1, 1, 0, 0, 0, 0})) +
        bytes_of({0x12, 0xFF, 0x7F}) + end;
    CHECK(cleaned(of_jpeg_ls).has_value() == (size >= 2 && size <= 4));
  }
}

TEST_CASE("between the scans of a progressive image and of components one by one comments go") {
  for (const unsigned kind : {0xC2U, 0xC6U, 0xCAU, 0xCEU}) {
    const std::string head = start + test::jpeg_tables(kind, 1);
    CHECK(cleaned(head + test::jpeg_scan() + comment + test::jpeg_scan() + end) ==
          head + test::jpeg_scan() + test::jpeg_scan() + end);
  }
  const std::string head = start + test::jpeg_tables(0xC0, 3);
  const std::string rest = test::jpeg_scan(1, 1) + test::jpeg_scan(2, 2) + test::jpeg_scan(3, 3);
  CHECK(cleaned(head + test::jpeg_scan(1, 1) + comment + test::jpeg_scan(2, 2) + comment +
                test::jpeg_scan(3, 3) + end) == head + rest + end);
  CHECK(cleaned(head + test::jpeg_scan(1, 3) + end) == head + test::jpeg_scan(1, 3) + end);
}

TEST_CASE("the bytes of a JPEG-LS scan are stuffed in another way") {
  const std::string head = start + segment(0xF7, bytes_of({8, 0, 16, 0, 16, 1, 1, 0x11, 0})) +
                           segment(0xF8, bytes_of({1, 0, 255, 0, 3, 0, 7, 0, 21, 0, 64}));
  const std::string scan =
      segment(0xDA, bytes_of({1, 1, 0, 0, 0, 0})) + bytes_of({0x12, 0xFF, 0x7F, 0x34, 0xFF, 0x01});
  CHECK(cleaned(head + scan + end) == head + scan + end);
  CHECK(cleaned(start + comment + head.substr(2) + scan + end) == head + scan + end);
  // Of a JPEG they would be a marker that nobody knows.
  CHECK_FALSE(cleaned(start + comment + test::jpeg_tables() + scan + end));
}

TEST_CASE("a JPEG may be filled up a little, before markers and at its end") {
  for (const char filling : {'\0', '\xFF'}) {
    for (std::size_t count = 0; count < 8; ++count) {
      const std::string tail(count, filling);
      CHECK(cleaned(jpeg_image() + tail) == jpeg_image() + tail);
      CHECK(cleaned(jpeg_image(comment) + tail) == jpeg_image() + tail);
    }
    CHECK_FALSE(cleaned(jpeg_image() + std::string(8, filling)));
    CHECK_FALSE(cleaned(jpeg_image(comment) + std::string(8, filling)));
  }
  const std::string filled = start + std::string(300, '\xFF') + test::jpeg_tables().substr(1) +
                             test::jpeg_scan() + "\xFF\xFF" + end;
  CHECK(cleaned(filled) == filled);
}

TEST_CASE("what is not one JPEG from the first byte to the last is not gone over") {
  for (const std::string& plain : {jpeg_image(), jpeg_image(comment)}) {
    for (std::size_t size = 0; size < plain.size(); ++size)
      CHECK_FALSE(cleaned(plain.substr(0, size)));
    CHECK_FALSE(cleaned(plain + plain));
    CHECK_FALSE(cleaned(plain + jpeg_image(comment)));
    CHECK_FALSE(cleaned(plain + "CANARY"));
    CHECK_FALSE(cleaned(plain + "CANARY" + end));
  }
  CHECK_FALSE(cleaned(start + end));
  CHECK_FALSE(cleaned(start + test::jpeg_tables() + end));
  CHECK_FALSE(cleaned(jpeg_image("CANARY")));
  CHECK_FALSE(cleaned(jpeg_image(bytes_of({0xFF, 0xFE, 0, 1}))));
  CHECK_FALSE(cleaned(jpeg_image(bytes_of({0xFF, 0xFE, 0xFF, 0xFF}))));
  for (const unsigned marker : {0x00U, 0x01U, 0x02U, 0xBFU, 0xC8U, 0xD0U, 0xD8U, 0xF0U, 0xFDU})
    CHECK_FALSE(cleaned(jpeg_image(segment(marker, "CANARY"))));
}

TEST_CASE("a scan longer than what is read at once is gone over") {
  const std::string long_scan = test::jpeg_scan() + std::string(200'000, 'x') +
                                bytes_of({0xFF, 0x00}) + std::string(65'535, 'y') +
                                bytes_of({0xFF, 0xD3}) + std::string(70'000, 'z');
  const auto frame = [&](const std::string& before, const std::string& behind) {
    return start + before + test::jpeg_tables() + long_scan + behind + end;
  };
  CHECK(cleaned(frame(comment, comment)) == frame("", ""));
  for (std::size_t shift = 0; shift < 8; ++shift)
    CHECK(cleaned(start + comment + test::jpeg_tables() + test::jpeg_scan() +
                  std::string(65'520 + shift, 'x') + bytes_of({0xFF, 0x00, 0xFF, 0xD1}) + end)
              .has_value());
}

TEST_CASE("bytes are read once, however many scans there are") {
  for (const std::size_t scans : {10U, 20'000U, 80'000U}) {
    std::string frame = start + test::jpeg_tables(0xC2);
    for (std::size_t i = 0; i < scans; ++i) frame += test::jpeg_scan();
    frame += end;
    const auto store = std::make_shared<counting_store>(frame);
    dicom_anonymizer::source in(store);
    dicom_anonymizer::detail::frame_bytes bytes(in, 0, frame.size());
    dicom_anonymizer::detail::frame_edits edits;
    CHECK(dicom_anonymizer::detail::jpeg_metadata(bytes, edits).find());
    CHECK(edits.empty());
    CHECK(store->bytes_read() >= frame.size());
    CHECK(store->bytes_read() < frame.size() + frame.size() / 4);
  }
}
