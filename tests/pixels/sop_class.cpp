// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pixels/sop_class.hpp>

#include <map>
#include <string>

#include "support/catch.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("the SOP Classes by name are those that PS3.6 registers", "[pixels]") {
  std::map<std::string, std::string> uid_of;
  for (const auto& row : test::table_of("ps36_uids.tsv")) uid_of[row.at("keyword")] = row.at("uid");
  namespace sop = da::sop_class;
  CHECK(uid_of.at("SecondaryCaptureImageStorage") == sop::secondary_capture.uid);
  CHECK(uid_of.at("MultiFrameGrayscaleByteSecondaryCaptureImageStorage") ==
        sop::multi_frame_grayscale_byte_secondary_capture.uid);
  CHECK(uid_of.at("MultiFrameGrayscaleWordSecondaryCaptureImageStorage") ==
        sop::multi_frame_grayscale_word_secondary_capture.uid);
  CHECK(uid_of.at("MultiFrameTrueColorSecondaryCaptureImageStorage") ==
        sop::multi_frame_true_color_secondary_capture.uid);
  CHECK(uid_of.at("UltrasoundImageStorage") == sop::ultrasound.uid);
  CHECK(uid_of.at("UltrasoundMultiFrameImageStorage") == sop::ultrasound_multi_frame.uid);
  CHECK(uid_of.at("XRayAngiographicImageStorage") == sop::x_ray_angiographic.uid);
  CHECK(uid_of.at("XRayRadiofluoroscopicImageStorage") == sop::x_ray_radiofluoroscopic.uid);
  CHECK(uid_of.at("ComputedRadiographyImageStorage") == sop::computed_radiography.uid);
  CHECK(uid_of.at("VLEndoscopicImageStorage") == sop::vl_endoscopic.uid);
  CHECK(uid_of.at("CTImageStorage") == sop::ct.uid);
  CHECK(uid_of.at("MRImageStorage") == sop::mr.uid);
}
