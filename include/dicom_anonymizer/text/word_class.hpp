// SPDX-License-Identifier: BSD-3-Clause
// What kind of word a list of safe words says that a word is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dicom_anonymizer::text {

/// What kind of word a list says that a word is.
enum class word_class : std::uint8_t {
  none,         ///< in no list: it goes
  core,         ///< a body part, view or modality: what stands beside it does not take it along
  imaging,      ///< a word of imaging, or of the site
  ambiguous,    ///< a word that is also a name (Long, Rose): it goes where a name is near
  date,         ///< a month or weekday: it goes unless dates may stay
  institution,  ///< "hospital": it goes, with what is beside it, unless institutions may stay
  patient,      ///< "male", "pregnant": it goes unless patient characteristics may stay
  title,        ///< "Prof": it goes, with what is behind it
};

/// The name of the class, as lists print it.
[[nodiscard]] constexpr std::string_view to_string(word_class kind) noexcept {
  constexpr std::string_view names[] = {"none", "core",        "imaging", "ambiguous",
                                        "date", "institution", "patient", "title"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace dicom_anonymizer::text
