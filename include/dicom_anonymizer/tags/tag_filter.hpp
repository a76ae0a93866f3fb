// SPDX-License-Identifier: BSD-3-Clause
// Tells quickly that a tag is none of a few hundred.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer::detail {

// A set of tags that may say yes for one that was never added, of some hundreds for few in a
// hundred, and never no for one that was.
class tag_filter {
 public:
  constexpr void add(tag id) noexcept {
    words_[place_of(id) / 64] |= std::uint64_t{1} << place_of(id) % 64;
  }
  [[nodiscard]] constexpr bool may_hold(tag id) const noexcept {
    return (words_[place_of(id) / 64] >> place_of(id) % 64 & 1U) != 0;
  }

 private:
  static constexpr unsigned bits = 13;
  static constexpr std::size_t place_of(tag id) noexcept {
    return static_cast<std::uint32_t>(id.value() * 0x9E3779B1U) >> (32 - bits);
  }
  std::array<std::uint64_t, (std::size_t{1} << bits) / 64> words_{};
};

}  // namespace dicom_anonymizer::detail
