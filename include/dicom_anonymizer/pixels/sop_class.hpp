// SPDX-License-Identifier: BSD-3-Clause
// SOP Classes of images, by names.
#pragma once

#include <string_view>

namespace dicom_anonymizer {

/// A SOP Class by its UID (0008,0016).
struct sop_class_uid {
  std::string_view uid;
};

/// SOP Classes whose images often have text burned in, or are asked for often, PS3.6 annex A.
namespace sop_class {

inline constexpr sop_class_uid secondary_capture{"1.2.840.10008.5.1.4.1.1.7"};
inline constexpr sop_class_uid multi_frame_grayscale_byte_secondary_capture{
    "1.2.840.10008.5.1.4.1.1.7.2"};
inline constexpr sop_class_uid multi_frame_grayscale_word_secondary_capture{
    "1.2.840.10008.5.1.4.1.1.7.3"};
inline constexpr sop_class_uid multi_frame_true_color_secondary_capture{
    "1.2.840.10008.5.1.4.1.1.7.4"};
inline constexpr sop_class_uid ultrasound{"1.2.840.10008.5.1.4.1.1.6.1"};
inline constexpr sop_class_uid ultrasound_multi_frame{"1.2.840.10008.5.1.4.1.1.3.1"};
inline constexpr sop_class_uid x_ray_angiographic{"1.2.840.10008.5.1.4.1.1.12.1"};
inline constexpr sop_class_uid x_ray_radiofluoroscopic{"1.2.840.10008.5.1.4.1.1.12.2"};
inline constexpr sop_class_uid computed_radiography{"1.2.840.10008.5.1.4.1.1.1"};
inline constexpr sop_class_uid vl_endoscopic{"1.2.840.10008.5.1.4.1.1.77.1.1"};
inline constexpr sop_class_uid ct{"1.2.840.10008.5.1.4.1.1.2"};
inline constexpr sop_class_uid mr{"1.2.840.10008.5.1.4.1.1.4"};

}  // namespace sop_class
}  // namespace dicom_anonymizer
