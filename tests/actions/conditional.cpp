// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/conditional.hpp>

#include <dicom_anonymizer/anonymize.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

namespace {

gdcm::DataSet reference() {
  gdcm::DataSet item;
  test::put(item, {0x0008, 0x1155}, VR::UI, "1.2.3.4 ");
  return item;
}

}  // namespace

TEST_CASE("X/Z takes a sequence that may not be empty and empties one that may") {
  gdcm::DataSet dataset;
  gdcm::DataSet request;
  gdcm::DataSet asked;
  // PS3.3: Type 3 in General Study and Request Attributes, Type 2 in Referenced Request Sequence.
  test::put_sequence(dataset, {0x0008, 0x1110}, {reference()});
  test::put_sequence(request, {0x0008, 0x1110}, {reference()});
  test::put_sequence(asked, {0x0008, 0x1110}, {reference()});
  test::put_sequence(dataset, {0x0040, 0x0275}, {asked});
  test::put_sequence(dataset, {0x0040, 0x0555}, {reference()});
  test::put_sequence(dataset, {0x0040, 0xA370}, {request});
  da::anonymize_dataset(dataset, da::rule{da::tag{0x0040, 0x0275}, da::keep});
  CHECK_FALSE(test::has(dataset, {0x0008, 0x1110}));
  CHECK_FALSE(test::has(test::item(dataset, {0x0040, 0x0275}), {0x0008, 0x1110}));
  CHECK(test::has(dataset, {0x0040, 0x0555}));
  CHECK(test::item_count(dataset, {0x0040, 0x0555}) == 0);
  CHECK(test::has(test::item(dataset, {0x0040, 0xA370}), {0x0008, 0x1110}));
  CHECK(test::item_count(test::item(dataset, {0x0040, 0xA370}), {0x0008, 0x1110}) == 0);
}

TEST_CASE("X/Z empties what is no sequence") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x1110}, VR::LO, "VALUE ");
  test::act(da::delete_or_empty, dataset, {0x0008, 0x1110});
  CHECK(test::bytes(dataset, {0x0008, 0x1110}) == "");
}
