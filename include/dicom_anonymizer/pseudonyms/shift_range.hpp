// SPDX-License-Identifier: BSD-3-Clause
// By how many days dates may be moved.
#pragma once

#include <cstdint>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {

/// A range of days back, without 0; below 0 is forward.
class shift_range {
 public:
  /// 1 to 3650 days back.
  constexpr shift_range() noexcept = default;

  /// Both ends are in it.  Throws error(errc::bad_arguments) if it is empty, if 0 is all that is in
  /// it, or if it reaches beyond 1000000.
  constexpr shift_range(std::int32_t least, std::int32_t most) : least_(least), most_(most) {
    constexpr std::int32_t far = 1'000'000;
    if (least > most || (least == 0 && most == 0) || least < -far || most > far)
      throw error(
          errc::bad_arguments,
          "days to move dates are a range with more in it than 0, from -1000000 to 1000000");
  }

  [[nodiscard]] constexpr std::int32_t least() const noexcept { return least_; }
  [[nodiscard]] constexpr std::int32_t most() const noexcept { return most_; }

  /// How many days there are to choose from.
  [[nodiscard]] constexpr std::uint64_t size() const noexcept {
    return static_cast<std::uint64_t>(most_ - least_ + (holds_zero() ? 0 : 1));
  }

  /// One of them, counted from 0 upwards from the least.
  [[nodiscard]] constexpr std::int32_t nth(std::uint64_t number) const noexcept {
    const std::int32_t day = least_ + static_cast<std::int32_t>(number);
    return holds_zero() && day >= 0 ? day + 1 : day;
  }

  friend constexpr bool operator==(const shift_range&, const shift_range&) = default;

 private:
  [[nodiscard]] constexpr bool holds_zero() const noexcept { return least_ <= 0 && most_ >= 0; }

  std::int32_t least_ = 1;
  std::int32_t most_ = 3650;
};

}  // namespace dicom_anonymizer
