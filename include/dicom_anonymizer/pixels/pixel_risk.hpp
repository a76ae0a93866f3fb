// SPDX-License-Identifier: BSD-3-Clause
// How likely it is that text was burned into an image, by what kind of object it is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

/// How likely it is that text was burned into an image.
enum class pixel_risk : std::uint8_t {
  low,      ///< pixels that a scanner measured, or numbers that no display ever showed
  unclear,  ///< neither of the other two
  high,     ///< what shows a display, a film or a report, or has text by custom
};

/// A short name, the same in every version.
[[nodiscard]] constexpr std::string_view to_string(pixel_risk one) noexcept {
  switch (one) {
    case pixel_risk::low: return "low";
    case pixel_risk::unclear: return "unclear";
    case pixel_risk::high: return "high";
  }
  return {};
}

namespace detail {

// Low where Image Type is ORIGINAL\PRIMARY.  Sorted as text.
inline constexpr std::string_view measured_classes[] = {
    "1.2.840.10008.5.1.4.1.1.128",    // Positron Emission Tomography
    "1.2.840.10008.5.1.4.1.1.128.1",  // Legacy Converted Enhanced PET
    "1.2.840.10008.5.1.4.1.1.130",    // Enhanced PET
    "1.2.840.10008.5.1.4.1.1.2",      // CT
    "1.2.840.10008.5.1.4.1.1.2.1",    // Enhanced CT
    "1.2.840.10008.5.1.4.1.1.2.2",    // Legacy Converted Enhanced CT
    "1.2.840.10008.5.1.4.1.1.4",      // MR
    "1.2.840.10008.5.1.4.1.1.4.1",    // Enhanced MR
    "1.2.840.10008.5.1.4.1.1.4.4",    // Legacy Converted Enhanced MR
};

// Low whatever Image Type says: their pixels are numbers of a grid.  Sorted as text.
inline constexpr std::string_view number_classes[] = {
    "1.2.840.10008.5.1.4.1.1.30",     // Parametric Map
    "1.2.840.10008.5.1.4.1.1.481.2",  // RT Dose
    "1.2.840.10008.5.1.4.1.1.66.4",   // Segmentation
    "1.2.840.10008.5.1.4.1.1.66.7",   // Label Map Segmentation
};

// Sorted as text.
inline constexpr std::string_view shown_classes[] = {
    "1.2.840.10008.5.1.1.29",            // Hardcopy Grayscale (retired)
    "1.2.840.10008.5.1.1.30",            // Hardcopy Color (retired)
    "1.2.840.10008.5.1.4.1.1.12.1",      // X-Ray Angiographic
    "1.2.840.10008.5.1.4.1.1.12.1.1",    // Enhanced XA
    "1.2.840.10008.5.1.4.1.1.12.2",      // X-Ray Radiofluoroscopic
    "1.2.840.10008.5.1.4.1.1.12.2.1",    // Enhanced XRF
    "1.2.840.10008.5.1.4.1.1.12.3",      // X-Ray Angiographic Bi-Plane (retired)
    "1.2.840.10008.5.1.4.1.1.3",         // Ultrasound Multi-frame (retired)
    "1.2.840.10008.5.1.4.1.1.3.1",       // Ultrasound Multi-frame
    "1.2.840.10008.5.1.4.1.1.6",         // Ultrasound (retired)
    "1.2.840.10008.5.1.4.1.1.6.1",       // Ultrasound
    "1.2.840.10008.5.1.4.1.1.6.2",       // Enhanced US Volume
    "1.2.840.10008.5.1.4.1.1.6.3",       // Photoacoustic
    "1.2.840.10008.5.1.4.1.1.7",         // Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.1",       // Multi-frame Single Bit Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.2",       // Multi-frame Grayscale Byte Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.3",       // Multi-frame Grayscale Word Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.4",       // Multi-frame True Color Secondary Capture
    "1.2.840.10008.5.1.4.1.1.77.1.1",    // VL Endoscopic
    "1.2.840.10008.5.1.4.1.1.77.1.1.1",  // Video Endoscopic
};

// Modalities of which the same holds, whatever the SOP Class.
inline constexpr std::string_view shown_modalities[] = {"ES", "HC", "IVUS", "OT", "RF", "US", "XA"};

template <std::size_t Size>
constexpr bool is_one_of(const std::string_view (&all)[Size], std::string_view one) noexcept {
  return std::find(std::begin(all), std::end(all), one) != std::end(all);
}

// Whether a text has the letters of a term in it, whatever their case and whatever blanks, lines
// and points stand between them.
constexpr bool contains_letters(std::string_view text, std::string_view term) noexcept {
  constexpr std::string_view between = " _-.";
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t met = 0;
    for (std::size_t j = i; j < text.size() && met < term.size(); ++j) {
      if (small_letter(text[j]) == term[met])
        ++met;
      else if (met == 0 || between.find(text[j]) == std::string_view::npos)
        break;
    }
    if (met == term.size()) return true;
  }
  return false;
}

// What may be such a picture, or else an examination by a protocol.
constexpr bool may_tell_of_display(const image_facts& image) noexcept {
  for (const std::string_view term : {"protocol", "summary", "report", "capture", "snapshot"})
    if (contains_ignoring_case(image.series_description, term)) return true;
  return false;
}

// What a vendor calls a picture of its display or a report.
constexpr bool tells_of_display(const image_facts& image) noexcept {
  for (const std::string_view term : {"screen", "dose", "report"})
    if (contains_ignoring_case(image.image_type, term)) return true;
  for (const std::string_view term :
       {"dosereport", "doseinfo", "dosesummary", "doserecord", "examsummary", "patientprotocol",
        "screensave", "screencapture", "screenshot"})
    if (contains_letters(image.series_description, term)) return true;
  return false;
}

}  // namespace detail

/// The risk of an image by its SOP Class, Modality, Image Type, Series Description and Photometric
/// Interpretation.  Low is a CT, MR or PET image whose Image Type is ORIGINAL\PRIMARY, and a grid
/// of numbers, in grey; a label map may have a palette.  High is what Burned In Annotation calls
/// YES, secondary captures and what Image Type calls SECONDARY, ultrasound, angiography and
/// fluoroscopy, endoscopy, films, modality OT, and pictures of a display and dose reports.
/// Everything else is unclear, such as radiographs, images derived from others, and what calls
/// itself a protocol, a summary or a report.
[[nodiscard]] constexpr pixel_risk risk_of(const image_facts& image) noexcept {
  const std::string_view sop_class = detail::without_blanks(image.sop_class);
  std::string_view types = image.image_type;
  const std::string_view pixels = detail::next_value(types);
  const std::string_view examination = detail::next_value(types);
  if (detail::equals_ignoring_case(detail::without_blanks(image.burned_in_annotation), "YES") ||
      detail::equals_ignoring_case(examination, "SECONDARY") || detail::tells_of_display(image) ||
      detail::is_one_of(detail::shown_classes, sop_class) ||
      detail::is_one_of(detail::shown_modalities, detail::without_blanks(image.modality)))
    return pixel_risk::high;
  const std::string_view colours = detail::without_blanks(image.photometric);
  const bool is_grey = colours == "MONOCHROME1" || colours == "MONOCHROME2";
  const bool is_number = detail::is_one_of(detail::number_classes, sop_class);
  if (is_number && (is_grey || colours == "PALETTE COLOR")) return pixel_risk::low;
  if (is_grey && pixels == "ORIGINAL" && examination == "PRIMARY" &&
      detail::is_one_of(detail::measured_classes, sop_class) && !detail::may_tell_of_display(image))
    return pixel_risk::low;
  return pixel_risk::unclear;
}

}  // namespace dicom_anonymizer
