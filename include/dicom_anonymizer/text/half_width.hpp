// SPDX-License-Identifier: BSD-3-Clause
// A text with the characters of full width, and the digits of other scripts, as those of ASCII that
// they stand for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dicom_anonymizer::text::detail {

// U+FF01 to U+FF5E are three bytes each, EF BC 81 to EF BD 9E, and one of ASCII; so are the decimal
// digits of Devanagari, Bengali and Thai, and two bytes each those of Arabic and Persian.
class half_width {
 public:
  explicit half_width(std::string_view utf8) {
    text_.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
      const match found = as_ascii(utf8.substr(i, longest));
      if (found.size != 0) {
        extra_ += found.size - 1;
        places_.push_back({text_.size(), extra_});
      }
      text_.push_back(found.size != 0 ? found.ascii : utf8[i]);
      i += std::max<std::size_t>(found.size, 1);
    }
  }

  [[nodiscard]] static bool is_needed(std::string_view utf8) noexcept {
    for (const char first : {'\xEF', '\xE0', '\xD9', '\xDB'})
      for (std::size_t i = utf8.find(first); i != std::string_view::npos;
           i = utf8.find(first, i + 1))
        if (as_ascii(utf8.substr(i, longest)).size != 0) return true;
    return false;
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  // Where in the given text stands what begins at a place of this one.
  [[nodiscard]] std::size_t original(std::size_t at) const noexcept {
    const auto behind = std::partition_point(places_.begin(), places_.end(),
                                             [at](const replaced& one) { return one.place < at; });
    return at + (behind == places_.begin() ? 0 : (behind - 1)->extra);
  }

 private:
  static constexpr std::size_t longest = 3;

  struct match {
    char ascii = '\0';
    std::size_t size = 0;  // in bytes; 0: it stands for none
  };
  struct replaced {
    std::size_t place;  // in this text
    std::size_t extra;  // bytes that were left out up to it, and of it
  };

  [[nodiscard]] static match as_ascii(std::string_view utf8) noexcept {
    const auto byte = [utf8](std::size_t i) {
      return i < utf8.size() ? static_cast<unsigned char>(utf8[i]) : 0U;
    };
    const auto shifted = [](unsigned from, unsigned first, char to, std::size_t size) {
      return match{static_cast<char>(from - first + static_cast<unsigned char>(to)), size};
    };
    const unsigned second = byte(1);
    const unsigned third = byte(2);
    constexpr unsigned digits = 10;
    switch (byte(0)) {
      case 0xD9:
        if (second - 0xA0U < digits) return shifted(second, 0xA0, '0', 2);
        break;
      case 0xDB:
        if (second - 0xB0U < digits) return shifted(second, 0xB0, '0', 2);
        break;
      case 0xE0:
        if ((second == 0xA5 || second == 0xA7) && third - 0xA6U < digits)
          return shifted(third, 0xA6, '0', 3);
        if (second == 0xB9 && third - 0x90U < digits) return shifted(third, 0x90, '0', 3);
        break;
      case 0xEF:
        if (second == 0xBC && third >= 0x81 && third <= 0xBF) return shifted(third, 0x81, '!', 3);
        if (second == 0xBD && third >= 0x80 && third <= 0x9E) return shifted(third, 0x80, '`', 3);
        break;
      default: break;
    }
    return {};
  }

  std::string text_;
  std::vector<replaced> places_;
  std::size_t extra_ = 0;
};

}  // namespace dicom_anonymizer::text::detail
