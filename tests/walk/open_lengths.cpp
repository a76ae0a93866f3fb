// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/open_lengths.hpp>

#include <gdcmSequenceOfItems.h>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;

TEST_CASE("lengths of sequences are made undefined at every depth") {
  gdcm::DataSet leaf;
  test::put(leaf, {0x0008, 0x0060}, VR::CS, "MR");
  gdcm::DataSet inner;
  test::put_sequence(inner, {0x0008, 0x1140}, {leaf});
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0008, 0x1115}, {inner});
  da::detail::open_all_lengths(dataset);
  const gdcm::DataElement& outer = dataset.GetDataElement(gdcm::Tag{0x0008, 0x1115});
  CHECK(outer.GetVL().IsUndefined());
  const gdcm::DataSet& item = test::item(dataset, {0x0008, 0x1115});
  CHECK(item.GetDataElement(gdcm::Tag{0x0008, 0x1140}).GetVL().IsUndefined());
}

TEST_CASE("items under a VR that has none are refused") {
  gdcm::DataSet leaf;
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0008, 0x1140}, {leaf});
  gdcm::DataElement raw = dataset.GetDataElement(gdcm::Tag{0x0008, 0x1140});
  CHECK_NOTHROW(da::detail::require_sequence(raw));
  raw.SetVR(VR::OB);
  CHECK(test::refused([&] { da::detail::require_sequence(raw); }).code == da::errc::malformed);
}
