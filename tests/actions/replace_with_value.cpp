// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/replace_with_value.hpp>

#include <string>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("a literal, a string and a view are all owned by the action") {
  constexpr auto literal = da::replace_with("LITERAL");
  const auto owned = [] {
    std::string text = "a text long enough to live on the heap, where it is freed";
    return da::replace_with(std::string_view(text));
  }();
  char buffer[] = "BUFFER";
  const auto copied = da::replace_with(buffer);
  buffer[0] = 'X';
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0020}, gdcm::VR::LO, "1 ");
  test::act(literal, dataset, {0x0010, 0x0020});
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "LITERAL ");
  test::act(owned, dataset, {0x0010, 0x0020});
  CHECK(test::bytes(dataset, {0x0010, 0x0020})->substr(0, 11) == "a text long");
  test::act(copied, dataset, {0x0010, 0x0020});
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "BUFFER");
}

TEST_CASE("a value that the VR or the number of values does not allow is refused or counted") {
  struct wrong {
    gdcm::Tag id;
    gdcm::VR::VRType kind;
    const char* value;
    std::string written;
  };
  // PS3.6: Patient ID 1, Pixel Spacing 2, Contour Data 3-3n, Rows 1.  PS3.5: LO has 64 characters.
  const wrong all[] = {{{0x0010, 0x0020}, gdcm::VR::LO, "A\\B", "A\\B "},
                       {{0x0028, 0x0030}, gdcm::VR::DS, "1", "1 "},
                       {{0x0028, 0x0030}, gdcm::VR::DS, "1\\2\\3", "1\\2\\3 "},
                       {{0x3006, 0x0050}, gdcm::VR::DS, "1\\2\\3\\4", "1\\2\\3\\4 "},
                       {{0x0028, 0x0010}, gdcm::VR::US, "1\\2", std::string("\1\0\2\0", 4)},
                       {{0x0008, 0x0060}, gdcm::VR::CS, "lower", "lower "},
                       {{0x0008, 0x0020}, gdcm::VR::DA, "2020", "2020"},
                       {{0x0010, 0x0020},
                        gdcm::VR::LO,
                        "01234567890123456789012345678901234567890123456789012345678901234",
                        "01234567890123456789012345678901234567890123456789012345678901234 "}};
  for (const wrong& one : all) {
    CAPTURE(one.id.GetGroup(), one.id.GetElement(), one.value);
    const auto rules = da::rule{da::tag(one.id), da::replace_with(std::string(one.value))};
    gdcm::DataSet dataset;
    test::put(dataset, one.id, one.kind, "");
    CHECK_THROWS_AS(da::anonymize_dataset(dataset, rules), da::error);
    CHECK(test::bytes(dataset, one.id) == "");
    da::context shared;
    shared.allows_invalid_values = true;
    const da::report done = da::anonymize_dataset(dataset, rules, shared);
    CHECK(test::bytes(dataset, one.id) == one.written);
    CHECK(done.invalid_values == 1);
  }
}

TEST_CASE("what no text can be written to is refused all the same") {
  da::context shared;
  shared.allows_invalid_values = true;
  for (const auto kind : {gdcm::VR::US, gdcm::VR::OB}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0028, 0x0010}, kind, "12");
    CHECK_THROWS_AS(test::act(da::replace_with("a text"), dataset, {0x0028, 0x0010}, shared),
                    da::error);
  }
}

TEST_CASE("values that are allowed are written and not counted") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x1000}, gdcm::VR::LO, "");
  test::put(dataset, {0x0028, 0x0030}, gdcm::VR::DS, "");
  test::put(dataset, {0x0009, 0x1001}, gdcm::VR::LO, "");
  test::act(da::replace_with("A\\B"), dataset, {0x0010, 0x1000});  // Other Patient IDs, 1-n
  test::act(da::replace_with(" 1\\2"), dataset, {0x0028, 0x0030});
  test::act(da::replace_with("A\\B"), dataset, {0x0009, 0x1001});  // private: nobody knows
  test::act(da::replace_with(""), dataset, {0x0028, 0x0030});
  CHECK(test::bytes(dataset, {0x0010, 0x1000}) == "A\\B ");
  CHECK(test::bytes(dataset, {0x0028, 0x0030}) == "");
  CHECK(test::bytes(dataset, {0x0009, 0x1001}) == "A\\B ");
}
