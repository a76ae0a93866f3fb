// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/written_vr.hpp>

#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
namespace detail = da::detail;
using da::vr;
using namespace std::string_view_literals;

namespace {

constexpr da::tag rows{0x0028, 0x0010};           // US, VM 1
constexpr da::tag lut_data{0x0028, 0x3006};       // US or OW, VM 1-n
constexpr da::tag thickness{0x0018, 0x0050};      // DS
constexpr da::tag body_part{0x0018, 0x0015};      // CS
constexpr da::tag study_date{0x0008, 0x0020};     // DA
constexpr da::tag frame_pointer{0x0028, 0x0009};  // AT, VM 1-n

}  // namespace

TEST_CASE("free text and bytes may exceed what is none, and nothing else does") {
  for (const vr text : {vr::LO, vr::SH, vr::ST, vr::LT, vr::UC, vr::UT}) {
    for (const vr usual : {vr::AE, vr::AS, vr::AT, vr::CS, vr::DA, vr::DS, vr::FD, vr::IS, vr::OB,
                           vr::OW, vr::UI, vr::US})
      CHECK(detail::may_exceed(text, usual));
    // A text may be what a text is; items have rules of their own.
    for (const vr usual : {vr::LO, vr::PN, vr::UT, vr::SQ})
      CHECK_FALSE(detail::may_exceed(text, usual));
  }
  for (const vr bytes : {vr::OB, vr::OD, vr::OF, vr::OL, vr::OV, vr::OW}) {
    for (const vr usual : {vr::AS, vr::CS, vr::DS, vr::FD, vr::UI, vr::US})
      CHECK(detail::may_exceed(bytes, usual));
    for (const vr usual : {vr::OB, vr::OW, vr::LO, vr::SQ})
      CHECK_FALSE(detail::may_exceed(bytes, usual));
  }
  for (const vr number : {vr::IS, vr::DS, vr::US, vr::SS, vr::FD, vr::CS, vr::AS, vr::UN})
    CHECK_FALSE(detail::may_exceed(number, vr::CS));
}

TEST_CASE("a text suits an attribute if PS3.5 table 6.2-1 allows it for the attribute's VR") {
  for (const std::string_view text : {"5", " 5.0", "1\\2 ", "-1.5e3", "12345678901234567890", ""}) {
    CHECK(detail::suits(thickness, vr::DS, vr::LO, text));
    CHECK(detail::suits(rows, vr::US, vr::SH, text));
  }
  for (const std::string_view text :
       {"CANARY^NAME"sv, "5 mm"sv, "1\\NAME"sv, "5\0NAME"sv, "\xC4"sv}) {
    CHECK_FALSE(detail::suits(thickness, vr::DS, vr::LO, text));
    CHECK_FALSE(detail::suits(rows, vr::US, vr::UT, text));
    CHECK_FALSE(detail::suits(lut_data, vr::OW, vr::UT, text));
  }
  CHECK(detail::suits(body_part, vr::CS, vr::LO, "CHEST\\UPPER_ARM 2"));
  CHECK_FALSE(detail::suits(body_part, vr::CS, vr::LO, "Chest of Mr X"));
  CHECK(detail::suits(study_date, vr::DA, vr::LO, "20200131"));
  // A number, and no date.
  CHECK_FALSE(detail::suits(study_date, vr::DA, vr::LO, "12345678"));
  CHECK(detail::suits(body_part, vr::CS, vr::OB, "CHEST\0"sv));
  CHECK_FALSE(detail::suits(body_part, vr::CS, vr::OB, "Chest of Mr X"));
}

TEST_CASE("bytes suit numbers of which the attribute may have so many, PS3.6") {
  CHECK(detail::suits(rows, vr::US, vr::OB, "\0\2"sv));
  CHECK_FALSE(detail::suits(rows, vr::US, vr::OW, "CANARY^NAME "));
  CHECK_FALSE(detail::suits(rows, vr::US, vr::OB, "abc"));
  CHECK(detail::suits(lut_data, vr::US, vr::OW, "\0\1\0\2\0\3"sv));
  CHECK(detail::suits(frame_pointer, vr::AT, vr::OB, "\x18\0\x63\x10"sv));
  CHECK_FALSE(detail::suits(frame_pointer, vr::AT, vr::OB, "\x18\0"sv));
}
