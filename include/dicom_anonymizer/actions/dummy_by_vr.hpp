// SPDX-License-Identifier: BSD-3-Clause
// One value for each VR, for elements whose own value does not matter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// Values that for_each_nested of element writes without asking, by the VR of the element.
class dummy_by_vr {
 public:
  /// Sets the value of a VR: little endian, text in ASCII, legal for the VR, not empty.  It is
  /// padded here.  More than 64 KiB of values in all are ignored.
  void set(vr kind, std::string_view value) {
    const std::uint8_t row = detail::row_of(kind);
    if (row == detail::no_vr || all_.size() + value.size() + 1 > 0xFFFF) return;
    places_[row].begin = static_cast<std::uint16_t>(all_.size());
    all_ += value;
    if (value.size() % 2 != 0) all_ += padding_of(kind);
    places_[row].size = static_cast<std::uint16_t>(all_.size() - places_[row].begin);
  }

  /// The value of a VR, of even length; empty if there is none.
  [[nodiscard]] std::string_view find(vr kind) const noexcept {
    const std::uint8_t row = detail::row_of(kind);
    if (row == detail::no_vr) return {};
    return {all_.data() + places_[row].begin, places_[row].size};
  }

 private:
  struct place {
    std::uint16_t begin = 0;
    std::uint16_t size = 0;
  };
  std::string all_;
  std::array<place, std::size(detail::vr_table)> places_{};
};

}  // namespace dicom_anonymizer
