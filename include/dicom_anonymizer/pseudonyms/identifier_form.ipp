// SPDX-License-Identifier: BSD-3-Clause
// What pseudonyms/identifier_form.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {

DICOM_ANONYMIZER_INLINE identifier_form::identifier_form() : identifier_form(default_length) {}

DICOM_ANONYMIZER_INLINE identifier_form::identifier_form(std::size_t length, std::string alphabet,
                                                         std::string prefix)
    : length_(length), alphabet_(std::move(alphabet)), prefix_(std::move(prefix)) {
  constexpr std::size_t longest = 64;
  if (length_ == 0 || length_ > longest)
    throw error(errc::bad_arguments, "the length of a pseudonym is not from 1 to 64");
  if (!is_allowed(alphabet_) || !is_allowed(prefix_))
    throw error(errc::bad_arguments,
                "a pseudonym takes printable ASCII characters but backslash, ^ and =");
  std::string sorted = alphabet_;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() < 2 || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    throw error(errc::bad_arguments,
                "the alphabet of a pseudonym has fewer than 2 characters, or one twice");
  if (bits() > 8.0 * pseudonym_bytes)
    throw error(errc::bad_arguments,
                "a pseudonym of so many characters has more than the 256 bits that there are");
  // A space at an end is padding.
  if (alphabet_.find(' ') != std::string::npos || (!prefix_.empty() && prefix_.front() == ' '))
    throw error(errc::bad_arguments, "a pseudonym may neither begin with a space nor end so");
}

DICOM_ANONYMIZER_INLINE double identifier_form::bits() const noexcept {
  return static_cast<double>(length_) * std::log2(static_cast<double>(alphabet_.size()));
}

DICOM_ANONYMIZER_INLINE std::string identifier_form::spell(
    std::span<const unsigned char, pseudonym_bytes> bytes) const {
  std::array<std::uint32_t, pseudonym_bytes / 4> number{};
  for (std::size_t i = 0; i < pseudonym_bytes; ++i) number[i / 4] = number[i / 4] << 8 | bytes[i];
  std::string text = prefix_ + std::string(length_, ' ');
  for (std::size_t i = text.size(); i-- > prefix_.size();) {
    std::uint64_t remainder = 0;
    for (std::uint32_t& part : number) {
      const std::uint64_t whole = remainder << 32 | part;
      part = static_cast<std::uint32_t>(whole / alphabet_.size());
      remainder = whole % alphabet_.size();
    }
    text[i] = alphabet_[static_cast<std::size_t>(remainder)];
  }
  return text;
}

DICOM_ANONYMIZER_INLINE bool identifier_form::is_allowed(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '\\' && c != '^' && c != '=';
  });
}

}  // namespace dicom_anonymizer
