// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/replace_uid.hpp>

#include <string>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

namespace {

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("the same UID is replaced alike in all data sets of a context") {
  gdcm::DataSet one;
  gdcm::DataSet other;
  test::put(one, {0x0008, 0x0018}, VR::UI, std::string("1.2.3\0", 6));
  test::put(other, {0x0008, 0x1155}, VR::UI, "1.2.3 ");  // padded wrongly: still the same UID
  da::context shared;
  test::act(da::replace_uid, one, {0x0008, 0x0018}, shared);
  test::act(da::replace_uid, other, {0x0008, 0x1155}, shared);
  const std::string replaced = trimmed(*test::bytes(one, {0x0008, 0x0018}));
  CHECK(replaced.substr(0, 5) == "2.25.");
  CHECK(trimmed(*test::bytes(other, {0x0008, 0x1155})) == replaced);
}

TEST_CASE("spaces before a UID make no other of it") {
  da::context shared;
  const auto replaced = [&](std::string_view before) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0008, 0x1155}, VR::UI, before);
    test::act(da::replace_uid, dataset, {0x0008, 0x1155}, shared);
    return trimmed(*test::bytes(dataset, {0x0008, 0x1155}));
  };
  const std::string one = replaced("1.2.3.4.5 ");
  CHECK(one.starts_with("2.25."));
  CHECK(replaced(" 1.2.3.4.5") == one);
  CHECK(replaced("  1.2.3.4.5 ") == one);
  CHECK(replaced("1.2.3.4.5\\ 1.2.3.4.5") == one + "\\" + one);
}

TEST_CASE("each value of several is replaced") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x3001}, VR::UI, "1.2.3\\1.2.840.10008.1.2\\\\1.2.3 ");
  test::act(da::replace_uid, dataset, {0x0008, 0x3001});
  const std::string replaced = trimmed(*test::bytes(dataset, {0x0008, 0x3001}));
  const std::string first = replaced.substr(0, replaced.find('\\'));
  CHECK(first.substr(0, 5) == "2.25.");
  CHECK(replaced == first + "\\1.2.840.10008.1.2\\\\" + first);
}

TEST_CASE("UIDs of the standard and empty values stay byte for byte") {
  gdcm::DataSet dataset;
  const std::string padded("1.2.840.10008.5.1.4.1.1.2\0", 26);
  test::put(dataset, {0x0008, 0x0016}, VR::UI, padded);
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "");
  test::act(da::replace_uid, dataset, {0x0008, 0x0016});
  test::act(da::replace_uid, dataset, {0x0008, 0x0018});
  CHECK(test::bytes(dataset, {0x0008, 0x0016}) == padded);
  CHECK(test::bytes(dataset, {0x0008, 0x0018}) == "");
}

TEST_CASE("a UID under the root of the standard that it does not register is replaced") {
  for (const std::string before :
       {"1.2.840.10008.4711.1.20200229", "1.2.840.10008", "1.2.840.10008.5.1.4.1.1.2.4711",
        "DOE^JANE", " 1.2.840.10008.1.1"}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0020, 0x000D}, VR::UI, before);
    test::act(da::replace_uid, dataset, {0x0020, 0x000D});
    CAPTURE(before);
    CHECK(trimmed(*test::bytes(dataset, {0x0020, 0x000D})).substr(0, 5) == "2.25.");
  }
}

TEST_CASE(
    "where the VR is no UI everything is replaced, what looks like a UID of the standard too") {
  for (const std::string before : {"1.2.840.10008.1.2", "1.2.840.10008.4711", "4711", "DOE^JANE"}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0010, 0x0020}, VR::LO, before);
    test::act(da::replace_uid, dataset, {0x0010, 0x0020});
    CAPTURE(before);
    CHECK(trimmed(*test::bytes(dataset, {0x0010, 0x0020})).substr(0, 5) == "2.25.");
  }
}

TEST_CASE("what ought to be a UID and is bytes is emptied") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0020, 0x000E}, gdcm::VR::OB, "1.2.3.4.5.6.");
  test::act(da::replace_uid, dataset, {0x0020, 0x000E});
  CHECK(test::bytes(dataset, {0x0020, 0x000E}) == "");
}
