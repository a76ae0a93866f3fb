// SPDX-License-Identifier: BSD-3-Clause
// Examples of the pages in docs/reference/pixels about rules (see reference.cpp).
#include <string>

#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/pixels/known_devices.hpp>
#include <dicom_anonymizer/pixels/modality.hpp>
#include <dicom_anonymizer/pixels/pixel_risk.hpp>
#include <dicom_anonymizer/pixels/pixel_rule_file.hpp>
#include <dicom_anonymizer/pixels/pixel_rules.hpp>
#include <dicom_anonymizer/pixels/sop_class.hpp>
#include <dicom_anonymizer/pixels/ultrasound_regions.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

// begin rules: pixels/pixel_rules.hpp pixels/pixel_rule.hpp pixels/sop_class.hpp
constexpr auto mine =
    da::pixel_rules(da::pixel_rule{da::rule_name{"ours"}, da::device{"PHILIPS", "EPIQ"},
                                   da::image_size{1024, 768}, da::blank{0, 0, 1024, 60}},
                    da::pixel_rule{da::sop_class::secondary_capture, da::blank_everything});
// Ours win the devices that they name.
constexpr auto rules = da::known_devices | mine;
// end rules

TEST_CASE("rules about pixels say what an image loses") {
  // begin findings: pixels/pixel_findings.hpp pixels/image_facts.hpp pixels/known_devices.hpp
  da::image_facts image;  // as a data set says
  image.manufacturer = "Philips Medical Systems";
  image.model = "EPIQ 7G";
  image.modality = "US";
  image.columns = 800;
  image.rows = 600;
  const da::pixel_findings found = da::find_regions(rules, image);
  CHECK(*found.matched.begin() == "R034");  // of the table, as ours is for another size
  CHECK(found.regions == da::region_set::paint({0, 0, 800, 49}));
  CHECK(found.is_known);

  image.rows = 601;
  CHECK(da::find_regions(rules, image).model_known_size_unknown);
  // end findings
}

TEST_CASE("rules about pixels are read from a file") {
  // begin file: pixels/pixel_rule_file.hpp
  const std::string text =
      "rule\tmodality\tmanufacturer_contains\tmodel_contains\trows\tcolumns\tother_conditions\t"
      "x\ty\twidth\theight\n"
      "ward 3\tUS\tphilips\tepiq\t768\t1024\timagetype contains secondary\t0\t0\t1024\t60\n";
  const da::pixel_rule_file of_ward = da::parse_pixel_rules(text);
  const auto all = da::known_devices | of_ward;
  // end file
  da::image_facts image;
  image.manufacturer = "Philips";
  image.model = "EPIQ";
  image.modality = "US";
  image.image_type = "DERIVED\\SECONDARY";
  image.columns = 1024;
  image.rows = 768;
  CHECK(*da::find_regions(all, image).matched.begin() == "ward 3");
}

TEST_CASE("ultrasound regions are kept where they can be believed") {
  // begin ultrasound: pixels/ultrasound_regions.hpp
  const da::ultrasound_region scan{120, 60, 799, 518, 1, 1};
  const da::ultrasound_claim claim = da::claim_of({&scan, 1}, 800, 600);
  CHECK(claim.what == da::ultrasound_claim::kind::keep_these);
  CHECK(claim.regions == da::region_set::keep_only({120, 60, 680, 459}));
  // In 320 x 240 they cannot be.
  CHECK(da::claim_of({&scan, 1}, 320, 240).what == da::ultrasound_claim::kind::distrusted);
  // end ultrasound
}

TEST_CASE("the kind of an object says how likely text is") {
  // begin risk: pixels/pixel_risk.hpp pixels/modality.hpp
  da::image_facts image;
  image.sop_class = da::sop_class::ct.uid;
  image.modality = "CT";
  image.image_type = "ORIGINAL\\PRIMARY\\AXIAL";
  image.photometric = "MONOCHROME2";
  CHECK(da::risk_of(image) == da::pixel_risk::low);
  image.image_type = "DERIVED\\SECONDARY\\SCREEN SAVE";
  CHECK(da::risk_of(image) == da::pixel_risk::high);
  CHECK(da::is_modality(image.modality));
  // end risk
}
