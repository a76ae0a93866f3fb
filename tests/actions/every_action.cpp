// SPDX-License-Identifier: BSD-3-Clause
// Every action on every VR: what it leaves, or the error that says it cannot work.
#include <map>
#include <optional>
#include <string>

#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using da::vr;

namespace {

constexpr da::tag somewhere{0x0009, 0x1001};  // private: the dictionary has no say in its VR

std::string zeros(std::size_t count) { return std::string(count, '\0'); }

// A value of the VR as it stands in a file.
std::string sample(vr kind) {
  switch (kind) {
    case vr::AS: return "042Y";
    case vr::DA: return "19500102";
    case vr::DS: return "1.5 ";
    case vr::DT: return "1950010203";
    case vr::IS: return "15";
    case vr::TM: return "010203";
    case vr::UI: return std::string("1.2.3.4.5\0", 10);
    default: return std::string(8, 'B');
  }
}

// What the action replace leaves of the sample; UI and SQ apart.
const std::map<vr, std::string> dummies = {{vr::AE, "ANONYMIZED"},
                                           {vr::AS, "000Y"},
                                           {vr::AT, zeros(8)},
                                           {vr::CS, "ANONYMIZED"},
                                           {vr::DA, "19000101"},
                                           {vr::DS, "0 "},
                                           {vr::DT, "19000101010101.000000+0000"},
                                           {vr::FD, zeros(8)},
                                           {vr::FL, zeros(8)},
                                           {vr::IS, "0 "},
                                           {vr::LO, "ANONYMIZED"},
                                           {vr::LT, "ANONYMIZED"},
                                           {vr::OB, zeros(2)},
                                           {vr::OD, zeros(8)},
                                           {vr::OF, zeros(4)},
                                           {vr::OL, zeros(4)},
                                           {vr::OV, zeros(8)},
                                           {vr::OW, zeros(2)},
                                           {vr::PN, "ANONYMIZED"},
                                           {vr::SH, "ANONYMIZED"},
                                           {vr::SL, zeros(8)},
                                           {vr::SS, zeros(8)},
                                           {vr::ST, "ANONYMIZED"},
                                           {vr::SV, zeros(8)},
                                           {vr::TM, "000000.00 "},
                                           {vr::UC, "ANONYMIZED"},
                                           {vr::UL, zeros(8)},
                                           {vr::UN, "Anonymized"},
                                           {vr::UR, "http://anonymized.invalid/"},
                                           {vr::US, zeros(8)},
                                           {vr::UT, "ANONYMIZED"},
                                           {vr::UV, zeros(8)}};

gdcm::DataSet with_value(vr kind) {
  gdcm::DataSet dataset;
  test::put(dataset, somewhere, da::to_gdcm(kind), sample(kind));
  return dataset;
}

gdcm::DataSet with_sequence() {
  gdcm::DataSet inner;
  test::put(inner, {0x0010, 0x0010}, gdcm::VR::PN, "Inner ");
  gdcm::DataSet dataset;
  test::put_sequence(dataset, somewhere, {inner});
  return dataset;
}

// The bytes left, nothing if the element is gone.
template <class Action>
std::optional<std::string> left_by(const Action& what, vr kind) {
  gdcm::DataSet dataset = with_value(kind);
  test::act(what, dataset, somewhere);
  if (test::has(dataset, somewhere))
    CHECK(dataset.GetDataElement(gdcm::Tag(somewhere)).GetVR() == da::to_gdcm(kind));
  return test::bytes(dataset, somewhere);
}

template <class Action>
da::errc refusal_of(const Action& what, gdcm::DataSet dataset) {
  try {
    test::act(what, dataset, somewhere);
  } catch (const da::error& e) {
    CHECK(e.where() == somewhere);
    CHECK(std::string(e.what()).find("VR ") != std::string::npos);
    return e.code();
  }
  return {};
}

}  // namespace

TEST_CASE("keep leaves every VR as it is") {
  for (const vr kind : da::all_vrs)
    if (kind != vr::SQ) CHECK(left_by(da::keep, kind) == sample(kind));
}

TEST_CASE("delete removes every VR, dates and sequences too") {
  for (const vr kind : da::all_vrs)
    if (kind != vr::SQ) CHECK_FALSE(left_by(da::remove, kind));
  gdcm::DataSet dataset = with_sequence();
  test::act(da::remove, dataset, somewhere);
  CHECK(dataset.IsEmpty());
}

TEST_CASE("empty leaves every VR with a zero length and a sequence without items") {
  for (const vr kind : da::all_vrs)
    if (kind != vr::SQ) CHECK(left_by(da::empty, kind) == "");
  gdcm::DataSet dataset = with_sequence();
  test::act(da::empty, dataset, somewhere);
  CHECK(test::has(dataset, somewhere));
  CHECK(test::item_count(dataset, somewhere) == 0);
}

TEST_CASE("replace leaves the dummy of every VR") {
  for (const vr kind : da::all_vrs) {
    if (kind == vr::SQ || kind == vr::UI) continue;
    CAPTURE(da::to_string(kind));
    CHECK(left_by(da::replace, kind) == dummies.at(kind));
  }
  CHECK(left_by(da::replace, vr::UI)->substr(0, 5) == "2.25.");
}

TEST_CASE("replace leaves what says how an item is to be read, and only the standard's terms") {
  const auto replaced_in = [](gdcm::VR::VRType kind) {
    gdcm::DataSet item;
    test::put(item, {0x0040, 0xA010}, kind, "CONTAINS");
    test::put(item, {0x0040, 0xA040}, kind, "TEXT");
    test::put(item, {0x0040, 0xA050}, kind, "CANARY");
    test::put(item, {0x0040, 0xA160}, kind == gdcm::VR::CS ? gdcm::VR::UT : kind, "CANARY");
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0040, 0xA730}, {item});
    test::act(da::replace, dataset, {0x0040, 0xA730});
    return test::item(dataset, {0x0040, 0xA730});
  };
  for (const gdcm::VR::VRType kind : {gdcm::VR::CS, gdcm::VR::INVALID}) {
    const gdcm::DataSet item = replaced_in(kind);
    CHECK(test::bytes(item, {0x0040, 0xA010}) == "CONTAINS");
    CHECK(test::bytes(item, {0x0040, 0xA040}) == "TEXT");
    CHECK(test::bytes(item, {0x0040, 0xA050}) == "ANONYMIZED");
    CHECK(test::bytes(item, {0x0040, 0xA160}) == "ANONYMIZED");
  }
}

TEST_CASE("replace leaves as many binary numbers as there were, of bulk data a single one") {
  const auto size_left = [](gdcm::VR::VRType kind, std::size_t size) {
    gdcm::DataSet dataset;
    test::put(dataset, somewhere, kind, std::string(size, 'x'));
    test::act(da::replace, dataset, somewhere);
    const std::string left = *test::bytes(dataset, somewhere);
    CHECK(left == std::string(left.size(), '\0'));
    return left.size();
  };
  CHECK(size_left(gdcm::VR::FL, 24) == 24);
  CHECK(size_left(gdcm::VR::US, 4) == 4);
  CHECK(size_left(gdcm::VR::FD, 16) == 16);
  CHECK(size_left(gdcm::VR::FD, 12) == 8);
  CHECK(size_left(gdcm::VR::OB, 24) == 2);
  CHECK(size_left(gdcm::VR::OF, 24) == 4);
}

TEST_CASE("replace gives an empty element a dummy too, except for a UID") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "");
  test::put(dataset, {0x0008, 0x0018}, gdcm::VR::UI, "");
  test::act(da::replace, dataset, {0x0010, 0x0010});
  test::act(da::replace, dataset, {0x0008, 0x0018});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "ANONYMIZED");
  CHECK(test::bytes(dataset, {0x0008, 0x0018}) == "");
}

TEST_CASE("replace reaches every element of every item at any depth") {
  gdcm::DataSet innermost;
  test::put(innermost, {0x0008, 0x0005}, gdcm::VR::CS, "ISO_IR 192");
  test::put(innermost, {0x0009, 0x0010}, gdcm::VR::LO, "ACME");
  test::put(innermost, {0x0009, 0x1001}, gdcm::VR::SH, "SECRET");
  std::uint16_t element = 0x1000;
  for (const vr kind : da::all_vrs)
    if (kind != vr::SQ) test::put(innermost, {0x0011, element++}, da::to_gdcm(kind), sample(kind));
  gdcm::DataSet middle;
  test::put_sequence(middle, {0x0008, 0x1140}, {innermost, innermost});
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0040, 0x0275}, {middle});
  test::act(da::replace, dataset, {0x0040, 0x0275});
  const gdcm::DataSet& between = test::item(dataset, {0x0040, 0x0275});
  REQUIRE(test::item_count(between, {0x0008, 0x1140}) == 2);
  for (const std::size_t number : {1U, 2U}) {
    const gdcm::DataSet& inside = test::item(between, {0x0008, 0x1140}, number);
    for (const gdcm::DataElement& one : inside.GetDES()) {
      const da::tag id = one.GetTag();
      CAPTURE(da::to_string(id));
      const std::string value = *test::bytes(inside, id);
      if (id == da::tag{0x0008, 0x0005}) {
        CHECK(value == "ISO_IR 192");
      } else if (id == da::tag{0x0009, 0x0010}) {
        CHECK(value == "ACME");
      } else if (da::from_gdcm(one.GetVR()) == vr::UI) {
        CHECK(value.substr(0, 5) == "2.25.");
      } else {
        CHECK(value == dummies.at(*da::from_gdcm(one.GetVR())));
      }
    }
  }
}

TEST_CASE("the dummies can be changed and are checked against the VR") {
  da::context shared;
  shared.dummies.text = "NOBODY";
  shared.dummies.date = "19000101";
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "Doe ");
  test::put(dataset, {0x0010, 0x0030}, gdcm::VR::DA, "19500101");
  test::put(dataset, {0x0010, 0x0040}, gdcm::VR::CS, "F ");
  test::act(da::replace, dataset, {0x0010, 0x0010}, shared);
  test::act(da::replace, dataset, {0x0010, 0x0030}, shared);
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "NOBODY");
  CHECK(test::bytes(dataset, {0x0010, 0x0030}) == "19000101");
  shared.dummies.text = "not for a code string";
  CHECK_THROWS_AS(test::act(da::replace, dataset, {0x0010, 0x0040}, shared), da::error);
}

TEST_CASE("replace_UID replaces text of any VR and refuses binary ones") {
  for (const vr kind : da::all_vrs) {
    if (kind == vr::SQ) continue;
    CAPTURE(da::to_string(kind));
    if (da::is_text(kind) || kind == vr::UN) {
      CHECK(left_by(da::replace_uid, kind)->substr(0, 5) == "2.25.");
    } else {
      CHECK(refusal_of(da::replace_uid, with_value(kind)) == da::errc::unsupported_vr);
    }
  }
}

TEST_CASE("the actions of the codes with a choice do as their table says on every VR") {
  for (const vr kind : da::all_vrs) {
    if (kind == vr::SQ || kind == vr::UI) continue;
    CAPTURE(da::to_string(kind));
    CHECK(left_by(da::empty_or_replace, kind) == dummies.at(kind));
    CHECK(left_by(da::delete_or_replace, kind) == dummies.at(kind));
    CHECK(left_by(da::delete_or_empty_or_replace, kind) == dummies.at(kind));
    CHECK(left_by(da::delete_or_empty, kind) == "");
    CHECK(left_by(da::delete_or_empty_or_replace_uid, kind) == "");
  }
  CHECK(left_by(da::delete_or_empty, vr::UI) == "");
  CHECK(left_by(da::delete_or_empty_or_replace_uid, vr::UI)->substr(0, 5) == "2.25.");
}

TEST_CASE("actions that leave the items to the rules leave a sequence as it is") {
  for (const da::any_action& what : {da::any_action(da::keep), da::any_action(da::replace_uid),
                                     da::any_action(da::delete_or_empty_or_replace_uid)}) {
    CAPTURE(what.name());
    gdcm::DataSet dataset = with_sequence();
    test::act(what, dataset, somewhere);
    REQUIRE(test::item_count(dataset, somewhere) == 1);
    CHECK(test::bytes(test::item(dataset, somewhere), {0x0010, 0x0010}) == "Inner ");
  }
}

TEST_CASE("regexp works on text and refuses what is none") {
  for (const vr kind : da::all_vrs) {
    CAPTURE(da::to_string(kind));
    const da::actions::regexp what("^.*$", "1");
    if (kind == vr::AS || kind == vr::DA) {  // PS3.5 section 6.2: nnnD and YYYYMMDD
      CHECK(refusal_of(what, with_value(kind)) == da::errc::invalid_value);
    } else if (da::is_text(kind)) {
      CHECK(left_by(what, kind) == std::string("1") + da::padding_of(kind));
    } else if (kind != vr::SQ) {
      CHECK(refusal_of(what, with_value(kind)) == da::errc::unsupported_vr);
    }
  }
  CHECK(refusal_of(da::actions::regexp("a", "b"), with_sequence()) == da::errc::unsupported_vr);
}

TEST_CASE("replace_with_value writes what the VR allows and refuses what takes no text") {
  const std::map<vr, std::string> legal = {
      {vr::AS, "001D"}, {vr::AT, "00100010"}, {vr::DA, "20200101"}, {vr::DT, "2020"},
      {vr::TM, "12"},   {vr::UI, "1.2"},      {vr::CS, "A"},        {vr::UR, "urn:x"}};
  for (const vr kind : da::all_vrs) {
    CAPTURE(da::to_string(kind));
    const bool takes_text = kind != vr::OB && kind != vr::OD && kind != vr::OF && kind != vr::OL &&
                            kind != vr::OV && kind != vr::OW && kind != vr::SQ;
    const auto known = legal.find(kind);
    const std::string value = known == legal.end() ? "1" : known->second;
    if (!takes_text) {
      gdcm::DataSet dataset = kind == vr::SQ ? with_sequence() : with_value(kind);
      CHECK(refusal_of(da::replace_with(value), dataset) == da::errc::unsupported_vr);
    } else {
      const std::string got = *left_by(da::replace_with(value), kind);
      CHECK(got != sample(kind));
      if (da::is_text(kind)) CHECK(got.substr(0, value.size()) == value);
    }
  }
}

TEST_CASE("no message of an action quotes the value") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x1010}, gdcm::VR::AS, "CANARY");
  test::put(dataset, {0x0028, 0x0010}, gdcm::VR::OW, "CANARY");
  const auto message_of = [&](const da::any_action& what, da::tag id) -> std::string {
    try {
      test::act(what, dataset, id);
    } catch (const da::error& e) {
      return e.what();
    }
    FAIL("it was accepted");
    return {};
  };
  for (const std::string& message : {message_of(da::replace_with("wrong"), {0x0010, 0x1010}),
                                     message_of(da::actions::regexp("A", "B"), {0x0028, 0x0010}),
                                     message_of(da::replace_uid, {0x0028, 0x0010})}) {
    CHECK(message.find("CANARY") == std::string::npos);
    CHECK(message.find("VR ") != std::string::npos);
  }
}
