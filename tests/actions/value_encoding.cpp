// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/value_encoding.hpp>

#include <string>
#include <vector>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using da::vr;

namespace {

// The bytes that a text becomes in an element of the VR, or the code of the refusal.
struct result {
  std::string bytes;
  da::errc refused{};
};

result written(vr kind, std::string_view text) {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0009, 0x1001}, da::to_gdcm(kind), "");
  try {
    test::act([&](da::element& e) { da::write_checked(e, text); }, dataset, {0x0009, 0x1001});
  } catch (const da::error& e) {
    CHECK(e.where() == da::tag{0x0009, 0x1001});
    CHECK(test::bytes(dataset, {0x0009, 0x1001}) == "");  // unchanged
    return {{}, e.code()};
  }
  return {*test::bytes(dataset, {0x0009, 0x1001})};
}

}  // namespace

TEST_CASE("text that the VR allows is written and padded") {
  const std::vector<std::pair<vr, std::string>> legal = {
      {vr::AE, "STORE SCP"},
      {vr::AS, "018M"},
      {vr::CS, "ORIGINAL\\PRIMARY_2"},
      {vr::DA, "20240229"},
      {vr::DS, "-1.5e+3\\.5\\5.\\+2"},
      {vr::DT, "2024"},
      {vr::DT, "20240229235960.123456+0100"},
      {vr::DT, "202402-0500"},
      {vr::IS, "-2147483648\\+12"},
      {vr::LO, std::string(64, 'x') + "\\" + std::string(64, 'y')},
      {vr::LT, std::string(10240, 'x')},
      {vr::LT, "two\r\nlines and a \\"},
      {vr::PN, "Doe^Jane^Q^Dr^III=A^B=C"},
      {vr::SH, std::string(16, 'x')},
      {vr::ST, std::string(1024, 'x')},
      {vr::TM, "23"},
      {vr::TM, "2359"},
      {vr::TM, "235960.1"},
      {vr::UC, std::string(70000, 'x')},
      {vr::UI, "1.2.0.3"},
      {vr::UR, "http://example.com/a?b=c"},
      {vr::UT, "free text \\ with backslash"},
      {vr::LO, ""},
  };
  for (const auto& [kind, text] : legal) {
    CAPTURE(da::to_string(kind));
    std::string expected = text;
    if (expected.size() % 2 != 0) expected += da::padding_of(kind);
    const result got = written(kind, text);
    CHECK(got.refused == da::errc{});
    CHECK(got.bytes == expected);
  }
}

TEST_CASE("text that the VR does not allow is refused and the element keeps its value") {
  const std::vector<std::pair<vr, std::string>> illegal = {
      {vr::AE, std::string(17, 'x')},
      {vr::AE, "   "},
      {vr::AS, "18Y"},
      {vr::AS, "018X"},
      {vr::CS, "lower"},
      {vr::CS, std::string(17, 'X')},
      {vr::DA, "20240230"},
      {vr::DA, "20230229"},
      {vr::DA, "2024-01-01"},
      {vr::DA, "2024010"},
      {vr::DS, "1.2.3"},
      {vr::DS, "e5"},
      {vr::DS, "1e"},
      {vr::DS, std::string(17, '1')},
      {vr::DT, "20241301"},
      {vr::DT, "202"},
      {vr::DT, "20240101+2500"},
      {vr::IS, "2147483648"},
      {vr::IS, "1.5"},
      {vr::IS, "x"},
      {vr::LO, std::string(65, 'x')},
      {vr::LO, "tab\there"},
      {vr::LT, std::string(10241, 'x')},
      {vr::PN, "a^b^c^d^e^f"},
      {vr::PN, "a=b=c=d"},
      {vr::PN, std::string(65, 'x')},
      {vr::SH, std::string(17, 'x')},
      {vr::ST, std::string(1025, 'x')},
      {vr::TM, "24"},
      {vr::TM, "2360"},
      {vr::TM, "12:00"},
      {vr::TM, "1200.5"},
      {vr::UI, "1.02.3"},
      {vr::UI, "1..2"},
      {vr::UI, "1.2."},
      {vr::UI, "1.2.a"},
      {vr::UI, std::string(65, '1')},
      {vr::UR, "has space"},
      {vr::DA, "20240101\\bad"},
      {vr::US, "65536"},
      {vr::US, "-1"},
      {vr::US, "x"},
      {vr::US, "1\\"},
      {vr::FD, "1,5"},
      {vr::FL, "inf"},
      {vr::AT, "60xx3000"},
      {vr::AT, "nothing"},
      {vr::SS, "32768"},
  };
  for (const auto& [kind, text] : illegal) {
    CAPTURE(da::to_string(kind), text);
    CHECK(written(kind, text).refused == da::errc::invalid_value);
  }
}

TEST_CASE("numbers become little endian binary values") {
  CHECK(written(vr::US, "513").bytes == std::string("\x01\x02", 2));
  CHECK(written(vr::US, "1\\2").bytes == std::string("\x01\x00\x02\x00", 4));
  CHECK(written(vr::SS, "-2").bytes == std::string("\xFE\xFF", 2));
  CHECK(written(vr::UL, "+1").bytes == std::string("\x01\x00\x00\x00", 4));
  CHECK(written(vr::SL, "-1").bytes == std::string("\xFF\xFF\xFF\xFF", 4));
  CHECK(written(vr::UV, "1").bytes == std::string("\x01\0\0\0\0\0\0\0", 8));
  CHECK(written(vr::SV, "-1").bytes == std::string(8, '\xFF'));
  CHECK(written(vr::FL, "1.5").bytes == std::string("\0\0\xC0\x3F", 4));
  CHECK(written(vr::FD, "-2").bytes == std::string("\0\0\0\0\0\0\0\xC0", 8));
  CHECK(written(vr::AT, "(0010,0020)").bytes == std::string("\x10\0\x20\0", 4));
  CHECK(written(vr::AT, "PatientName").bytes == std::string("\x10\0\x10\0", 4));
}

TEST_CASE("UN takes any text and other byte strings take none") {
  CHECK(written(vr::UN, "abc").bytes == std::string("abc\0", 4));
  for (const vr kind : {vr::OB, vr::OD, vr::OF, vr::OL, vr::OV, vr::OW, vr::SQ}) {
    CAPTURE(da::to_string(kind));
    CHECK(written(kind, "1").refused == da::errc::unsupported_vr);
  }
}

TEST_CASE("characters are counted, not bytes") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, gdcm::VR::CS, "ISO_IR 192");
  test::put(dataset, {0x0008, 0x0050}, gdcm::VR::SH, "");
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += "\xC3\xA9";
  test::act([&](da::element& e) { da::write_checked(e, sixteen); }, dataset, {0x0008, 0x0050});
  CHECK(test::bytes(dataset, {0x0008, 0x0050}) == sixteen);
  CHECK_THROWS_AS(test::act([&](da::element& e) { da::write_checked(e, sixteen + "x"); }, dataset,
                            {0x0008, 0x0050}),
                  da::error);
}
