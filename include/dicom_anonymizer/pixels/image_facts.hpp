// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of its image, for rules about pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/part10/padding.hpp>

namespace dicom_anonymizer {

/// The texts that a rule about pixels may ask for, beside those that name the device.
enum class image_text : std::uint8_t {
  image_type,                  ///< Image Type (0008,0008)
  series_description,          ///< Series Description (0008,103E)
  station_name,                ///< Station Name (0008,1010)
  software_versions,           ///< Software Versions (0018,1020)
  protocol_name,               ///< Protocol Name (0018,1030)
  window_width,                ///< Window Width (0028,1050)
  burned_in_annotation,        ///< Burned In Annotation (0028,0301)
  comments_on_radiation_dose,  ///< Comments on Radiation Dose (0040,0310)
  overlay_description,         ///< Overlay Description (60xx,0022) of any plane
  implementation_version,      ///< Implementation Version Name (0002,0013)
};

/// The keyword of the attribute in small letters, as rule files spell it; "overlaydescription" of
/// any plane.
[[nodiscard]] constexpr std::string_view to_string(image_text one) noexcept {
  switch (one) {
    case image_text::image_type: return "imagetype";
    case image_text::series_description: return "seriesdescription";
    case image_text::station_name: return "stationname";
    case image_text::software_versions: return "softwareversions";
    case image_text::protocol_name: return "protocolname";
    case image_text::window_width: return "windowwidth";
    case image_text::burned_in_annotation: return "burnedinannotation";
    case image_text::comments_on_radiation_dose: return "commentsonradiationdose";
    case image_text::overlay_description: return "overlaydescription";
    case image_text::implementation_version: return "implementationversionname";
  }
  return {};
}

/// What a caller read of a data set at the top level.  Values are whole, with the backslashes
/// between several of them; padding does not matter, and what is absent is empty.  Of several
/// overlay planes the descriptions stand one after the other, with a backslash between.
struct image_facts {
  std::string_view manufacturer;  ///< (0008,0070)
  std::string_view model;         ///< Manufacturer's Model Name (0008,1090)
  std::string_view modality;      ///< (0008,0060)
  std::string_view sop_class;     ///< SOP Class UID (0008,0016)
  std::string_view photometric;   ///< Photometric Interpretation (0028,0004)
  std::uint32_t columns = 0;      ///< (0028,0011)
  std::uint32_t rows = 0;         ///< (0028,0010)
  std::string_view image_type;    ///< and so on, as image_text has them
  std::string_view series_description;
  std::string_view station_name;
  std::string_view software_versions;
  std::string_view protocol_name;
  std::string_view window_width;
  std::string_view burned_in_annotation;
  std::string_view comments_on_radiation_dose;
  std::string_view overlay_description;
  std::string_view implementation_version;

  /// One of the texts.
  [[nodiscard]] constexpr std::string_view text(image_text one) const noexcept {
    switch (one) {
      case image_text::image_type: return image_type;
      case image_text::series_description: return series_description;
      case image_text::station_name: return station_name;
      case image_text::software_versions: return software_versions;
      case image_text::protocol_name: return protocol_name;
      case image_text::window_width: return window_width;
      case image_text::burned_in_annotation: return burned_in_annotation;
      case image_text::comments_on_radiation_dose: return comments_on_radiation_dose;
      case image_text::overlay_description: return overlay_description;
      case image_text::implementation_version: return implementation_version;
    }
    return {};
  }
};

namespace detail {

inline constexpr std::size_t image_text_count =
    static_cast<std::size_t>(image_text::implementation_version) + 1;

// Of ASCII only: names of devices have no other letters, and other bytes are never changed.
constexpr char small_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Whether two texts of the same length are the same but for capitals.
constexpr bool same_letters(const char* one, const char* other, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i)
    if (small_letter(one[i]) != small_letter(other[i])) return false;
  return true;
}

constexpr bool equals_ignoring_case(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && same_letters(one.data(), other.data(), one.size());
}

constexpr bool contains_ignoring_case(std::string_view text, std::string_view term) noexcept {
  if (term.empty()) return true;
  const char first = small_letter(term.front());
  for (std::size_t i = 0; i + term.size() <= text.size(); ++i)
    if (small_letter(text[i]) == first && same_letters(text.data() + i, term.data(), term.size()))
      return true;
  return false;
}

// Takes the first of several values away and returns it without padding.
constexpr std::string_view next_value(std::string_view& values) noexcept {
  const std::size_t end = values.find('\\');
  const std::string_view first = values.substr(0, end);
  values = end == std::string_view::npos ? std::string_view{} : values.substr(end + 1);
  return without_blanks(first);
}

}  // namespace detail
}  // namespace dicom_anonymizer
