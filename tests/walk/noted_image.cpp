// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/noted_image.hpp>

#include <array>
#include <string>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/rules/clean_pixels.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/generated_images.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using da::detail::facts_for_rules;
using da::detail::rule_cache;
using da::detail::rules_ref;
using gdcm::VR;

namespace {

template <da::rule_set R>
facts_for_rules noted(const gdcm::DataSet& dataset, const R& rules) {
  const rules_ref all(rules);
  rule_cache cache(all);
  facts_for_rules facts;
  note_image(facts, dataset, cache);
  return facts;
}

constexpr auto corner = da::clean_pixels(da::rectangle{0, 0, 1, 1});

}  // namespace

TEST_CASE("an image is noted only where a rule paints it") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0028, 0x0010}, VR::US, std::string("\2\0", 2));
  test::put(dataset, {0x0028, 0x0106}, VR::US, std::string("\2\0", 2));
  test::put(dataset, {0x7FE0, 0x0010}, VR::OW, "ab");
  const facts_for_rules painted = noted(dataset, corner);
  CHECK(painted.paints_pixels);
  CHECK(painted.described.Size() == 1);
  CHECK(painted.described.FindDataElement(gdcm::Tag(0x0028, 0x0010)));
  const facts_for_rules others = noted(dataset, da::default_profile);
  CHECK_FALSE(others.paints_pixels);
  CHECK(others.described.IsEmpty());
  const auto kept = corner | da::rule{da::tags::PixelData, da::keep};
  CHECK_FALSE(noted(dataset, kept).paints_pixels);
  test::put(dataset, {0x7FE0, 0x0010}, VR::OW, "");
  CHECK_FALSE(noted(dataset, corner).paints_pixels);
}

TEST_CASE("rules that take away what the data set says of its pixels do not hide it") {
  test::image_generator any(41);
  test::image made;
  made.colours = "MONOCHROME1";
  any.fill(made);
  const auto rules = da::keep_everything{} | corner |
                     da::rule{"PhotometricInterpretation"_tag, da::empty} |
                     da::rule{"Rows"_tag, da::remove};
  const std::string out = test::both_ways(made.file(), rules).bytes;
  test::blacken(made, 0, 0, 0);
  CHECK((out.substr(out.size() - made.pixels.size()) == made.pixels));
}

TEST_CASE("elements out of order do not hide the image where an action takes the data set") {
  test::image_generator any(42);
  test::image made;
  made.allocated = 16;
  made.stored = 12;
  made.more = test::explicit_little.element(0xAD280103, "US", "ab");  // behind all others
  any.fill(made);
  const auto taken = [](da::element& e) { static_cast<void>(e.dataset().Size()); };
  const auto rules =
      da::keep_everything{} | corner |
      da::rule_map(da::rule{"PatientName"_tag, taken}, da::rule{"HighBit"_tag, da::replace});
  const test::written done = test::both_ways(made.file(), rules);
  CHECK(done.done.painted_images == 1);
  test::blacken(made, 0, 0, 0);
  CHECK(done.bytes.find(made.pixels) != std::string::npos);
}
