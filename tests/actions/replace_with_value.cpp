// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/replace_with_value.hpp>

#include <string>

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
