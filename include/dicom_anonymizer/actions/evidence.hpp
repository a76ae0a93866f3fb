// SPDX-License-Identifier: BSD-3-Clause
// What a walk comes across that decides what one data set may say of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// What becomes of an element in a sequence every other value of which is replaced.
enum class retention {
  none,   ///< it is replaced as well
  kept,   ///< an option that was chosen keeps it, or it is private and its own rule follows
  moved,  ///< a date, which the option retain-modified-dates moves
};

namespace detail {

// True of a data set after its walk; rules alone cannot tell it.
struct evidence {
  bool identity = false;     // a value that PS3.15 wants protected stands there as it was, or may
  bool raw_date = false;     // a DA, TM or DT stands there as it was, private ones included
  bool moved_date = false;   // one was moved
  bool pixels = false;       // the pixels identify: they say so themselves, or could not be cleared
  bool graphics = false;     // some were there, and were cleaned or went
  std::uint16_t broken = 0;  // options, as bits, whose promise does not hold for this data set

  [[nodiscard]] constexpr bool has_dates() const noexcept { return raw_date || moved_date; }

  friend constexpr bool operator==(const evidence&, const evidence&) = default;
};

// Attributes by which pixels say of themselves that they identify, PS3.3 sections C.7.6.1.1.2,
// C.7.6.1.1.4 and C.8.12.1.1.
inline constexpr tag image_type{0x0008, 0x0008};
inline constexpr tag frame_type{0x0008, 0x9007};
inline constexpr tag burned_in_annotation{0x0028, 0x0301};
inline constexpr tag recognizable_visual_features{0x0028, 0x0302};
inline constexpr tag specimen_label_in_image{0x0048, 0x0010};

[[nodiscard]] constexpr bool tells_of_pixels(tag id) noexcept {
  return id == image_type || id == frame_type || id == burned_in_annotation ||
         id == recognizable_visual_features || id == specimen_label_in_image;
}

// Whether one of the values is this word, which is in capitals, in any case of letters.
[[nodiscard]] constexpr bool says(std::string_view values, std::string_view wanted) noexcept {
  while (true) {
    const std::size_t end = values.find('\\');
    const std::string_view one = without_blanks(values.substr(0, end));
    bool is_equal = one.size() == wanted.size();
    for (std::size_t i = 0; is_equal && i < one.size(); ++i) {
      const char letter = one[i];
      const bool is_small = letter >= 'a' && letter <= 'z';
      is_equal = (is_small ? static_cast<char>(letter - 'a' + 'A') : letter) == wanted[i];
    }
    if (is_equal) return true;
    if (end == std::string_view::npos) return false;
    values.remove_prefix(end + 1);
  }
}

// Whether the value of such an attribute says so.
[[nodiscard]] constexpr bool says_that_pixels_identify(tag id, std::string_view bytes) noexcept {
  return says(bytes, id == image_type || id == frame_type ? "LABEL" : "YES");
}

}  // namespace detail
}  // namespace dicom_anonymizer
