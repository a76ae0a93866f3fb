// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/codestream.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/frames.hpp"

using dicom_anonymizer::detail::codestream;
using dicom_anonymizer::detail::codestream_of;
using dicom_anonymizer::detail::frame_syntax;
using dicom_anonymizer::detail::frame_syntax_of;

TEST_CASE("what a frame is its first bytes tell") {
  CHECK(codestream_of(test::jpeg_image()) == codestream::jpeg);
  CHECK(codestream_of(test::jpeg2000()) == codestream::jpeg2000);
  CHECK(codestream_of(test::jp2_head()) == codestream::jp2);
  CHECK(codestream_of(test::jpegxl_head()) == codestream::jpegxl_boxes);
  CHECK(codestream_of(test::bytes_of({0xFF, 0x0A, 1})) == codestream::without_texts);
  // RLE of three segments, PS3.5 section G.5.
  CHECK(codestream_of(test::number(3, 4) + test::number(64, 4) + test::number(99, 4)) ==
        codestream::without_texts);
  CHECK(codestream_of(test::bytes_of({0, 0, 1, 0xB3})) == codestream::without_texts);
  CHECK(codestream_of(test::bytes_of({0, 0, 0, 1, 0x67})) == codestream::without_texts);
  CHECK(codestream_of("\0\0\0\x18" + std::string("ftypmp42")) == codestream::unknown);
  CHECK(codestream_of(std::string("\0\0\0\x18", 4) + "ftypmp42") == codestream::without_texts);
  CHECK(codestream_of('G' + std::string(187, 'x') + 'G') == codestream::without_texts);
}

TEST_CASE("what is none of them is not known") {
  for (const std::string& one :
       {std::string(), std::string("G"), std::string("compressed"), test::bytes_of({0xFF}),
        test::bytes_of({0xFF, 0xD8, 0x00}), test::bytes_of({0xFF, 0x4F, 0xFF}),
        test::number(16, 4) + test::number(64, 4), test::number(1, 4) + test::number(65, 4),
        std::string(64, '\0')})
    CHECK(codestream_of(one) == codestream::unknown);
}

TEST_CASE("transfer syntaxes tell what frames may be") {
  const auto of = [](std::string_view number) {
    return frame_syntax_of("1.2.840.10008.1.2." + std::string(number));
  };
  for (const char* const one : {"4.50", "4.51", "4.57", "4.70", "4.80", "4.81", "4.90", "4.91",
                                "4.92", "4.93", "4.201", "4.202", "4.203"})
    CHECK(of(one) == frame_syntax::codestreams);
  for (const char* const one : {"4.110", "4.111", "4.112"}) CHECK(of(one) == frame_syntax::jpegxl);
  for (const char* const one : {"4.100", "4.100.1", "4.101", "4.102", "4.103", "4.104", "4.105",
                                "4.106", "4.107", "4.108", "4.106.1", "1.98", "8.1"})
    CHECK(of(one) == frame_syntax::not_gone_over);
  CHECK(of("5") == frame_syntax::rle);
  for (const char* const one :
       {"1", "1.99", "2", "4.94", "4.205", "4.", "4.5x", "4.99999999999999"})
    CHECK(of(one) == frame_syntax::not_known);
  CHECK(frame_syntax_of("") == frame_syntax::not_known);
  CHECK(frame_syntax_of("1.2.840.10008.1.2") == frame_syntax::not_known);
}
