// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/frame_edits.hpp>

#include <string>

#include "support/catch.hpp"

using dicom_anonymizer::detail::frame_bytes;
using dicom_anonymizer::detail::frame_edit;
using dicom_anonymizer::detail::frame_edits;

TEST_CASE("what goes side by side is one edit, and a number takes the place of one") {
  frame_edits edits;
  CHECK(edits.empty());
  edits.remove(10, 0);
  CHECK(edits.empty());
  edits.remove(10, 4);
  edits.remove(14, 6);
  edits.remove(30, 1);
  edits.renew(4, 258, 2);
  CHECK(edits.shrinks_by() == 11);
  edits.sort();
  REQUIRE(edits.all().size() == 3);
  CHECK(edits.all()[0] == frame_edit{4, 2, 258, 2});
  CHECK(edits.all()[1] == frame_edit{10, 10});
  CHECK(edits.all()[2] == frame_edit{30, 1});
  edits.clear();
  CHECK(edits.empty());
  CHECK(edits.shrinks_by() == 0);
}

TEST_CASE("a frame is seen within its bounds") {
  dicom_anonymizer::source in(std::string("before\1\2\3\0\xFF\0behind", 18));
  frame_bytes frame(in, 6, 6);
  CHECK(frame.size() == 6);
  CHECK(frame.at(0, 100) == std::string("\1\2\3\0\xFF\0", 6));
  CHECK(frame.at(5, 100).size() == 1);
  CHECK(frame.at(6, 1).empty());
  CHECK(frame.at(7, 1).empty());
  CHECK(frame.number_at(0, 3) == 0x010203);
  CHECK(frame.has(2, 4));
  CHECK_FALSE(frame.has(2, 5));
  CHECK_FALSE(frame.has(7, 0));
  CHECK(frame.end_of_content(6) == 3);
  CHECK(frame.end_of_content(3) == 3);
  CHECK(frame.end_of_content(0) == 0);
  CHECK(frame.is_padding_between(3, 6));
  CHECK(frame.is_padding_between(6, 6));
  CHECK_FALSE(frame.is_padding_between(2, 6));
  CHECK_FALSE(frame.is_padding_between(7, 6));
}
