// SPDX-License-Identifier: BSD-3-Clause
// replace_with_value: one fixed value.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/element.hpp>
#include <dicom_anonymizer/actions/value_encoding.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace actions {

/// A text of fixed size held by value, so that a rule made from a literal can be constexpr and
/// cannot dangle.
template <std::size_t Size>
struct fixed_text {
  char characters[Size] = {};
  constexpr explicit(false) fixed_text(const char (&text)[Size]) noexcept {
    for (std::size_t i = 0; i < Size; ++i) characters[i] = text[i];
  }
  [[nodiscard]] constexpr explicit(false) operator std::string_view() const noexcept {
    return {characters, Size - 1};
  }
};

/// Writes one value, given as UTF-8 text with backslashes between several, after checking it
/// against the VR as write_checked does.  Throws what write_checked throws; a sequence is
/// errc::unsupported_vr.
template <class Text>
struct replace_with_value {
  static constexpr std::string_view name = "replace_with_value";
  static constexpr bool is_local = true;
  static constexpr residue leaves = residue::nothing;
  static constexpr bool works_on(tag, vr kind) noexcept { return takes_text(kind); }

  Text value;

  void operator()(element& e) const { write_checked(e, std::string_view(value)); }
};
template <std::size_t Size>
replace_with_value(const char (&)[Size]) -> replace_with_value<fixed_text<Size>>;
replace_with_value(std::string)->replace_with_value<std::string>;
replace_with_value(std::string_view)->replace_with_value<std::string>;

/// What makes the action replace_with_value.  An object and no function, so that the compiler can
/// say it where the () behind it is missing.
struct replace_with_value_factory {
  static constexpr bool makes_actions = true;

  /// For a literal; usable in constexpr rules.
  template <std::size_t Size>
  [[nodiscard]] constexpr replace_with_value<fixed_text<Size>> operator()(
      const char (&value)[Size]) const {
    return {value};
  }

  /// For a text made at run time, which the action owns.
  [[nodiscard]] replace_with_value<std::string> operator()(std::string value) const {
    return {std::move(value)};
  }
  [[nodiscard]] replace_with_value<std::string> operator()(std::string_view value) const {
    return {std::string(value)};
  }
};

}  // namespace actions

/// replace_with("SUBJECT^07") is the action replace_with_value with that value.
inline constexpr actions::replace_with_value_factory replace_with;

}  // namespace dicom_anonymizer
