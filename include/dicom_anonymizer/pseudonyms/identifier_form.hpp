// SPDX-License-Identifier: BSD-3-Clause
// What a pseudonym of an identifier looks like.
#pragma once

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

/// How many bytes a pseudonym is made of.
inline constexpr std::size_t pseudonym_bytes = 32;

/// Length, characters and beginning of a pseudonym.  The one that is made by default has 16
/// characters of 80 bits: it is legal for AE, CS, LO, LT, PN, SH, ST, UC and UT, and of 10 million
/// identifiers two become the same with a probability of 4 in 10^11.
class identifier_form {
 public:
  /// Digits and capital letters but I, L, O and U, which are easily mistaken.
  static constexpr std::string_view default_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  static constexpr std::size_t default_length = 16;

  identifier_form() : identifier_form(default_length) {}

  /// The length is that behind the prefix.  Throws error(errc::bad_arguments) if it is 0 or above
  /// 64 or asks for more than 256 bits, or if the alphabet has fewer than 2 characters, one twice,
  /// or one that is not printable ASCII or that separates values or parts of names (backslash, ^
  /// and =); a prefix may have no such character either.
  explicit identifier_form(std::size_t length, std::string alphabet = std::string(default_alphabet),
                           std::string prefix = {})
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

  [[nodiscard]] std::size_t length() const noexcept { return length_; }
  [[nodiscard]] const std::string& alphabet() const noexcept { return alphabet_; }
  [[nodiscard]] const std::string& prefix() const noexcept { return prefix_; }

  /// How much the characters behind the prefix can tell apart, in bits.  Of n identifiers two
  /// become the same with a probability of about n * n / 2^(bits + 1).
  [[nodiscard]] double bits() const noexcept {
    return static_cast<double>(length_) * std::log2(static_cast<double>(alphabet_.size()));
  }

  /// The pseudonym of bytes that are random or look so.  They are one number, the first byte the
  /// highest; it is divided by the size of the alphabet again and again, and the remainders are the
  /// characters, the last one first.
  [[nodiscard]] std::string spell(std::span<const unsigned char, pseudonym_bytes> bytes) const {
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

  friend bool operator==(const identifier_form&, const identifier_form&) = default;

 private:
  static bool is_allowed(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
      return c >= ' ' && c <= '~' && c != '\\' && c != '^' && c != '=';
    });
  }

  std::size_t length_;
  std::string alphabet_;
  std::string prefix_;
};

}  // namespace dicom_anonymizer
