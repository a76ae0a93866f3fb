// SPDX-License-Identifier: BSD-3-Clause
// A text with the characters of full width as those of ASCII that they stand for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dicom_anonymizer::text::detail {

// U+FF01 to U+FF5E are three bytes each, EF BC 81 to EF BD 9E, and one of ASCII.
class half_width {
 public:
  explicit half_width(std::string_view utf8) {
    text_.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
      const char c = as_ascii(utf8.substr(i, wide));
      if (c != '\0') places_.push_back(text_.size());
      text_.push_back(c != '\0' ? c : utf8[i]);
      if (c != '\0') i += wide - 1;
    }
  }

  [[nodiscard]] static bool is_needed(std::string_view utf8) noexcept {
    for (std::size_t i = utf8.find('\xEF'); i != std::string_view::npos;
         i = utf8.find('\xEF', i + 1))
      if (as_ascii(utf8.substr(i, wide)) != '\0') return true;
    return false;
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  // Where in the given text stands what begins at a place of this one.
  [[nodiscard]] std::size_t original(std::size_t at) const noexcept {
    const auto before = std::lower_bound(places_.begin(), places_.end(), at) - places_.begin();
    return at + (wide - 1) * static_cast<std::size_t>(before);
  }

 private:
  static constexpr std::size_t wide = 3;

  [[nodiscard]] static char as_ascii(std::string_view utf8) noexcept {
    if (utf8.size() < wide || utf8[0] != '\xEF') return '\0';
    const auto second = static_cast<unsigned char>(utf8[1]);
    const auto third = static_cast<unsigned char>(utf8[2]);
    if (second == 0xBC && third >= 0x81 && third <= 0xBF) return static_cast<char>(third - 0x60);
    if (second == 0xBD && third >= 0x80 && third <= 0x9E) return static_cast<char>(third - 0x20);
    return '\0';
  }

  std::string text_;
  std::vector<std::size_t> places_;  // in this text, of what was of full width
};

}  // namespace dicom_anonymizer::text::detail
