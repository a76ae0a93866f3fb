// SPDX-License-Identifier: BSD-3-Clause
// Why words of a text went, and how many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace dicom_anonymizer::text {

/// Why a word was taken out of a text.
enum class removal : std::uint8_t {
  unknown_word,  ///< no list of safe words has it
  pattern,       ///< it is written like a date, a phone number, an address, an identifier, an age
  known_value,   ///< the data set says of its own patient, staff or institution that it is theirs
  neighbour,     ///< it stands beside what tells of a person or went itself
  word_class,    ///< a word that tells of a title, a day, an institution or a sex
};

inline constexpr std::size_t removal_reasons = 5;

/// A short name of the reason, the same in every version, for reports.
[[nodiscard]] constexpr std::string_view to_string(removal reason) noexcept {
  constexpr std::string_view names[removal_reasons] = {"unknown word", "pattern", "known value",
                                                       "neighbour", "word class"};
  return names[static_cast<std::size_t>(reason)];
}

/// How many words went, by the reason.
struct removal_counts {
  std::array<std::size_t, removal_reasons> by_reason{};

  [[nodiscard]] constexpr std::size_t operator[](removal reason) const noexcept {
    return by_reason[static_cast<std::size_t>(reason)];
  }
  constexpr void add(removal reason, std::size_t words = 1) noexcept {
    by_reason[static_cast<std::size_t>(reason)] += words;
  }
  [[nodiscard]] constexpr std::size_t total() const noexcept {
    return std::accumulate(by_reason.begin(), by_reason.end(), std::size_t{0});
  }
  constexpr removal_counts& operator+=(const removal_counts& other) noexcept {
    for (std::size_t i = 0; i < removal_reasons; ++i) by_reason[i] += other.by_reason[i];
    return *this;
  }
  friend constexpr bool operator==(const removal_counts&, const removal_counts&) = default;
};

}  // namespace dicom_anonymizer::text
