// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/box_metadata.hpp>

#include <optional>
#include <string>

#include "support/catch.hpp"
#include "support/found_metadata.hpp"
#include "support/frames.hpp"

using test::big;
using test::box;
using test::jp2_head;
using test::jpeg2000;
using test::jpeg2000_comment;
using test::jpegxl_head;

namespace {

std::optional<std::string> cleaned(const std::string& frame) {
  return test::cleaned(frame, dicom_anonymizer::detail::codestream_of(frame));
}

const std::string comment = jpeg2000_comment("CANARY");
const std::string picture = box("jp2c", jpeg2000());

}  // namespace

TEST_CASE("boxes with texts go from a JP2") {
  const std::string plain = jp2_head() + picture;
  CHECK(cleaned(plain) == plain);
  for (const char* const name : {"uuid", "uinf", "xml ", "jp2i", "Exif", "jumb", "free", "lbl "}) {
    CHECK(cleaned(jp2_head() + box(name, "CANARY") + picture) == plain);
    CHECK(cleaned(plain + box(name, "CANARY")) == plain);
    CHECK(cleaned(jp2_head() + box(name, "") + box(name, "CANARY") + picture) == plain);
    // A length of eight bytes, and none for the last one.
    CHECK(cleaned(jp2_head() + big(1, 4) + name + big(16 + 6, 8) + "CANARY" + picture) == plain);
    CHECK(cleaned(plain + big(0, 4) + name + "CANARY") == plain);
  }
}

TEST_CASE("comments go from the codestream in a JP2, and its length follows") {
  const std::string with = jpeg2000(comment, comment);
  CHECK(cleaned(jp2_head() + box("jp2c", with)) == jp2_head() + picture);
  CHECK(cleaned(jp2_head() + box("xml ", "CANARY") + box("jp2c", with) + box("uuid", "CANARY")) ==
        jp2_head() + picture);
  CHECK(cleaned(jp2_head() + big(0, 4) + "jp2c" + with) ==
        jp2_head() + big(0, 4) + "jp2c" + jpeg2000());
  CHECK(cleaned(jp2_head() + big(1, 4) + "jp2c" + big(16 + with.size(), 8) + with) ==
        jp2_head() + big(1, 4) + "jp2c" + big(16 + jpeg2000().size(), 8) + jpeg2000());
}

TEST_CASE("boxes with texts go from a JPEG XL") {
  for (const std::string& image : {box("jxlc", "codestream"),
                                   box("jxll", "\5") + box("jxlp", big(0, 4) + "half") +
                                       box("jxlp", big(0x80000001, 4) + "half"),
                                   box("jxli", "index") + box("jxlc", "codestream")}) {
    const std::string plain = jpegxl_head() + image;
    CHECK(cleaned(plain) == plain);
    for (const char* const name : {"Exif", "xml ", "jumb", "brob", "jbrd", "uuid"}) {
      CHECK(cleaned(jpegxl_head() + box(name, "CANARY") + image) == plain);
      CHECK(cleaned(plain + box(name, "CANARY")) == plain);
    }
  }
}

TEST_CASE("boxes may be filled up a little") {
  for (std::size_t count = 0; count < 8; ++count) {
    const std::string tail(count, '\0');
    CHECK(cleaned(jp2_head() + box("xml ", "CANARY") + picture + tail) ==
          jp2_head() + picture + tail);
  }
  CHECK_FALSE(cleaned(jp2_head() + picture + std::string(8, '\0')));
  // A codestream that was filled up before it got its box.
  const auto filled = [](const std::string& frame) { return box("jp2c", frame + '\0'); };
  CHECK(cleaned(jp2_head() + filled(jpeg2000(comment)) + box("xml ", "CANARY")) ==
        jp2_head() + filled(jpeg2000()));
}

TEST_CASE("what is not one image in boxes is not gone over") {
  const std::string plain = jp2_head() + box("xml ", "CANARY") + picture;
  for (std::size_t size = 12; size < plain.size(); ++size)
    CHECK_FALSE(cleaned(plain.substr(0, size)));
  CHECK_FALSE(cleaned(plain + picture));                     // two images
  CHECK_FALSE(cleaned(jp2_head() + box("xml ", "CANARY")));  // none
  CHECK_FALSE(cleaned(plain + box("ftbl", "places in the file")));
  CHECK_FALSE(cleaned(plain + box("else", "who knows")));
  CHECK_FALSE(cleaned(jp2_head() + box("jp2h", box("xml ", "CANARY")) + picture));
  CHECK_FALSE(cleaned(jp2_head() + box("jp2h", "CANARY") + picture));
  CHECK_FALSE(cleaned(jp2_head() + big(7, 4) + "xml " + picture));
  CHECK_FALSE(cleaned(jp2_head() + big(1, 4) + "xml " + big(15, 8) + picture));
  CHECK_FALSE(cleaned(jp2_head() + big(1, 4) + "xml " + big(0xFFFFFFFFFFFFFFFF, 8) + picture));
  CHECK_FALSE(cleaned(jp2_head() + box("jp2c", "no codestream")));
  CHECK_FALSE(cleaned(jp2_head() + box("jp2c", jpeg2000() + "CANARY")));
  CHECK_FALSE(cleaned(jpegxl_head() + box("Exif", "CANARY")));
  CHECK_FALSE(cleaned(jpegxl_head() + box("jxlc", "") + box("jhgm", "another image")));
}

TEST_CASE("boxes that an image has once are not gone over twice") {
  for (const char* const name : {"jP  ", "ftyp", "jp2h", "rreq"}) {
    const std::string more = box(name, "jp2h" == std::string(name) ? "" : "CANARY");
    CHECK_FALSE(cleaned(jp2_head() + more + more + picture));
    CHECK_FALSE(cleaned(jp2_head() + picture + more + more));
  }
  CHECK_FALSE(cleaned(jp2_head() + box("jP  ", "CANARY") + picture));
  CHECK(cleaned(jp2_head() + box("rreq", "needed") + picture).has_value());
  CHECK_FALSE(cleaned(jpegxl_head() + jpegxl_head() + box("jxlc", "codestream")));
  CHECK_FALSE(cleaned(jpegxl_head() + box("jxlc", "one") + box("jxlc", "two")));
}

TEST_CASE("a resolution of a JP2 has numbers alone") {
  const auto with = [](const std::string& resolution) {
    return box("jP  ", "\r\n\x87\n") + box("ftyp", "jp2 " + big(0, 4) + "jp2 ") +
           box("jp2h", box("ihdr", "14 bytes of it") + box("res ", resolution)) + picture;
  };
  const std::string numbers = big(300, 2) + big(1, 2) + big(300, 2) + big(1, 2) + big(0, 2);
  for (const std::string& sound :
       {box("resc", numbers), box("resd", numbers), box("resc", numbers) + box("resd", numbers)})
    CHECK(cleaned(with(sound)) == with(sound));
  for (const char* const name : {"xml ", "uuid", "else"}) {
    CHECK_FALSE(cleaned(with(box(name, "CANARY"))));
    CHECK_FALSE(cleaned(with(box("resc", numbers) + box(name, "CANARY"))));
  }
  CHECK_FALSE(cleaned(with(box("resc", numbers + "CANARY"))));
  CHECK_FALSE(cleaned(with("CANARY")));
}
