// SPDX-License-Identifier: BSD-3-Clause
// The action that keeps of a text the words that tell of nobody.
#pragma once

#include <string_view>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>

namespace dicom_anonymizer {

namespace actions {

/// Takes out of a text every word that is not known to be safe, PS3.15 section E.3.5.
class clean_text {
 public:
  enum class otherwise { empty, basic_code };
  constexpr clean_text() noexcept = default;
  constexpr explicit clean_text(otherwise rest) noexcept : otherwise_(rest) {}
  static constexpr std::string_view name = "clean_text";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::cleaned;
  void operator()(element& e) const;

 private:
  static bool has_cleaned(element& e);
  otherwise otherwise_ = otherwise::empty;
};

}  // namespace actions

/// See the struct in actions.
inline constexpr actions::clean_text clean_text{};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/clean_text.ipp>
#endif
