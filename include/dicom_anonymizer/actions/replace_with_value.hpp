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

}  // namespace actions

/// The action replace_with_value for a literal; usable in constexpr rules.
template <std::size_t Size>
[[nodiscard]] constexpr actions::replace_with_value<actions::fixed_text<Size>> replace_with(
    const char (&value)[Size]) {
  return {value};
}

/// The action replace_with_value for a text made at run time, which it owns.
[[nodiscard]] inline actions::replace_with_value<std::string> replace_with(std::string value) {
  return {std::move(value)};
}
[[nodiscard]] inline actions::replace_with_value<std::string> replace_with(std::string_view value) {
  return {std::string(value)};
}

}  // namespace dicom_anonymizer
