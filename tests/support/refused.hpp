// SPDX-License-Identifier: BSD-3-Clause
// What a call was refused with.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace test {

struct refusal {
  dicom_anonymizer::errc code{};  // 0: it was not refused
  std::optional<std::uint32_t> tag = std::nullopt;
  std::optional<std::uint64_t> offset = std::nullopt;

  friend bool operator==(const refusal&, const refusal&) = default;
  friend std::ostream& operator<<(std::ostream& out, const refusal& one) {
    out << (one.code == dicom_anonymizer::errc{} ? "nothing" : to_string(one.code));
    if (one.tag) out << ", tag " << std::hex << *one.tag << std::dec;
    if (one.offset) out << ", offset " << *one.offset;
    return out;
  }
};

inline constexpr refusal no_refusal{};

template <class Call>
refusal refused(const Call& call) {
  try {
    call();
    return no_refusal;
  } catch (const dicom_anonymizer::error& failed) {
    refusal found{failed.code(), std::nullopt, failed.offset()};
    if (failed.where()) found.tag = failed.where()->value();
    return found;
  }
}

}  // namespace test
