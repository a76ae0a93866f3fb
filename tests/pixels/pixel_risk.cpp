// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/pixel_risk.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using da::image_facts;
using da::pixel_risk;

namespace {

constexpr image_facts object(std::string_view sop_class, std::string_view modality,
                             std::string_view type, std::string_view colours = "MONOCHROME2 ") {
  image_facts image;
  image.sop_class = sop_class;
  image.modality = modality;
  image.image_type = type;
  image.photometric = colours;
  return image;
}

constexpr std::string_view ct = "1.2.840.10008.5.1.4.1.1.2";
constexpr std::string_view mr = "1.2.840.10008.5.1.4.1.1.4";
constexpr std::string_view pet = "1.2.840.10008.5.1.4.1.1.128";
constexpr std::string_view capture = "1.2.840.10008.5.1.4.1.1.7";
constexpr std::string_view segmentation = "1.2.840.10008.5.1.4.1.1.66.4";

// What a scanner measured.
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY\\AXIAL")) == pixel_risk::low);
static_assert(risk_of(object(mr, "MR", "ORIGINAL\\PRIMARY\\M\\FFE")) == pixel_risk::low);
static_assert(risk_of(object(pet, "PT", "ORIGINAL\\PRIMARY ")) == pixel_risk::low);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.4.1 ", "MR", "ORIGINAL\\PRIMARY\\VOLUME")) ==
              pixel_risk::low);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY\\AXIAL", "MONOCHROME1")) ==
              pixel_risk::low);
// Not so if it is not said, or if it was computed, or has colours.
static_assert(risk_of(object(ct, "CT", "")) == pixel_risk::unclear);
static_assert(risk_of(object(ct, "CT", "ORIGINAL")) == pixel_risk::unclear);
static_assert(risk_of(object(ct, "CT", "PRIMARY\\ORIGINAL")) == pixel_risk::unclear);
static_assert(risk_of(object(ct, "CT", "DERIVED\\PRIMARY\\AXIAL")) == pixel_risk::unclear);
static_assert(risk_of(object(mr, "MR", "MIXED\\PRIMARY\\M")) == pixel_risk::unclear);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY", "RGB")) == pixel_risk::unclear);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY", "")) == pixel_risk::unclear);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.1", "CR", "ORIGINAL\\PRIMARY")) ==
              pixel_risk::unclear);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.2.9", "CT", "ORIGINAL\\PRIMARY")) ==
              pixel_risk::unclear);
static_assert(risk_of(object("", "", "")) == pixel_risk::unclear);
// Numbers of a grid.
static_assert(risk_of(object(segmentation, "SEG", "DERIVED\\PRIMARY")) == pixel_risk::low);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", "")) == pixel_risk::low);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.66.7", "SEG", "DERIVED\\PRIMARY",
                             "PALETTE COLOR")) == pixel_risk::low);
static_assert(risk_of(object(segmentation, "SEG", "DERIVED\\PRIMARY", "RGB")) ==
              pixel_risk::unclear);
// What shows a display.
static_assert(risk_of(object(ct, "CT", "DERIVED\\SECONDARY\\SCREEN SAVE")) == pixel_risk::high);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\SECONDARY\\AXIAL")) == pixel_risk::high);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY\\SCREEN SAVE")) == pixel_risk::high);
static_assert(risk_of(object(ct, "CT", "ORIGINAL\\PRIMARY\\DOSE_INFO")) == pixel_risk::high);
static_assert(risk_of(object(capture, "CT", "ORIGINAL\\PRIMARY")) == pixel_risk::high);
static_assert(risk_of(object(ct, "OT", "ORIGINAL\\PRIMARY")) == pixel_risk::high);
static_assert(risk_of(object(ct, "US ", "ORIGINAL\\PRIMARY")) == pixel_risk::high);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.6.1", "", "")) == pixel_risk::high);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.12.1", "XA", "ORIGINAL\\PRIMARY")) ==
              pixel_risk::high);
static_assert(risk_of(object("1.2.840.10008.5.1.4.1.1.77.1.1", "ES", "ORIGINAL\\PRIMARY", "RGB")) ==
              pixel_risk::high);

constexpr image_facts annotated(std::string_view claim) {
  image_facts image = object(ct, "CT", "ORIGINAL\\PRIMARY\\AXIAL");
  image.burned_in_annotation = claim;
  return image;
}
static_assert(risk_of(annotated("YES ")) == pixel_risk::high);
static_assert(risk_of(annotated("NO")) == pixel_risk::low);
// NO proves nothing.
static_assert([] {
  image_facts image = object(capture, "OT", "");
  image.burned_in_annotation = "NO";
  return risk_of(image);
}() == pixel_risk::high);

constexpr image_facts described(std::string_view series) {
  image_facts image = object(ct, "CT", "ORIGINAL\\PRIMARY\\AXIAL");
  image.series_description = series;
  return image;
}
static_assert(risk_of(described("Dose Report")) == pixel_risk::high);
static_assert(risk_of(described("Patient Protocol")) == pixel_risk::high);
static_assert(risk_of(described("Dose Info")) == pixel_risk::high);
static_assert(risk_of(described("DOSE_INFO")) == pixel_risk::high);
static_assert(risk_of(described("1 DoseReport")) == pixel_risk::high);
static_assert(risk_of(described("Exam  Summary ")) == pixel_risk::high);
static_assert(risk_of(described("Screen-Shot")) == pixel_risk::high);
static_assert(risk_of(described("Protocol")) == pixel_risk::unclear);
static_assert(risk_of(described("Summary")) == pixel_risk::unclear);
static_assert(risk_of(described("CHEST LOW DOSE")) == pixel_risk::low);
static_assert(risk_of(described("LDCT LUNG SCREENING")) == pixel_risk::low);
static_assert(risk_of(described("dose 1 info")) == pixel_risk::low);
static_assert(risk_of(described("dose")) == pixel_risk::low);
static_assert(risk_of(described("dose inf")) == pixel_risk::low);

}  // namespace

TEST_CASE("the SOP Classes of a risk are registered, and those that are meant", "[pixels]") {
  std::map<std::string_view, std::string> keyword_of;
  const auto table = test::table_of("ps36_uids.tsv");
  for (const auto& row : table)
    if (row.at("type") == "SOP Class") keyword_of[row.at("uid")] = row.at("keyword");
  const auto keywords = [&](const auto& uids) {
    std::set<std::string> found;
    for (const std::string_view uid : uids) {
      CAPTURE(uid);
      REQUIRE(keyword_of.count(uid) == 1);
      CHECK(found.insert(keyword_of.at(uid)).second);
    }
    return found;
  };
  CHECK(keywords(da::detail::measured_classes) ==
        std::set<std::string>{"CTImageStorage", "EnhancedCTImageStorage",
                              "LegacyConvertedEnhancedCTImageStorage", "MRImageStorage",
                              "EnhancedMRImageStorage", "LegacyConvertedEnhancedMRImageStorage",
                              "PositronEmissionTomographyImageStorage", "EnhancedPETImageStorage",
                              "LegacyConvertedEnhancedPETImageStorage"});
  CHECK(keywords(da::detail::number_classes) ==
        std::set<std::string>{"ParametricMapStorage", "RTDoseStorage", "SegmentationStorage",
                              "LabelMapSegmentationStorage"});
  // All secondary captures, and all of ultrasound, angiography and fluoroscopy that PS3.6 has.
  std::set<std::string> wanted = {"HardcopyGrayscaleImageStorage", "HardcopyColorImageStorage",
                                  "VLEndoscopicImageStorage",      "VideoEndoscopicImageStorage",
                                  "PhotoacousticImageStorage",     "EnhancedXAImageStorage",
                                  "EnhancedXRFImageStorage"};
  for (const auto& [uid, keyword] : keyword_of)
    if (keyword.find("SecondaryCapture") != std::string::npos || keyword.find("Ultrasound") == 0 ||
        keyword.find("EnhancedUS") == 0 || keyword.find("XRayAngiographic") == 0 ||
        keyword.find("XRayRadiofluoroscopicImage") == 0)
      wanted.insert(keyword);
  CHECK(keywords(da::detail::shown_classes) == wanted);
}

TEST_CASE("each risk has a name", "[pixels]") {
  CHECK(to_string(pixel_risk::low) == "low");
  CHECK(to_string(pixel_risk::unclear) == "unclear");
  CHECK(to_string(pixel_risk::high) == "high");
}
