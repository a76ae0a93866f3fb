// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/paint_pixels.hpp>

#include <string>
#include <string_view>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/rule.hpp>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::paint_pixels;
using gdcm::VR;

static_assert(da::element_action<paint_pixels>);
static_assert(da::is_local_action<paint_pixels>);
static_assert(da::residue_of<paint_pixels> == da::residue::whole);
static_assert(da::action_name<paint_pixels> == "clean_pixels");

namespace {

std::string_view text_of(const gdcm::DataSet& dataset, gdcm::Tag id) {
  const gdcm::ByteValue* const value = dataset.GetDataElement(id).GetByteValue();
  return {value->GetPointer(), value->GetLength()};
}

gdcm::DataSet image() {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0028, 0x0002}, VR::US, std::string("\1\0", 2));
  test::put(dataset, {0x0028, 0x0004}, VR::CS, "MONOCHROME2 ");
  test::put(dataset, {0x0028, 0x0010}, VR::US, std::string("\2\0", 2));
  test::put(dataset, {0x0028, 0x0011}, VR::US, std::string("\3\0", 2));
  test::put(dataset, {0x0028, 0x0100}, VR::US, std::string("\10\0", 2));
  test::put(dataset, {0x0028, 0x0101}, VR::US, std::string("\10\0", 2));
  test::put(dataset, {0x0028, 0x0102}, VR::US, std::string("\7\0", 2));
  test::put(dataset, {0x0028, 0x0103}, VR::US, std::string("\0\0", 2));
  test::put(dataset, {0x0028, 0x0106}, VR::US, std::string("\0\0", 2));
  test::put(dataset, {0x7FE0, 0x0010}, VR::OW, "abcdef");
  return dataset;
}

}  // namespace

TEST_CASE("the action paints pixels and takes away what says which values they have") {
  gdcm::DataSet dataset = image();
  const auto rules = da::keep_everything{} | da::clean_pixels(da::rectangle{1, 0, 2, 1});
  const da::report done = da::anonymize_dataset(dataset, rules);
  CHECK(text_of(dataset, {0x7FE0, 0x0010}) == std::string_view("a\0\0def", 6));
  CHECK_FALSE(dataset.FindDataElement(gdcm::Tag(0x0028, 0x0106)));
  CHECK(done.painted_images == 1);
  CHECK(done.painted_frames == 1);
  CHECK(done.applied.at("clean_pixels") == 2);
}

TEST_CASE("the action leaves what holds no pixels, and extremes where none are painted") {
  gdcm::DataSet dataset = image();
  const paint_pixels corner{da::region_set::paint({0, 0, 1, 1})};
  test::act(corner, dataset, {0x0028, 0x0010});
  test::act(corner, dataset, {0x0028, 0x0106});  // outside of a walk nothing is known
  CHECK(dataset.FindDataElement(gdcm::Tag(0x0028, 0x0106)));
  dataset.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x7FE0, 0x0010)));
  const auto rules = da::keep_everything{} | da::clean_pixels(da::rectangle{9, 9, 1, 1});
  CHECK(da::anonymize_dataset(dataset, rules).painted_images == 0);
  CHECK(dataset.FindDataElement(gdcm::Tag(0x0028, 0x0106)));
}

TEST_CASE("the action alone paints a data set in memory by what that says") {
  gdcm::DataSet dataset = image();
  test::act(paint_pixels{da::region_set::paint({0, 1, 3, 1})}, dataset, {0x7FE0, 0x0010});
  CHECK(text_of(dataset, {0x7FE0, 0x0010}) == std::string_view("abc\0\0\0", 6));
  const paint_pixels outside{da::region_set::paint({3, 0, 1, 1})};
  CHECK(test::refused([&] {
          test::act(outside, dataset, {0x7FE0, 0x0010});
        }).code == da::errc::bad_arguments);
}
