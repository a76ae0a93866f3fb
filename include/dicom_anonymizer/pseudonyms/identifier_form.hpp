// SPDX-License-Identifier: BSD-3-Clause
// What a pseudonym of an identifier looks like.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

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

  identifier_form();

  /// The length is that behind the prefix.  Throws error(errc::bad_arguments) if it is 0 or above
  /// 64 or asks for more than 256 bits, or if the alphabet has fewer than 2 characters, one twice,
  /// or one that is not printable ASCII or that separates values or parts of names (backslash, ^
  /// and =); a prefix may have no such character either.
  explicit identifier_form(std::size_t length, std::string alphabet = std::string(default_alphabet),
                           std::string prefix = {});

  [[nodiscard]] std::size_t length() const noexcept { return length_; }
  [[nodiscard]] const std::string& alphabet() const noexcept { return alphabet_; }
  [[nodiscard]] const std::string& prefix() const noexcept { return prefix_; }

  /// How much the characters behind the prefix can tell apart, in bits.  Of n identifiers two
  /// become the same with a probability of about n * n / 2^(bits + 1).
  [[nodiscard]] double bits() const noexcept;

  /// The pseudonym of bytes that are random or look so.  They are one number, the first byte the
  /// highest; it is divided by the size of the alphabet again and again, and the remainders are the
  /// characters, the last one first.
  [[nodiscard]] std::string spell(std::span<const unsigned char, pseudonym_bytes> bytes) const;

  friend bool operator==(const identifier_form&, const identifier_form&) = default;

 private:
  static bool is_allowed(std::string_view text) noexcept;

  std::size_t length_;
  std::string alphabet_;
  std::string prefix_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pseudonyms/identifier_form.ipp>
#endif
