// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/element.hpp>

#include <string>
#include <vector>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

TEST_CASE("text comes without padding and goes back with the padding of its VR") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Doe^Jane  ");
  test::put(dataset, {0x0008, 0x0018}, VR::UI, std::string("1.2.3\0", 6));
  test::act(
      [](da::element& e) {
        CHECK(e.text() == "Doe^Jane");
        e.set_text("A^B");
      },
      dataset, {0x0010, 0x0010});
  test::act(
      [](da::element& e) {
        CHECK(e.text() == "1.2.3");
        e.set_text("1.2.4");
      },
      dataset, {0x0008, 0x0018});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "A^B ");
  CHECK(test::bytes(dataset, {0x0008, 0x0018}) == std::string("1.2.4\0", 6));
}

TEST_CASE("text is UTF-8 whatever the character set of the data set is") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "J\xE9r\xF4me");
  test::act(
      [](da::element& e) {
        CHECK(e.text() == "J\xC3\xA9r\xC3\xB4me");
        e.set_text(
            "\xC3\x84"
            "b");
      },
      dataset, {0x0010, 0x0010});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) ==
        "\xC4"
        "b");
}

TEST_CASE("text that the character set cannot hold is an error and leaves the value") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Before");
  try {
    test::act([](da::element& e) { e.set_text("\xE5\xB1\xB1"); }, dataset, {0x0010, 0x0010});
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::character_set);
    CHECK(e.where() == da::tag{0x0010, 0x0010});
  }
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "Before");
}

TEST_CASE("an item inherits the character set of the data set around it") {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0010}, VR::PN, "\xE9 ");
  gdcm::DataSet own;
  test::put(own, {0x0008, 0x0005}, VR::CS, "ISO_IR 192");
  test::put(own, {0x0010, 0x0010}, VR::PN, "\xC3\xA9");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put_sequence(dataset, {0x0010, 0x1002}, {inner, own});
  int seen = 0;
  test::act(
      [&](da::element& e) {
        e.for_each_nested([&](da::element& nested) {
          if (nested.id() != da::tag{0x0010, 0x0010}) return;
          ++seen;
          CHECK(nested.text() == "\xC3\xA9");
          CHECK(nested.depth() == 1);
        });
      },
      dataset, {0x0010, 0x1002});
  CHECK(seen == 2);
}

TEST_CASE("values are split where the VR has several and not where it has one") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0008}, VR::CS, "ORIGINAL\\ PRIMARY\\AXIAL ");
  test::put(dataset, {0x0010, 0x4000}, VR::LT, "one\\value");
  test::act(
      [](da::element& e) {
        CHECK(e.values() == std::vector<std::string>{"ORIGINAL", " PRIMARY", "AXIAL"});
        e.set_values({"A", "", "B"});
      },
      dataset, {0x0008, 0x0008});
  test::act([](da::element& e) { CHECK(e.values() == std::vector<std::string>{"one\\value"}); },
            dataset, {0x0010, 0x4000});
  CHECK(test::bytes(dataset, {0x0008, 0x0008}) == "A\\\\B");
}

TEST_CASE("the VR is the written one, else the dictionary's, else UN") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, VR::LO, "x ");       // wrong but written
  test::put(dataset, {0x0010, 0x0020}, VR::INVALID, "x ");  // implicit
  test::put(dataset, {0x0010, 0x0030}, VR::UN, "19500101");
  test::put(dataset, {0x0009, 0x0010}, VR::INVALID, "ACME");
  test::put(dataset, {0x0009, 0x1001}, VR::INVALID, "x ");
  const auto vr_of = [&](da::tag id) {
    da::vr found{};
    test::act([&](da::element& e) { found = e.vr(); }, dataset, id);
    return found;
  };
  CHECK(vr_of({0x0010, 0x0010}) == da::vr::LO);
  CHECK(vr_of({0x0010, 0x0020}) == da::vr::LO);
  CHECK(vr_of({0x0010, 0x0030}) == da::vr::DA);
  CHECK(vr_of({0x0009, 0x0010}) == da::vr::LO);
  CHECK(vr_of({0x0009, 0x1001}) == da::vr::UN);
}

TEST_CASE("reading binary values and sequences as text is an error that names the VR") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0028, 0x0010}, VR::US, std::string("\x01\x00", 2));
  test::put_sequence(dataset, {0x0010, 0x1002}, {gdcm::DataSet()});
  for (const da::tag id : {da::tag{0x0028, 0x0010}, da::tag{0x0010, 0x1002}}) {
    for (const auto& attempt : {+[](da::element& e) { static_cast<void>(e.text()); },
                                +[](da::element& e) { static_cast<void>(e.values()); },
                                +[](da::element& e) { e.set_text("x"); }}) {
      try {
        test::act(attempt, dataset, id);
        FAIL("it was accepted");
      } catch (const da::error& e) {
        CHECK(e.code() == da::errc::unsupported_vr);
        CHECK(e.where() == id);
      }
    }
  }
  CHECK_THROWS_AS(test::act([](da::element& e) { e.set_bytes("xx"); }, dataset, {0x0010, 0x1002}),
                  da::error);
}

TEST_CASE("a value that exceeds a 16-bit length field is refused, one that fits is not") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x4000}, VR::LT, "x ");
  test::put(dataset, {0x0040, 0xA160}, VR::UT, "x ");
  const std::string large(65535, 'x');
  CHECK_THROWS_AS(test::act([&](da::element& e) { e.set_text(large); }, dataset, {0x0010, 0x4000}),
                  da::error);
  CHECK(test::bytes(dataset, {0x0010, 0x4000}) == "x ");
  test::act([&](da::element& e) { e.set_text(large.substr(1)); }, dataset, {0x0010, 0x4000});
  CHECK(test::bytes(dataset, {0x0010, 0x4000})->size() == 65534);
  test::act([&](da::element& e) { e.set_text(large); }, dataset, {0x0040, 0xA160});
  CHECK(test::bytes(dataset, {0x0040, 0xA160})->size() == 65536);
}

TEST_CASE("after its removal an element reads as nothing and writing does nothing") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Doe ");
  test::act(
      [](da::element& e) {
        CHECK(e.exists());
        e.remove();
        CHECK_FALSE(e.exists());
        CHECK(e.is_empty());
        CHECK(e.bytes().empty());
        e.set_text("back again");
        e.set_bytes("back");
        e.clear();
        e.remove();
      },
      dataset, {0x0010, 0x0010});
  CHECK_FALSE(test::has(dataset, {0x0010, 0x0010}));
}

TEST_CASE("writing does not change the value that a shallow copy holds") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Before");
  const gdcm::DataSet copy = dataset;
  test::act([](da::element& e) { e.set_text("After"); }, dataset, {0x0010, 0x0010});
  CHECK(test::bytes(copy, {0x0010, 0x0010}) == "Before");
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "After ");
}

TEST_CASE("an action may remove nested elements while it goes through them") {
  gdcm::DataSet inner;
  for (std::uint16_t i = 1; i < 5; ++i) test::put(inner, {0x0010, i}, VR::LO, "x ");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0010, 0x1002}, {inner});
  int seen = 0;
  test::act(
      [&](da::element& e) {
        e.for_each_nested([&](da::element& nested) {
          ++seen;
          nested.dataset().Remove(gdcm::Tag(0x0010, 0x0003));
          nested.remove();
        });
      },
      dataset, {0x0010, 0x1002});
  CHECK(seen == 3);
  CHECK(test::item(dataset, {0x0010, 0x1002}).IsEmpty());
}

TEST_CASE("a nested private element knows its creator") {
  gdcm::DataSet inner;
  test::put(inner, {0x0019, 0x0011}, VR::LO, "ACME");
  test::put(inner, {0x0019, 0x1101}, VR::LO, "x ");
  test::put(inner, {0x0019, 0x1201}, VR::LO, "x ");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0010, 0x1002}, {inner});
  std::vector<std::string> creators;
  test::act(
      [&](da::element& e) {
        e.for_each_nested(
            [&](da::element& nested) { creators.emplace_back(nested.key().private_creator); });
      },
      dataset, {0x0010, 0x1002});
  CHECK(creators == std::vector<std::string>{"", "ACME", ""});
}

TEST_CASE("constants are written without a visit, and what has none is visited") {
  gdcm::DataSet inner;
  test::put(inner, {0x0008, 0x0005}, VR::CS, "ISO_IR 100");
  test::put(inner, {0x0008, 0x103E}, VR::LO, "Canary");
  test::put(inner, {0x0010, 0x0010}, VR::PN, "");
  test::put(inner, {0x0010, 0x4000}, VR::UN, "Canary");
  test::put(inner, {0x0019, 0x0011}, VR::LO, "ACME");
  test::put(inner, {0x0019, 0x1101}, VR::LO, "Canary");
  test::put(inner, {0x0040, 0x0275}, VR::US, "xx");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0010, 0x1002}, {inner});
  da::dummy_by_vr constants;
  constants.set(da::vr::LO, "constant");
  constants.set(da::vr::PN, "odd");
  constants.set(da::vr::CS, "NEVER");
  std::vector<da::tag> seen;
  test::act(
      [&](da::element& e) {
        e.for_each_nested(constants, [&](da::element& nested) { seen.push_back(nested.id()); });
        CHECK(e.changed());
      },
      dataset, {0x0010, 0x1002});
  CHECK(seen == std::vector<da::tag>{{0x0008, 0x0005},
                                     {0x0010, 0x4000},
                                     {0x0019, 0x0011},
                                     {0x0019, 0x1101},
                                     {0x0040, 0x0275}});
  const gdcm::DataSet& item = test::item(dataset, {0x0010, 0x1002});
  CHECK(test::bytes(item, {0x0008, 0x0005}) == "ISO_IR 100");
  CHECK(test::bytes(item, {0x0008, 0x103E}) == "constant");
  CHECK(test::bytes(item, {0x0010, 0x0010}) == "odd ");
  CHECK(test::bytes(item, {0x0019, 0x1101}) == "Canary");
}
